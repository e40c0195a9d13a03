import { type Element, el } from './element.js';
import { type Fallback, readFallbacks } from './fallback.js';
import { type FileLink, readFiles } from './files.js';
import { bestByLang, langOf } from './lang.js';
import { NS } from './namespaces.js';
import { formatTime, parseTime } from './time.js';

export type MessageType = 'chat' | 'normal' | 'groupchat' | 'headline' | 'error';
export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';
export type Marker = 'received' | 'displayed' | 'acknowledged';

/** What a message stanza says, as plain values. Whatever is malformed in it is left out. */
export interface MessageContent {
  readonly type: MessageType;
  readonly id?: string;
  /** Never empty; the best language of several. Fallback text is still in it (see `withoutFallback`). */
  readonly body?: string;
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
  /** XEP-0359. */
  readonly originId?: string;
  /** XEP-0203: when it was sent first, ms since the epoch. */
  readonly delayedSince?: number;
  /** XEP-0308: the id of the message that this one corrects. */
  readonly replaces?: string;
  /** XEP-0424. */
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
  /** It holds end-to-end encrypted content (XEP-0380, 0384, 0373, 0364, 0027); a body beside it is only a hint. */
  readonly encrypted: boolean;
}

const TYPES = new Set<string>(['chat', 'groupchat', 'headline', 'error'] satisfies MessageType[]);
const CHAT_STATES = new Set<string>(['active', 'composing', 'paused', 'inactive', 'gone'] satisfies ChatState[]);
const MARKERS = new Set<string>(['received', 'displayed', 'acknowledged'] satisfies Marker[]);

type Writable = { -readonly [K in keyof MessageContent]: MessageContent[K] };

/** Reads the children that any namespace may bring, by `name namespace`. */
const READERS: ReadonlyMap<string, (into: Writable, child: Element) => void> = new Map(
  Object.entries({
    [`request ${NS.receipts}`]: (into: Writable) => {
      into.receiptRequested = true;
    },
    [`received ${NS.receipts}`]: (into: Writable, { attrs }: Element) => {
      if (filled(attrs.id)) into.receiptFor = attrs.id;
    },
    [`origin-id ${NS.stanzaIds}`]: (into: Writable, { attrs }: Element) => {
      if (filled(attrs.id)) into.originId = attrs.id;
    },
    [`delay ${NS.delay}`]: (into: Writable, { attrs }: Element) => {
      const since = parseTime(attrs.stamp ?? '');
      if (since !== undefined) into.delayedSince = since;
    },
    [`replace ${NS.correct}`]: (into: Writable, { attrs }: Element) => {
      if (filled(attrs.id)) into.replaces = attrs.id;
    },
    [`retract ${NS.retract}`]: (into: Writable, { attrs }: Element) => {
      if (filled(attrs.id)) into.retracts = attrs.id;
    },
    [`reactions ${NS.reactions}`]: (into: Writable, child: Element) => {
      const { id } = child.attrs;
      if (!filled(id)) return;
      const emojis = child.getChildren('reaction').map((reaction) => reaction.getText().trim());
      into.reactions = { id, emojis: [...new Set(emojis.filter((emoji) => emoji !== ''))] };
    },
    [`reply ${NS.reply}`]: (into: Writable, { attrs }: Element) => {
      if (filled(attrs.id)) into.reply = { id: attrs.id, ...(filled(attrs.to) ? { to: attrs.to } : {}) };
    },
    [`nick ${NS.nick}`]: (into: Writable, child: Element) => {
      const nick = child.getText().trim();
      if (nick !== '') into.nick = nick;
    },
    [`unstyled ${NS.styling}`]: (into: Writable) => {
      into.unstyled = true;
    },
  }),
);

