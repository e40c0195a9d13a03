import { readHtmlContent } from './content-types.js';
import { type Element, el } from './element.js';
import { type ExtendedAddress, readAddresses } from './extended-addresses.js';
import { type Fallback, readFallbacks } from './fallback.js';
import { FILE_NAMESPACES, type FileLink, readFiles } from './files.js';
import { type Header, readHeaders } from './headers.js';
import { type Invite, readInvite } from './invites.js';
import { bestByLang, langOf } from './lang.js';
import { NS } from './namespaces.js';
import { isObject, readObject, type WholeObject } from './objects.js';
import { formatTime, parseTime } from './time.js';

type MessageType = 'chat' | 'normal' | 'groupchat' | 'headline' | 'error';

/** What somebody does in a conversation (XEP-0085 2). */
export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';

/** How far a message has come at its reader (XEP-0333). */
export type Marker = 'received' | 'displayed' | 'acknowledged';
/** Message processing hints (XEP-0334). */
export type Hint = 'no-permanent-store' | 'no-store' | 'no-copy' | 'store';

/** What a message stanza says, as plain values. Whatever is malformed in it is left out. */
export interface MessageContent {
  readonly type: MessageType;
  readonly id?: string;
  /** Never empty; the best language of several. Fallback text is still in it (see `splitFallback`). */
  readonly body?: string;
  /** All bodies, where there are several languages. */
  readonly bodies?: readonly { readonly lang?: string; readonly text: string }[];
  /** Of the body, else of the stanza. */
  readonly lang?: string;
  /** May be empty, which in a groupchat clears the subject. */
  readonly subject?: string;
  readonly thread?: string;
  /** XEP-0184: the sender wants a receipt. */
  readonly receiptRequested: boolean;
  /** XEP-0184: the id of a message of ours that was received. */
  readonly receiptFor?: string;
  /** XEP-0333. */
  readonly marker?: { readonly kind: Marker; readonly id: string };
  /** XEP-0333: the sender wants to know that it was read. */
  readonly markable?: true;
  /** XEP-0334. */
  readonly hints?: readonly Hint[];
  /** XEP-0359. Ids that others gave (`<stanza-id/>`) are not read: whoever is named as their author need not be it. */
  readonly originId?: string;
  /** XEP-0203: when it was sent first, ms since the epoch. */
  readonly delayedSince?: number;
  /** XEP-0308: the id of the message that this one corrects. */
  readonly replaces?: string;
  /** XEP-0424, also in its older form. What a moderator takes back (XEP-0425) is not in it. */
  readonly retracts?: string;
  /** XEP-0444: the full set for that message; empty takes all back. */
  readonly reactions?: { readonly id: string; readonly emojis: readonly string[] };
  /** XEP-0461. */
  readonly reply?: { readonly id: string; readonly to?: string };
  readonly fallbacks: readonly Fallback[];
  readonly files: readonly FileLink[];
  readonly chatState?: ChatState;
  /** XEP-0172. */
  readonly nick?: string;
  /** XEP-0393: the text has no styling. */
  readonly unstyled: boolean;
  /** The body as HTML (XEP-0481), not looked at. */
  readonly html?: string;
  /** XEP-0033. */
  readonly addresses?: readonly ExtendedAddress[];
  /** XEP-0131. */
  readonly headers?: readonly Header[];
  /** XEP-0249. */
  readonly invite?: Invite;
  /** Wall time after which it is not to be delivered any more (XEP-0079 3.3.2), ms since the epoch. */
  readonly expiresAt?: number;
  /** It holds another message that its sender passes on (XEP-0297). Nothing of that one is read: it is not of the sender. */
  readonly forwards?: true;
  /**
   * It holds end-to-end encrypted content (XEP-0380, 0384, 0373, 0364, 0027, RFC 3923); a body beside it is only a hint.
   * `keys`: nothing that a person wrote, clients send such unasked.
   */
  readonly encrypted: boolean | 'keys';
  /** A whole object in the place of a text, which is only a hint then. `malformed`: nobody could read what is in it. */
  readonly object?: WholeObject | 'malformed';
}

