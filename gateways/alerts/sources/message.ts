import type { Header } from '../../gateway.js';
import type { AlertFile } from '../alert.js';
import { shownName } from '../files/files-from.js';
import { headlineOf } from './clean.js';
import { Collector } from './collector.js';
import { fingerprintOfParts } from './fingerprint.js';
import { severityOfHeaders } from './priorities.js';
import { refuse } from './refusals.js';
import { PERSON_SEVERITY } from './severities.js';
import type { Context, Read, Refusal } from './source.js';
import { timeOf } from './times.js';
import { pairOf } from './values.js';

/** What somebody wrote to a route, or where a source listens. */
export interface TextMessage {
  readonly network: 'xmpp' | 'sms' | 'email' | 'irc';
  /** As its network calls the sender: a JID, a number, a mail address, a nick. */
  readonly sender: string;
  /** The network's id of it; missing where the network has none. */
  readonly id?: string;
  readonly subject?: string;
  readonly body: string;
  /** Of mail, or of XMPP (XEP-0131). */
  readonly headers?: readonly Header[];
  /** When it was written, and after which it need not be told any more; wall times, ms since the epoch. */
  readonly sentAt?: number;
  readonly expiresAt?: number;
  /** The room or channel in which it was said. */
  readonly room?: string;
  /** What the sender is called. */
  readonly nick?: string;
  /** What came along. */
  readonly files?: readonly AlertFile[];
  /** A machine wrote it, by what its network says of it: a NOTICE of IRC, a headline of XMPP, a mail without return path. */
  readonly automatic?: boolean;
}

/** What was read of a message of somebody. */
export interface ReadText extends Read {
  /** A machine wrote it, so it must not be answered by another one (RFC 3834 2). */
  readonly automatic: boolean;
}

/** Longest time to live that is believed, ms. */
const LONGEST_TTL = 366 * 86_400_000;

/**
 * Reads a text of a person, or of a machine that writes as one. Answers that a machine gave to something of ours (RFC 3834, absence
 * notes) are no alerts: there are none in the result. What its sender forbids to pass on is refused.
 */
export function readText(message: TextMessage, context: Context): ReadText | Refusal {
  const headers = new Map<string, string>();
  for (const { name, value } of message.headers ?? []) {
    const key = name.toLowerCase();
    if (!headers.has(key)) headers.set(key, value);
  }
  if (isWord(headers.get('distribute'), ['false', '0'])) return refuse('not-to-distribute');
  const collector = new Collector(context, message.network);
  const submitted = headers.get('auto-submitted');
  const list = headers.get('list-id');
  const automatic =
    message.automatic === true ||
    list !== undefined ||
    (submitted !== undefined && !isWord(submitted, ['no'])) ||
    isWord(headers.get('precedence'), ['bulk', 'list', 'junk']);
  if (isWord(submitted, ['auto-replied'])) return { ...collector.result(), automatic };

  const { subject = '', files = [] } = message;
  // The old way to send a file: its address is all the text there is (XEP-0066).
  const body = files.some(({ url }) => url === message.body.trim()) ? '' : message.body;
  if (!/\S/u.test(subject) && !/\S/u.test(body) && files.length === 0) return refuse('nothing-to-say');
  collector.add({
    fingerprint: fingerprintOf(message, context),
    status: 'firing',
    severity: severityOfHeaders(headers),
    severityOtherwise: PERSON_SEVERITY,
    titles: [subject, headlineOf(body), ...files.slice(0, 1).map(shownName)],
    text: body,
    labels: [
      ...pairOf('room', message.room),
      ...pairOf('nick', message.nick),
      ...pairOf('list', listOf(list)),
      ...pairOf('classification', headers.get('classification')),
      ...pairOf('keywords', headers.get('keywords')),
    ],
    startsAt: message.sentAt,
    expiresAt: message.expiresAt ?? expiryOf(headers, message.sentAt ?? context.receivedAt),
    sender: message.sender,
    id: message.id,
  });
  const read = collector.result();
  const alerts = files.length === 0 ? read.alerts : read.alerts.map((alert) => ({ ...alert, files }));
  return { ...read, alerts, automatic };
}

function fingerprintOf(
  { network, sender, id, subject = '', body, sentAt }: TextMessage,
  { receivedAt }: Context,
): string {
  if (id !== undefined && id !== '') return fingerprintOfParts(network, sender, 'id', id);
  return fingerprintOfParts(network, sender, 'at', String(sentAt ?? receivedAt), subject, body);
}

/** `TTL` of XMPP in seconds (XEP-0131), `Expires` and `Expiry-Date` of mail (RFC 4021 2.1.50). */
function expiryOf(headers: ReadonlyMap<string, string>, from: number): number | undefined {
  const ttl = headers.get('ttl')?.trim() ?? '';
  if (/^\d{1,9}$/.test(ttl)) return from + Math.min(Number(ttl) * 1000, LONGEST_TTL);
  const date = headers.get('expires') ?? headers.get('expiry-date');
  if (date === undefined || date.length > 64) return undefined;
  return timeOf(date) ?? timeOf(Date.parse(date));
}

/** The id of a list without what people call it (RFC 2919 3). */
function listOf(header: string | undefined): string | undefined {
  const text = header?.slice(0, 1024);
  return text === undefined ? undefined : (/<([^<>\s]{1,255})>\s*$/u.exec(text)?.[1] ?? text.trim());
}

/** Whether the first word of a header is one of these. */
function isWord(header: string | undefined, words: readonly string[]): boolean {
  const [word = ''] = (header ?? '')
    .slice(0, 64)
    .trim()
    .toLowerCase()
    .split(/[\s;(]/, 1);
  return words.includes(word);
}
