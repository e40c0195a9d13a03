import { type Fallback, withoutFallback } from '../xmpp/fallback.js';
import type { MessageContent } from '../xmpp/messages.js';
import { NS } from '../xmpp/namespaces.js';
import type { Content } from './fallback.js';

const REPLY = new Set<string>([NS.reply]);

/** What a message asks to be carried. The quote in front of a reply is taken out of the body and kept beside it. */
export function contentOf(message: MessageContent): Content {
  const { body, subject, replaces, retracts, reactions, reply, fallbacks, files } = message;
  const own = body === undefined || reply === undefined ? body : withoutFallback(body, fallbacks, REPLY);
  const quote = body === undefined || reply === undefined ? '' : quoted(body, fallbacks);
  return {
    files,
    ...(own === undefined ? {} : { body: own }),
    ...(subject === undefined ? {} : { subject }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(retracts === undefined ? {} : { retracts }),
    ...(reactions === undefined ? {} : { reactions }),
    ...(reply === undefined ? {} : { reply: quote === '' ? reply : { ...reply, quote } }),
  };
}

/** The quoted text without its `> ` (XEP-0461 3.1). */
function quoted(body: string, fallbacks: readonly Fallback[]): string {
  const points = [...body];
  return fallbacks
    .filter((fallback) => fallback.for === NS.reply && fallback.range !== undefined)
    .map(({ range }) => (range === undefined ? '' : points.slice(range.start, range.end).join('')))
    .join('\n')
    .replace(/^> ?/gm, '')
    .trim();
}