const TYPES = new Set<string>(['chat', 'groupchat', 'headline', 'error'] satisfies MessageType[]);
const CHAT_STATES = new Set<string>(['active', 'composing', 'paused', 'inactive', 'gone'] satisfies ChatState[]);
const MARKERS = new Set<string>(['received', 'displayed', 'acknowledged'] satisfies Marker[]);
const HINTS = new Set<string>(['no-permanent-store', 'no-store', 'no-copy', 'store'] satisfies Hint[]);

/** Reactions of one message, and the code units of one: an emoji with all its modifiers is far shorter. */
const MOST_REACTIONS = 32;
const LONGEST_REACTION = 64;

type Writable = { -readonly [K in keyof MessageContent]: MessageContent[K] };
type Reader = (into: Writable, child: Element) => void;

/** Reads one child of a message, by its namespace; the readers look at its name. */
const READERS: Readonly<Record<string, Reader>> = {
  [NS.receipts]: (into, { name, attrs }) => {
    if (name === 'request') into.receiptRequested = true;
    else if (name === 'received' && filled(attrs.id)) into.receiptFor = attrs.id;
  },
  [NS.chatStates]: (into, { name }) => {
    if (CHAT_STATES.has(name)) into.chatState = name as ChatState;
  },
  [NS.chatMarkers]: (into, { name, attrs }) => {
    if (name === 'markable') into.markable = true;
    else if (MARKERS.has(name) && filled(attrs.id)) into.marker = { kind: name as Marker, id: attrs.id };
  },
  [NS.hints]: (into, { name }) => {
    const known = into.hints ?? [];
    if (HINTS.has(name) && !known.includes(name as Hint)) into.hints = [...known, name as Hint];
  },
  [NS.stanzaIds]: (into, { name, attrs }) => {
    if (name === 'origin-id' && filled(attrs.id)) into.originId = attrs.id;
  },
  [NS.delay]: (into, { name, attrs }) => {
    const since = name === 'delay' ? parseTime(attrs.stamp ?? '') : undefined;
    // Whoever holds it may add when it came there; the first time is when it was written.
    if (since !== undefined) into.delayedSince = Math.min(since, into.delayedSince ?? since);
  },
  [NS.correct]: (into, { name, attrs }) => {
    if (name === 'replace' && filled(attrs.id)) into.replaces = attrs.id;
  },
  [NS.retract]: (into, child) => {
    const moderated = child.getChild('moderated', NS.moderate) !== undefined;
    if (child.name === 'retract' && filled(child.attrs.id) && !moderated) into.retracts = child.attrs.id;
  },
  [NS.fasten]: (into, child) => {
    const { id } = child.attrs;
    if (child.name === 'apply-to' && filled(id) && child.getChild('retract', NS.oldRetract)) into.retracts = id;
  },
  [NS.reactions]: (into, child) => {
    const { id } = child.attrs;
    if (child.name !== 'reactions' || !filled(id) || into.reactions !== undefined) return;
    const emojis = child.getChildren('reaction').map((reaction) => reaction.getText().trim());
    const kept = emojis.filter((emoji) => emoji !== '' && emoji.length <= LONGEST_REACTION);
    into.reactions = { id, emojis: [...new Set(kept)].slice(0, MOST_REACTIONS) };
  },
  [NS.reply]: (into, { name, attrs }) => {
    if (name === 'reply' && filled(attrs.id)) {
      into.reply = { id: attrs.id, ...(filled(attrs.to) ? { to: attrs.to } : {}) };
    }
  },
  [NS.nick]: (into, child) => {
    const nick = child.name === 'nick' ? child.getText().trim() : '';
    if (nick !== '') into.nick = nick;
  },
  [NS.styling]: (into, { name }) => {
    if (name === 'unstyled') into.unstyled = true;
  },
  [NS.invite]: (into, child) => {
    const invite = child.name === 'x' ? readInvite(child) : undefined;
    if (invite !== undefined) into.invite = invite;
  },
  [NS.amp]: (into, child) => {
    if (child.name !== 'amp') return;
    for (const { attrs } of child.getChildren('rule')) {
      const at = attrs.condition === 'expire-at' ? parseTime(attrs.value ?? '') : undefined;
      if (at !== undefined) into.expiresAt = Math.min(at, into.expiresAt ?? at);
    }
  },
  [NS.content]: (into, child) => {
    const html = into.html ?? readHtmlContent(child);
    if (html !== undefined) into.html = html;
  },
  [NS.forward]: (into, { name }) => {
    if (name === 'forwarded') into.forwards = true;
  },
};