/** Elements that say that the content is encrypted for someone else than us. */
const ENCRYPTION = new Set([
  'encryption urn:xmpp:eme:0',
  'encrypted eu.siacs.conversations.axolotl',
  'encrypted urn:xmpp:omemo:1',
  'encrypted urn:xmpp:omemo:2',
  'openpgp urn:xmpp:openpgp:0',
  'x jabber:x:encrypted',
]);

/** Begins every message of OTR, which has no element (XEP-0364). */
const OTR = '?OTR';

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
  let linked = false;
  let fallback = false;
  for (const child of message.children) {
    if (typeof child === 'string') continue;
    const { name, ns } = child;
    if (ns === NS.client) {
      if (name === 'body') bodies.push(child);
      else if (name === 'subject') subjects.push(child);
      else if (name === 'thread' && content.thread === undefined) content.thread = child.getText();
    } else if (ns === NS.chatStates) {
      if (CHAT_STATES.has(name)) content.chatState = name as ChatState;
    } else if (ns === NS.chatMarkers) {
      if (MARKERS.has(name) && filled(child.attrs.id)) content.marker = { kind: name as Marker, id: child.attrs.id };
    } else if (ns === NS.oob || ns === NS.sfs) {
      linked = true;
    } else if (ns === NS.fallback) {
      fallback = true;
    } else {
      const key = `${name} ${ns}`;
      if (ENCRYPTION.has(key)) content.encrypted = true;
      else READERS.get(key)?.(content, child);
    }
  }
  const body = bestByLang(bodies, lang ?? message.attrs['xml:lang']);
  const text = body?.getText();
  if (filled(text)) content.body = text;
  if (text?.startsWith(OTR)) content.encrypted = true;
  const spoken = langOf(body ?? message, message.attrs['xml:lang']);
  if (filled(spoken)) content.lang = spoken;
  const subject = bestByLang(subjects, lang ?? message.attrs['xml:lang'])?.getText();
  if (subject !== undefined) content.subject = subject;
  if (content.thread === '') delete content.thread;
  if (linked) content.files = readFiles(message);
  if (fallback) content.fallbacks = readFallbacks(message);
  return content;
}

/** A 1:1 message; the parts beside the body come from the builders below. */
export function chatMessage(
  address: { readonly from: string; readonly to: string; readonly id: string; readonly lang?: string },
  body: string | undefined,
  ...parts: readonly (Element | undefined)[]
): Element {
  const { from, to, id, lang } = address;
  const text = body === undefined ? undefined : el('body', {}, body);
  return el('message', { from, to, id, type: 'chat', 'xml:lang': lang }, text, ...parts);
}

export const receiptRequest = (): Element => el('request', { xmlns: NS.receipts });
/** `id` of the message that was delivered. */
export const receipt = (id: string): Element => el('received', { xmlns: NS.receipts, id });
/** `at` in ms since the epoch; `from` is who held the message meanwhile. */
export const delay = (at: number, from: string): Element =>
  el('delay', { xmlns: NS.delay, from, stamp: formatTime(at) });
export const originId = (id: string): Element => el('origin-id', { xmlns: NS.stanzaIds, id });
export const replaceOf = (id: string): Element => el('replace', { xmlns: NS.correct, id });
export const retractOf = (id: string): Element => el('retract', { xmlns: NS.retract, id });
export const replyTo = (id: string, to: string): Element => el('reply', { xmlns: NS.reply, id, to });
export const reactionsTo = (id: string, emojis: readonly string[]): Element =>
  el('reactions', { xmlns: NS.reactions, id }, ...emojis.map((emoji) => el('reaction', {}, emoji)));
export const chatState = (state: ChatState): Element => el(state, { xmlns: NS.chatStates });
export const nick = (name: string): Element => el('nick', { xmlns: NS.nick }, name);
export const unstyled = (): Element => el('unstyled', { xmlns: NS.styling });
/** Asks archives to keep a message that has no body (XEP-0334), such as a receipt. */
export const storeHint = (): Element => el('store', { xmlns: NS.hints });
