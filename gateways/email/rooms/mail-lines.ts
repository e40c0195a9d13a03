import { type Element, el } from '../../../src/xmpp/element.js';
import { addressesElement } from '../../../src/xmpp/extended-addresses.js';
import { fallbackFor } from '../../../src/xmpp/fallback.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { headersElement } from '../../../src/xmpp/headers.js';
import {
  markable,
  reactionsTo,
  replaceOf,
  replyTo,
  retractOf,
  storeHint,
  unstyled,
} from '../../../src/xmpp/messages.js';
import { groupchatMessage, type RoomMessageHead, type RoomStamps } from '../../../src/xmpp/muc/groupchat.js';
import type { Occupant } from '../../../src/xmpp/muc/occupants.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { namespaceOf, objectElements } from '../../../src/xmpp/objects.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Incoming } from '../../gateway.js';
import type { Line } from './rooms.js';

/** A message of the room that a mail speaks of. */
export interface Answered {
  /** Stanza id of the room. */
  readonly id: string;
  /** `room/nick` of who said it. */
  readonly author: string;
}

interface MailLinesRequest {
  /** As it would come from the contact, without its name in front. */
  readonly incoming: Omit<Incoming, 'account'>;
  readonly author: Occupant;
  readonly nick: string;
  readonly room: string;
  /** Of what it replaces, takes back, reacts to, or answers, as far as the room knows it. */
  readonly answered?: Answered;
  /** A new stanza id. */
  readonly newId: () => string;
  /** Wall time, ms. */
  readonly now: number;
  /** What is said in place of what the room knows nothing of. */
  readonly words: (key: string, params?: Readonly<Record<string, string>>) => string;
}

/** Text and elements that one message says. */
interface Said {
  readonly body?: string;
  readonly parts: readonly (Element | undefined)[];
}

/** The lines of a mail in its room: its text, and one for each file, because clients show a file only so. Pure but for ids. */
export function mailLines(request: MailLinesRequest): readonly Line[] {
  const { incoming } = request;
  const main = mainOf(request);
  const files = (incoming.files ?? []).map((file): Said => ({ body: file.url, parts: fileElements(file) }));
  return [...(main === undefined ? [] : [main]), ...files].map((said, index) => line(request, said, index === 0));
}

function line({ incoming, author, nick, room, newId, now }: MailLinesRequest, said: Said, isFirst: boolean): Line {
  const { thread, lang, sentAt, id: networkId, asks, headers, addresses } = incoming;
  const id = newId();
  const head: RoomMessageHead = { from: author.address, id, ...(lang === undefined ? {} : { lang }) };
  const stamps: RoomStamps = {
    room,
    stanzaId: id,
    ...(author.occupantId === undefined ? {} : { occupantId: author.occupantId }),
    ...(sentAt === undefined ? {} : { saidAt: sentAt }),
  };
  const first = isFirst
    ? [
        headers === undefined ? undefined : headersElement(headers),
        addresses === undefined ? undefined : addressesElement(addresses),
      ]
    : [];
  const xml = groupchatMessage(
    head,
    said.body,
    stamps,
    ...said.parts,
    thread === undefined ? undefined : el('thread', {}, thread),
    ...first,
    asks?.displayed === true ? markable() : undefined,
  );
  return {
    id,
    at: now,
    xml: serialise(xml),
    from: nick,
    // Of several the first one is the mail.
    ...(isFirst && networkId !== undefined ? { networkId } : {}),
  };
}

/** What is said beside the files; undefined where that is nothing. */
function mainOf({ incoming, answered, words }: MailLinesRequest): Said | undefined {
  const { retracts, reactions, replaces, reply, object } = incoming;
  if (retracts !== undefined) {
    const body = words('incoming.retraction');
    if (answered === undefined) return { body, parts: [] };
    return { body, parts: [retractOf(answered.id), fallbackFor(NS.retract), storeHint()] };
  }
  if (reactions !== undefined) {
    if (answered !== undefined) return { parts: [reactionsTo(answered.id, reactions.emojis), storeHint()] };
    const emojis = reactions.emojis.join(' ');
    return { body: words(emojis === '' ? 'incoming.reaction-removed' : 'incoming.reaction', { emojis }), parts: [] };
  }
  const text = incoming.body?.trim() === '' ? undefined : incoming.body;
  const body = text ?? (object === undefined ? undefined : words(`incoming.object-${object.kind}`));
  if (body === undefined) return undefined;
  const of = object === undefined ? [] : [...objectElements(object), fallbackFor(namespaceOf(object))];
  const styling = incoming.styled === true ? undefined : unstyled();
  if (replaces !== undefined) {
    if (answered === undefined) return { body: words('incoming.correction', { body }), parts: [styling] };
    return { body, parts: [replaceOf(answered.id), styling] };
  }
  const quoted = reply?.quote?.trim() ?? '';
  const quote = quoted === '' ? '' : `${quoted.replace(/^/gm, '> ')}\n`;
  const to =
    answered === undefined || reply === undefined
      ? []
      : [replyTo(answered.id, answered.author), quote === '' ? undefined : fallbackFor(NS.reply, 0, [...quote].length)];
  return { body: quote + body, parts: [...of, styling, ...to] };
}