/** Namespaces of which a message may have several elements, or which look at each other. */
const TOGETHER = new Set<string>([NS.fallback, NS.address, NS.shim, ...FILE_NAMESPACES]);

/** Elements that say that the content is encrypted for someone else than us, by namespace. */
const ENCRYPTION = new Map([
  [NS.encryption, 'encryption'],
  ['eu.siacs.conversations.axolotl', 'encrypted'],
  ['urn:xmpp:omemo:0', 'encrypted'],
  ['urn:xmpp:omemo:1', 'encrypted'],
  ['urn:xmpp:omemo:2', 'encrypted'],
  ['jabber:x:encrypted', 'x'],
]);

/** Begins what OTR says in clear, and every message of it, which has no element (XEP-0364). */
const OTR = '?OTR';
/** Begins its encoded messages, before which some clients put markup: base64 of a protocol version, 1 to 4. */
const OTR_ENCODED = '?OTR:AA';

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** Reads a message stanza. `lang` is the language that is liked best. */
export function readMessage(message: Element, lang?: string): MessageContent {
  const { type = 'normal', id } = message.attrs;
  const content: Writable = {
    type: TYPES.has(type) ? (type as MessageType) : 'normal',
    receiptRequested: false,
    fallbacks: [],
    files: [],
    unstyled: false,
    encrypted: false,
  };
  if (filled(id)) content.id = id;
  const bodies: Element[] = [];
  const subjects: Element[] = [];
  /** Namespaces whose elements are read together. */
  let several: Set<string> | undefined;
  for (const child of message.children) {
    if (typeof child === 'string') continue;
    const { name, ns } = child;
    if (ns === NS.client) {
      if (name === 'body') bodies.push(child);
      else if (name === 'subject') subjects.push(child);
      else if (name === 'thread' && content.thread === undefined) content.thread = child.getText();
    } else if (Object.hasOwn(READERS, ns)) {
      READERS[ns]?.(content, child);
    } else if (TOGETHER.has(ns)) {
      several = (several ?? new Set()).add(ns);
    } else if (isObject(child)) {
      content.object ??= readObject(child) ?? 'malformed';
      if (ns !== NS.mimeObject) content.encrypted = true;
    } else if (ENCRYPTION.get(ns) === name) {
      const said = name === 'x' || child.getChild('payload') !== undefined;
      if (content.encrypted !== true) content.encrypted = said || 'keys';
    }
  }
  const best = lang ?? message.attrs['xml:lang'];
  const body = bestByLang(bodies, best);
  const text = body?.getText();
  if (filled(text)) content.body = text;
  if (bodies.length > 1) content.bodies = texts(bodies, message);
  const hidden = content.encrypted === 'keys' && bodies.some((one) => one.getText() !== '');
  if (hidden || bodies.some((one) => isOtr(one.getText()))) content.encrypted = true;
  const spoken = langOf(body ?? message, message.attrs['xml:lang']);
  if (filled(spoken)) content.lang = spoken;
  const subject = bestByLang(subjects, best)?.getText();
  if (subject !== undefined) content.subject = subject;
  if (content.thread === '') delete content.thread;
  if (several !== undefined) readSeveral(content, message, several);
  return content;
}

