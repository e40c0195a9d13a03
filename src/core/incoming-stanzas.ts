import type { FileLink, Incoming } from '../../gateways/gateway.js';
import type { TextRef } from '../problem.js';
import type { Reference } from '../store/references.js';
import { type Element, el } from '../xmpp/element.js';
import { addressesElement } from '../xmpp/extended-addresses.js';
import { fallbackFor } from '../xmpp/fallback.js';
import { fileElements } from '../xmpp/files.js';
import { headersElement } from '../xmpp/headers.js';
import { inviteElement } from '../xmpp/invites.js';
import * as build from '../xmpp/messages.js';
import { NS } from '../xmpp/namespaces.js';
import { namespaceOf, objectElements } from '../xmpp/objects.js';
import { provenSender } from '../xmpp/sender-proof.js';

/** The messages that an incoming one speaks of, as far as they are known and may be meant. */
export interface Recalled {
  readonly replaces?: Reference;
  readonly retracts?: Reference;
  readonly reactions?: Reference;
  readonly reply?: Reference;
}

interface StanzaOptions {
  /** JID of the contact. */
  readonly from: string;
  /** Bare JID of the user. */
  readonly to: string;
  /** Id of the first stanza; those of more derive from it. */
  readonly id: string;
  readonly recalled: Recalled;
  /** The network tells chat states, so that a message has to end one (XEP-0085 5.3). */
  readonly chatStates: boolean;
  /** The user is an agent of the installation. */
  readonly toAgent: boolean;
  readonly words: (ref: TextRef) => string;
}

/** One stanza, by its id. */
export interface Made {
  readonly id: string;
  readonly stanza: Element;
}

/**
 * The stanzas that tell a user of a message, in order: to the bare JID, so that the user's server serves every client of
 * the user (RFC 6121 8.5.2). Each file has one of its own, because clients show a file only where the text is its address; an agent has text
 * and files in one, since to it they are one thing.
 */
export function stanzasOf(message: Incoming, options: StanzaOptions): readonly Made[] {
  const { files = [] } = message;
  const main = mainStanza(message, options);
  if (options.toAgent && main !== undefined) {
    // Without the mark that the text stands for the file: it says something of its own.
    for (const file of files) for (const part of fileElements(file).slice(0, 2)) main.stanza.add(part);
    return [main];
  }
  const made: Made[] = main === undefined ? [] : [main];
  for (const file of files) {
    const id = made.length === 0 ? options.id : `${options.id}.${made.length}`;
    made.push({ id, stanza: fileStanza(message, options, id, file, made.length === 0) });
  }
  return made;
}

/** For clients that show the text only. */
const OBJECT_WORDS = {
  e2e: 'incoming.object-e2e',
  openpgp: 'incoming.object-openpgp',
  mime: 'incoming.object-mime',
} as const;

/** What is said beside its files; undefined where that is nothing. */
function mainStanza(message: Incoming, options: StanzaOptions): Made | undefined {
  const { recalled, words, id } = options;
  const { retracts, reactions, invite, object } = message;
  if (retracts !== undefined) {
    const said = words({ key: 'incoming.retraction' });
    if (recalled.retracts === undefined) return stanza(message, options, said);
    const { stanzaId } = recalled.retracts;
    return stanza(message, options, said, build.retractOf(stanzaId), fallbackFor(NS.retract), build.storeHint());
  }
  if (reactions !== undefined) {
    if (recalled.reactions !== undefined) {
      const set = build.reactionsTo(recalled.reactions.stanzaId, reactions.emojis);
      const { headers } = message;
      const head = headers === undefined ? undefined : headersElement(headers);
      return { id, stanza: envelope(message, options, id, undefined, set, head, build.storeHint()) };
    }
    const emojis = reactions.emojis.join(' ');
    const key = emojis === '' ? 'incoming.reaction-removed' : 'incoming.reaction';
    return stanza(message, options, words({ key, params: { emojis } }));
  }
  const text = isBlank(message.body) ? undefined : message.body;
  if (object !== undefined) {
    const said = text ?? words({ key: OBJECT_WORDS[object.kind] });
    return textStanza(message, options, said, ...objectElements(object), fallbackFor(namespaceOf(object)));
  }
  if (invite !== undefined) {
    const said = text ?? words({ key: 'incoming.invite', params: { room: invite.room } });
    return stanza(message, options, said, inviteElement(invite));
  }
  const body = text ?? ((message.files ?? []).length > 0 ? undefined : message.subject);
  return body === undefined || isBlank(body) ? undefined : textStanza(message, options, body);
}

function textStanza(message: Incoming, options: StanzaOptions, body: string, ...object: readonly Element[]): Made {
  const { reply, replaces } = message;
  const { recalled, words } = options;
  const corrected =
    replaces === undefined || recalled.replaces !== undefined
      ? body
      : words({ key: 'incoming.correction', params: { body } });
  const quote = reply?.quote === undefined || isBlank(reply.quote) ? '' : `${reply.quote.replace(/^/gm, '> ')}\n`;
  const parts: (Element | undefined)[] = [
    ...object,
    recalled.replaces === undefined ? undefined : build.replaceOf(recalled.replaces.stanzaId),
    // Text of another network is shown as it is: `*` and `_` are no markup there (XEP-0393 6).
    message.styled === true ? undefined : build.unstyled(),
  ];
  if (recalled.reply !== undefined) {
    const { by, stanzaId } = recalled.reply;
    parts.push(build.replyTo(stanzaId, by === 'user' ? options.to : options.from));
    if (quote !== '') parts.push(fallbackFor(NS.reply, 0, [...quote].length));
  }
  return stanza(message, options, quote + corrected, ...parts);
}

/** A stanza with everything that the first one of a message has. */
function stanza(
  message: Incoming,
  options: StanzaOptions,
  body: string,
  ...parts: readonly (Element | undefined)[]
): Made {
  const { id } = options;
  return { id, stanza: envelope(message, options, id, body, ...parts, ...headParts(message, body)) };
}

/** What stands in the first stanza of a message only. */
function headParts({ subject, nick, headers, addresses }: Incoming, body: string): readonly (Element | undefined)[] {
  return [
    subject === undefined || subject === body ? undefined : el('subject', {}, subject),
    nick === undefined ? undefined : build.nick(nick),
    headers === undefined ? undefined : headersElement(headers),
    addresses === undefined ? undefined : addressesElement(addresses),
  ];
}

function fileStanza(message: Incoming, options: StanzaOptions, id: string, file: FileLink, first: boolean): Element {
  const head = first ? headParts(message, file.url) : [];
  return envelope(message, options, id, file.url, ...fileElements(file), ...head);
}

function envelope(
  message: Incoming,
  { from, to, chatStates, toAgent }: StanzaOptions,
  id: string,
  body: string | undefined,
  ...parts: readonly (Element | undefined)[]
): Element {
  const { lang, kind = 'chat', thread, sentAt, keep, asks, proven } = message;
  const address = { from, to, id, type: kind, ...(lang === undefined ? {} : { lang }) };
  return build.chatMessage(
    address,
    body,
    build.originId(id),
    ...parts,
    thread === undefined ? undefined : el('thread', {}, thread),
    sentAt === undefined ? undefined : build.delay(sentAt, from),
    keep === undefined ? undefined : build.hint(keep),
    asks?.delivered === true ? build.receiptRequest() : undefined,
    asks?.displayed === true ? build.markable() : undefined,
    chatStates && body !== undefined ? build.chatState('active') : undefined,
    toAgent && proven === true ? provenSender() : undefined,
  );
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
