import type { Feature, FileLink, Invite, MessageEvent, WholeObject } from '../../gateways/gateway.js';
import type { TextRef } from '../problem.js';
import { withoutStyling } from '../xmpp/styling.js';

/** What a stanza asks to be carried, as `xmpp/` read it. */
export interface Content {
  readonly body?: string;
  readonly subject?: string;
  /** XEP-0308: id of the message that this one corrects. */
  readonly replaces?: string;
  /** XEP-0424: id of the message that is withdrawn. */
  readonly retracts?: string;
  /** XEP-0444: the whole set; an empty one takes earlier reactions back. */
  readonly reactions?: { readonly id: string; readonly emojis: readonly string[] };
  /** XEP-0461; `quote` is the fallback text that was cut from the body (XEP-0428), without its `> `. */
  readonly reply?: { readonly id: string; readonly to?: string; readonly quote?: string };
  readonly files: readonly FileLink[];
  /** In the place of a text; only where the network carries it. */
  readonly object?: WholeObject;
  readonly invite?: Invite;
  readonly bodies?: NonNullable<MessageEvent['bodies']>;
  /** The body as HTML. */
  readonly html?: string;
  readonly headers?: NonNullable<MessageEvent['headers']>;
  readonly thread?: string;
  readonly unstyled?: true;
  /** What goes along with any content and needs no words where a network has no place for it. */
  readonly besides?: Pick<MessageEvent, 'lang' | 'originId' | 'markable' | 'sentAt' | 'nick' | 'hints'>;
}

/** The part of a `MessageEvent` that its content decides. */
export type Carried = Omit<
  MessageEvent,
  'type' | 'from' | 'to' | 'contact' | 'stanzaId' | 'receipt' | 'recipients' | 'addresses'
>;

type Words = (ref: TextRef) => string;

/** How much of a quoted message is repeated in words: enough to recognise it, little to pay for. */
const QUOTE_LIMIT = 40;

/**
 * Reduces a content to what a network with `features` can carry. What the network lacks is put into words, never
 * dropped in silence. Undefined where there is nothing to carry (chat states, markers, receipts, an empty body).
 */
export function carry(content: Content, features: ReadonlySet<Feature>, words: Words): Carried | undefined {
  const { besides } = content;
  if (content.retracts !== undefined) {
    const body = words({ key: 'fallback.retraction' });
    if (!features.has('retractions')) return { ...besides, body };
    return { ...besides, retracts: { id: content.retracts }, body };
  }
  if (content.reactions !== undefined) {
    return { ...besides, ...reactionsIn(content.reactions, undefined, features, words) };
  }
  if (content.object !== undefined) return besideObject(content.object, content, features);

  const native: { -readonly [Key in keyof Carried]?: Carried[Key] } = {};
  let body = content.body ?? '';
  if (content.unstyled) native.unstyled = true;
  else if (!features.has('styling')) body = withoutStyling(body);
  if (content.files.length > 0) {
    if (features.has('files')) native.files = content.files;
    else body = withLinks(body, content.files, words);
  }
  if (content.invite !== undefined) {
    if (features.has('rooms')) native.invite = content.invite;
    if (native.invite === undefined || body.trim() === '') body = withInvite(body, content.invite, words);
  }
  if (content.subject !== undefined && content.subject.trim() !== '') {
    if (features.has('subjects')) native.subject = content.subject;
    else body = withSubject(body, content.subject, words);
  }
  if (body.trim() === '' && native.files === undefined) {
    // A mail may be nothing but its subject.
    if (native.subject === undefined) return undefined;
    body = native.subject;
  }
  if (content.reply !== undefined) {
    if (features.has('replies')) native.reply = content.reply;
    else body = inReply(body, content.reply.quote, words);
  }
  if (content.replaces !== undefined) {
    if (features.has('corrections')) native.replaces = { id: content.replaces };
    else body = words({ key: 'fallback.correction', params: { body } });
  }
  // Words of ours are not in it.
  if (content.html !== undefined && features.has('html') && body === content.body) native.html = content.html;
  if (content.bodies !== undefined && features.has('languages')) native.bodies = content.bodies;
  if (content.headers !== undefined && features.has('headers')) native.headers = content.headers;
  if (content.thread !== undefined && features.has('threads')) native.thread = content.thread;
  return besides === undefined ? { ...native, body } : { ...native, ...besides, body };
}