function isOtr(text: string): boolean {
  return text.trimStart().startsWith(OTR) || text.includes(OTR_ENCODED);
}

function readSeveral(content: Writable, message: Element, namespaces: ReadonlySet<string>): void {
  if (namespaces.has(NS.fallback)) content.fallbacks = readFallbacks(message);
  if (namespaces.has(NS.address)) content.addresses = readAddresses(message);
  if (namespaces.has(NS.shim)) content.headers = readHeaders(message);
  if (FILE_NAMESPACES.some((ns) => namespaces.has(ns))) content.files = readFiles(message);
}

function texts(bodies: readonly Element[], message: Element): NonNullable<MessageContent['bodies']> {
  return bodies.flatMap((body) => {
    const text = body.getText();
    const lang = langOf(body, message.attrs['xml:lang']);
    if (text === '') return [];
    return [filled(lang) ? { lang, text } : { text }];
  });
}

/** A 1:1 message, of type chat unless said otherwise; the parts beside the body come from the builders below. */
export function chatMessage(
  address: {
    readonly from: string;
    readonly to: string;
    readonly id: string;
    readonly lang?: string;
    readonly type?: Exclude<MessageType, 'groupchat' | 'error'>;
  },
  body: string | undefined,
  ...parts: readonly (Element | undefined)[]
): Element {
  const { from, to, id, lang, type = 'chat' } = address;
  const text = body === undefined ? undefined : el('body', {}, body);
  return el('message', { from, to, id, type, 'xml:lang': lang }, text, ...parts);
}

/** Asks for a delivery receipt (XEP-0184). */
export const receiptRequest = (): Element => el('request', { xmlns: NS.receipts });
/** `id` of the message that was delivered. */
export const receipt = (id: string): Element => el('received', { xmlns: NS.receipts, id });
/** `at` in ms since the epoch; `from` is who held the message meanwhile. */
export const delay = (at: number, from: string): Element =>
  el('delay', { xmlns: NS.delay, from, stamp: formatTime(at) });

/** The id that the sender has given (XEP-0359). */
export const originId = (id: string): Element => el('origin-id', { xmlns: NS.stanzaIds, id });

/** The message replaces an earlier one, by the id of that one (XEP-0308). */
export const replaceOf = (id: string): Element => el('replace', { xmlns: NS.correct, id });

/** The message takes back an earlier one, by the id of that one (XEP-0424). */
export const retractOf = (id: string): Element => el('retract', { xmlns: NS.retract, id });

/** The message answers one with that id; `to`: JID of whoever wrote it (XEP-0461). */
export const replyTo = (id: string, to: string): Element => el('reply', { xmlns: NS.reply, id, to });

/** All reactions of the sender to a message; an empty list takes back those that there were (XEP-0444). */
export const reactionsTo = (id: string, emojis: readonly string[]): Element =>
  el('reactions', { xmlns: NS.reactions, id }, ...emojis.map((emoji) => el('reaction', {}, emoji)));

/** What the sender does in the conversation (XEP-0085). */
export const chatState = (state: ChatState): Element => el(state, { xmlns: NS.chatStates });

/** How the sender wants to be called (XEP-0172). */
export const nick = (name: string): Element => el('nick', { xmlns: NS.nick }, name);

/** Marks in the body are shown as they are (XEP-0393). */
export const unstyled = (): Element => el('unstyled', { xmlns: NS.styling });
/** Asks archives to keep a message that has no body (XEP-0334), such as a receipt. */
export const storeHint = (): Element => hint('store');
export const hint = (name: Hint): Element => el(name, { xmlns: NS.hints });
/** Asks to be told when the message was read (XEP-0333). */
export const markable = (): Element => el('markable', { xmlns: NS.chatMarkers });
/** Everything up to the message with this id was read (XEP-0333). */
export const displayed = (id: string): Element => el('displayed', { xmlns: NS.chatMarkers, id });
