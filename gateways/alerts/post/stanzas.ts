import { htmlContent } from '../../../src/xmpp/content-types.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import { fallbackFor } from '../../../src/xmpp/fallback.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { headersElement } from '../../../src/xmpp/headers.js';
import {
  chatMessage,
  hint,
  markable,
  originId,
  receiptRequest,
  replaceOf,
  replyTo,
  retractOf,
  unstyled,
} from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Severity } from '../alert.js';
import type { Telling } from '../engine/effect.js';
import { letters } from '../engine/ids.js';
import { renderChat } from '../render/chat.js';
import { fileLine, filesOf } from '../render/files.js';
import { renderIrc } from '../render/irc.js';
import { renderMail } from '../render/mail.js';
import type { RenderSettings } from '../render/settings.js';
import { renderSms } from '../render/sms.js';
import { couldStyle } from '../render/styling.js';

/** Between whom a message goes. */
interface Way {
  /** Full JID of ours. */
  readonly from: string;
  /** Bare JID. */
  readonly to: string;
  /** Domain in which lists of routes are named. */
  readonly domain: string;
  /** Ids under which a room shows messages of ours that are taken back, by ours; missing: the same. */
  readonly shown?: ReadonlyMap<string, string>;
  /** Form that goes along (XEP-0004). */
  readonly form?: Element;
}

/** Octets of a stanza that every reader takes, with room for what is put around it. */
const LARGEST = 200 * 1024;

/** The message of a telling to whoever hears messages of XMPP: a person, a room, or a contact of another gateway. */
export function messageOf(telling: Telling, settings: RenderSettings, way: Way): Element {
  switch (telling.place.kind) {
    case 'phone':
      return message(telling, way, renderSms(telling.view, settings).text);
    case 'mail': {
      const { subject, text, html, listId } = renderMail(telling.view, { ...settings, listDomain: way.domain });
      const parts = [el('subject', {}, subject), headersElement(mailHeaders(telling.severity, listId))];
      const both = message(telling, way, text, ...parts, htmlContent(html), ...carried(telling));
      // A text that is as long as a book says all that there is to say.
      if (Buffer.byteLength(serialise(both)) <= LARGEST) return both;
      return message(telling, way, text, ...parts, ...carried(telling));
    }
    case 'nick':
    case 'channel':
      return message(telling, way, renderIrc(telling.view, settings).text, ...carried(telling));
    default: {
      const { text, marks, isUnstyled } = chatOf(telling, settings);
      return message(telling, way, text, isUnstyled ? unstyled() : undefined, way.form, ...carried(telling), ...marks);
    }
  }
}

/** Files as elements: the gateways of mail and IRC carry them as their networks do. */
function carried({ view }: Telling): readonly Element[] {
  return filesOf(view).flatMap((file) => fileElements(file).slice(0, 2));
}

/** The text of a chat with the addresses of files below it, which are marked as standing for the files (XEP-0428). */
function chatOf({ view }: Telling, settings: RenderSettings) {
  const { text, unstyled: isUnstyled } = renderChat(view, settings);
  const lines = filesOf(view).map(fileLine);
  if (lines.length === 0) return { text, marks: [], isUnstyled };
  const start = [...text].length;
  const links = `\n${lines.join('\n')}`;
  return {
    text: `${text}${links}`,
    marks: [fallbackFor(NS.sfs, start, start + [...links].length)],
    isUnstyled: isUnstyled || couldStyle(links, ''),
  };
}

function message(
  { id, place, thread, follows }: Telling,
  { from, to, shown }: Way,
  text: string,
  ...parts: readonly (Element | undefined)[]
): Element {
  const about = [el('thread', {}, thread), originId(id), ...followed(follows, from, shown), hint('store'), ...parts];
  if (place.kind === 'room' || place.kind === 'channel') {
    // Receipts of many are of no use (XEP-0184 5.3).
    return el('message', { from, to, id, type: 'groupchat' }, el('body', {}, text), ...about);
  }
  return chatMessage({ from, to, id }, text, receiptRequest(), markable(), ...about);
}

/** What is taken back goes from the screen; programs that cannot do that show the words. */
function followed(follows: Telling['follows'], from: string, shown: Way['shown']): readonly (Element | undefined)[] {
  switch (follows?.how) {
    case undefined:
      return [];
    case 'edit':
      return [replaceOf(follows.id)];
    case 'reply':
      return [replyTo(follows.id, from)];
    case 'retract': {
      const [first = ''] = follows.ids;
      return [retractOf(shown?.get(first) ?? first), fallbackFor(NS.retract)];
    }
  }
}

/** Takes back the messages of an incident beside the first one, without a word for programs that cannot do that. */
export function retractionsOf({ id, place, follows }: Telling, { from, to, shown }: Way): readonly Element[] {
  const [, ...others] = follows?.how === 'retract' ? follows.ids : [];
  const type = place.kind === 'room' ? 'groupchat' : 'chat';
  return others.map((one) => {
    const own = `e${letters(31, ['retract', id, one])}`;
    return el('message', { from, to, id: own, type }, retractOf(shown?.get(one) ?? one), originId(own), hint('store'));
  });
}

/** Nobody is to answer by a machine (RFC 3834 5), and mail programs show what is urgent (XEP-0131). */
function mailHeaders(severity: Severity, listId: string | undefined) {
  const urgent = severity === 'critical' || severity === 'error';
  return [
    { name: 'Auto-Submitted', value: 'auto-generated' },
    ...(urgent ? [{ name: 'Urgency', value: 'high' }] : []),
    ...(listId === undefined ? [] : [{ name: 'List-Id', value: listId }]),
  ];
}

/**
 * Publishes a group at a node (XEP-0060 7.1) as an entry of Atom, always under the same id, so that it is one item that changes; what is
 * over is retracted, and its readers are told.
 */
export function publishOf(telling: Telling, settings: RenderSettings, way: Way): Element {
  const { id, group, place, view, thread } = telling;
  const node = place.kind === 'node' ? place.node : '';
  const item = group ?? thread;
  const payload =
    view.state === 'resolved'
      ? el('retract', { node, notify: 'true' }, el('item', { id: item }))
      : el('publish', { node }, el('item', { id: item }, entryOf(item, chatOf(telling, settings).text)));
  return el('iq', { type: 'set', id, from: way.from, to: way.to }, el('pubsub', { xmlns: NS.pubsub }, payload));
}

function entryOf(id: string, text: string): Element {
  const [title = ''] = text.split('\n', 1);
  return el(
    'entry',
    { xmlns: 'http://www.w3.org/2005/Atom' },
    el('id', {}, `urn:isthmus:alerts:${id}`),
    el('title', {}, title),
    el('summary', {}, text),
  );
}