/** An object, and what tells where it belongs. Nothing is put into words: there is no text that they could stand in. */
function besideObject(
  object: WholeObject,
  { besides, subject, thread, reply }: Content,
  features: ReadonlySet<Feature>,
): Carried {
  return {
    ...besides,
    ...(subject === undefined || subject.trim() === '' || !features.has('subjects') ? {} : { subject }),
    ...(thread === undefined || !features.has('threads') ? {} : { thread }),
    ...(reply === undefined || !features.has('replies') ? {} : { reply }),
    object,
    body: '',
  };
}

/**
 * Reactions, with what came and went since `before` (undefined: nobody knows). The same ones again are said again: whoever
 * repeats them was told that they had not arrived.
 */
export function reactionsIn(
  { id, emojis }: NonNullable<Content['reactions']>,
  before: readonly string[] | undefined,
  features: ReadonlySet<Feature>,
  words: Words,
): Carried {
  const fresh = emojis.filter((emoji) => before?.includes(emoji) !== true);
  const removed = (before ?? []).filter((emoji) => !emojis.includes(emoji));
  const added = fresh.length === 0 && removed.length === 0 ? emojis : fresh;
  const body = words(reactionWords(emojis, added, removed));
  return features.has('reactions') ? { reactions: { id, emojis, added, removed }, body } : { body };
}

function reactionWords(emojis: readonly string[], added: readonly string[], removed: readonly string[]): TextRef {
  const list = (some: readonly string[]): string => some.join(' ');
  if (emojis.length === 0) return { key: 'fallback.reaction-removed' };
  if (removed.length === 0) return { key: 'fallback.reaction', params: { emojis: list(added) } };
  if (added.length === 0) return { key: 'fallback.reaction-partly-removed', params: { emojis: list(removed) } };
  return { key: 'fallback.reaction-changed', params: { added: list(added), removed: list(removed) } };
}

/**
 * The same event without what it says of messages that nobody remembers (`lost`), which is put into words as for a
 * network that lacks the feature.
 */
export function withoutRefs(event: MessageEvent, lost: ReadonlySet<string>, words: Words): MessageEvent {
  const { reply, replaces, retracts, reactions, ...rest } = event;
  const gone = (ref: { readonly id: string } | undefined): boolean => ref !== undefined && lost.has(ref.id);
  let { body } = event;
  if (reply !== undefined && gone(reply) && event.object === undefined) body = inReply(body, reply.quote, words);
  if (gone(replaces)) body = words({ key: 'fallback.correction', params: { body } });
  return {
    ...rest,
    ...(reply === undefined || gone(reply) ? {} : { reply }),
    ...(replaces === undefined || gone(replaces) ? {} : { replaces }),
    ...(retracts === undefined || gone(retracts) ? {} : { retracts }),
    ...(reactions === undefined || gone(reactions) ? {} : { reactions }),
    body,
  };
}

function inReply(body: string, quote: string | undefined, words: Words): string {
  if (quote === undefined || quote === '') return body;
  return words({ key: 'fallback.reply', params: { quote: shorten(quote), body } });
}

function withLinks(body: string, files: Content['files'], words: Words): string {
  // Clients repeat the URL as the body so that others show it inline (XEP-0066); it must not be sent twice.
  const missing = files.filter(({ url }) => !body.includes(url));
  const links = missing.map(({ url, description, name }) => {
    // What came inside of the message has no address that people could open.
    if (url.startsWith('cid:'))
      return words({ key: 'fallback.file-inside', params: { name: description ?? name ?? '?' } });
    return description === undefined ? url : `${description} ${url}`;
  });
  return [body, ...links].filter((line) => line.trim() !== '').join('\n');
}

function withInvite(body: string, { room, reason }: Invite, words: Words): string {
  if (body.includes(room)) return body;
  const said =
    reason === undefined
      ? words({ key: 'fallback.invite', params: { room } })
      : words({ key: 'fallback.invite-reason', params: { room, reason } });
  return body.trim() === '' ? said : `${body}\n${said}`;
}

function withSubject(body: string, subject: string, words: Words): string {
  if (body.trim() === '') return subject;
  return words({ key: 'fallback.subject', params: { subject, body } });
}

function shorten(quote: string): string {
  const characters = [...quote.replace(/\s+/g, ' ').trim()];
  if (characters.length <= QUOTE_LIMIT) return characters.join('');
  return `${characters
    .slice(0, QUOTE_LIMIT - 1)
    .join('')
    .trimEnd()}…`;
}
