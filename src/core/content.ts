import type { Feature } from '../../gateways/gateway.js';
import { type Fallback, splitFallback } from '../xmpp/fallback.js';
import type { MessageContent } from '../xmpp/messages.js';
import { NS } from '../xmpp/namespaces.js';
import type { Content } from './fallback.js';

type Writable = { -readonly [Key in keyof Content]: Content[Key] };
type Besides = { -readonly [Key in keyof NonNullable<Content['besides']>]: NonNullable<Content['besides']>[Key] };

/**
 * What a message asks to be carried over a network with `features`. Text that only repeats what is carried in another way
 * is taken out of it, and a reply keeps what it quoted beside it. `now`: wall time, ms. (Filled by assignments: most
 * messages are a body and nothing else, and every one of them comes through here.)
 */
export function contentOf(message: MessageContent, features: ReadonlySet<Feature>, now: number): Content {
  const { replaces, retracts, reactions, reply, files, invite, bodies, headers, html, thread, fallbacks } = message;
  const content: Writable = { files };
  const body = ownBody(message, features);
  if (body !== undefined) content.body = body;
  const subject = ownSubject(message, features);
  if (subject !== undefined) content.subject = subject;
  if (retracts !== undefined) content.retracts = retracts;
  if (replaces !== undefined) {
    // Who replaces a text by nothing takes it back.
    if (isBlank(body) && isBlank(subject) && files.length === 0) content.retracts ??= replaces;
    else content.replaces = replaces;
  }
  if (reactions !== undefined) content.reactions = reactions;
  if (reply !== undefined) {
    const quote = quoted(message);
    content.reply = quote === '' ? reply : { ...reply, quote };
  }
  if (invite !== undefined) content.invite = invite;
  if (bodies !== undefined && fallbacks.length === 0) content.bodies = bodies;
  if (html !== undefined && bodies === undefined && fallbacks.length === 0) content.html = html;
  if (headers !== undefined && headers.length > 0) content.headers = headers;
  if (thread !== undefined) content.thread = thread;
  if (message.unstyled) content.unstyled = true;
  if (typeof message.object === 'object') content.object = message.object;
  content.besides = besides(message, features, now);
  return content;
}

/** What goes along with any content. */
function besides(message: MessageContent, features: ReadonlySet<Feature>, now: number): Besides {
  const { id, originId, lang, markable, delayedSince, nick, hints } = message;
  const along: Besides = {};
  if (lang !== undefined) along.lang = lang;
  if (originId !== undefined && originId !== id) along.originId = originId;
  if (markable && features.has('markers')) along.markable = true;
  if (delayedSince !== undefined && delayedSince < now) along.sentAt = delayedSince;
  if (nick !== undefined) along.nick = nick;
  if (hints !== undefined) along.hints = hints;
  return along;
}

function ownBody(message: MessageContent, features: ReadonlySet<Feature>): string | undefined {
  const { body, fallbacks, files } = message;
  if (body === undefined) return undefined;
  const own = fallbacks.length === 0 ? body : splitFallback(body, fallbacks, understood(message, features)).own;
  // Clients repeat the address of a file as the text so that others show it (XEP-0066).
  const repeats = files.length > 0 && features.has('files') && files.some(({ url }) => url === own.trim());
  return repeats ? '' : own;
}

function ownSubject(message: MessageContent, features: ReadonlySet<Feature>): string | undefined {
  const { subject, fallbacks } = message;
  if (subject === undefined || fallbacks.length === 0) return subject;
  return splitFallback(subject, fallbacks, understood(message, features), 'subject').own;
}

/** Namespaces of what the message carries and the network, or the core in its words, needs no other words for. */
function understood(message: MessageContent, features: ReadonlySet<Feature>): ReadonlySet<string> {
  const found = new Set<string>();
  if (message.reply !== undefined) found.add(NS.reply);
  if (message.reactions !== undefined) found.add(NS.reactions);
  if (message.retracts !== undefined) for (const ns of [NS.retract, NS.oldRetract, NS.fasten]) found.add(ns);
  if (message.invite !== undefined) found.add(NS.invite);
  if (message.marker !== undefined) found.add(NS.chatMarkers);
  if (message.receiptFor !== undefined) found.add(NS.receipts);
  if (message.chatState !== undefined) found.add(NS.chatStates);
  if (message.files.length > 0 && features.has('files')) {
    for (const ns of [NS.sfs, NS.oob, NS.reference]) found.add(ns);
  }
  return found;
}

/** The quoted text without its `> ` (XEP-0461 3.1). */
function quoted({ body = '', fallbacks }: MessageContent): string {
  // A mark without a range would call all of it a quote.
  const marks: readonly Fallback[] = fallbacks.filter(({ range }) => range !== undefined);
  if (marks.length === 0) return '';
  return splitFallback(body, marks, ONLY_REPLY).fallback.replace(/^> ?/gm, '').trim();
}

const ONLY_REPLY = new Set<string>([NS.reply]);

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
