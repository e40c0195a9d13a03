import { parseStanza } from '../../../src/xmpp/parse.js';
import type { Header, WebRequest } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import { type Parsed, right, wrong } from '../book/parsed.js';
import type { Medium } from '../book/place.js';
import type { Source } from '../book/source.js';
import { sentence } from '../book-options.js';
import { readerOf } from '../http/ingest/readers.js';
import { sourceRequest } from '../http/ingest/source-request.js';
import { contextOf, sourceForRoutes } from '../post/words.js';
import { capElement, readCapMessage } from '../sources/cap.js';
import { readText } from '../sources/message.js';
import { readPubsub } from '../sources/pubsub.js';
import type { Read, Refusal } from '../sources/source.js';

/** A mail, as it would come through the gateway for mail. */
export interface TriedMail {
  readonly from?: string;
  readonly subject?: string;
  readonly text: string;
  readonly headers: readonly Header[];
}

/** What is tried, and how it would come. */
export interface TriedPayload {
  readonly octets: Uint8Array;
  /** By which network it is written; `alert`: it is one in the normalised form; missing: as its source gets it. */
  readonly as?: Medium | 'alert';
  /** Who has written it, as the network calls senders. */
  readonly from?: string;
  /** Of an HTTP request, by their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly readMail: (octets: Uint8Array) => TriedMail;
}

type Reading = Read | Refusal;

/** Kinds of sources that come in no request. */
const OTHERWISE: ReadonlySet<string> = new Set(['message', 'pubsub']);

/**
 * Reads a payload as the gateway would that gets it, without looking at credentials, rates and repeats. Undefined: it is in the
 * normalised form, which no source reads.
 */
export function decodePayload(
  source: Source | undefined,
  payload: TriedPayload,
  { book, now }: { readonly book: Book; readonly now: number },
): Parsed<readonly Alert[]> | undefined {
  const { as } = payload;
  if (as === 'alert' || (source === undefined && as === undefined)) return undefined;
  if (source !== undefined && !OTHERWISE.has(source.kind)) {
    if (as !== undefined) return wrong(`is for ${source.name}, which takes no messages`, `leave out --as ${as}`);
    return result(readRequest(source, payload, { receivedAt: now, zone: book.zone }));
  }
  const medium = as ?? 'xmpp';
  const reader = source ?? sourceForRoutes(book, medium);
  if (reader === undefined)
    return wrong('is read by no source', `add a source of kind message with ${medium} in media`);
  if (reader.kind === 'pubsub') return result(readEvent(reader, payload, now));
  if (!reader.media.has(medium)) {
    return wrong(`is for ${reader.name}, which takes none by ${medium}`, `add ${medium} to media of that source`);
  }
  return result(readMessage(reader, medium, payload, now));
}

function readRequest(
  source: Source,
  { octets, headers, query }: TriedPayload,
  when: { readonly receivedAt: number; readonly zone: string },
): Reading | undefined {
  const signal = new AbortController().signal;
  const request: WebRequest = { params: { source: source.name }, query, headers, body: octets, peer: '', signal };
  return readerOf(source)?.read(sourceRequest(source, request, octets, when));
}

function readEvent(source: Source, { octets }: TriedPayload, now: number): Reading | undefined {
  const stanza = parseStanza(textOf(octets).trim());
  return stanza === undefined ? undefined : readPubsub(stanza, contextOf(source, now));
}

function readMessage(source: Source, medium: Medium, payload: TriedPayload, now: number): Reading {
  const { octets, from, readMail } = payload;
  const context = contextOf(source, now);
  if (medium === 'email') {
    const { from: sender = '', text, subject, headers } = readMail(octets);
    const rest = { body: text, headers, ...(subject !== undefined && { subject }) };
    return readText({ network: medium, sender: from ?? sender, ...rest }, context);
  }
  const text = textOf(octets);
  const stanza = medium === 'xmpp' && /^\s*<message[\s>]/.test(text) ? parseStanza(text.trim()) : undefined;
  const sender = from ?? stanza?.attrs.from ?? SENDERS[medium];
  if (stanza === undefined) return readText({ network: medium, sender, body: text.trimEnd() }, context);
  if (capElement(stanza) !== undefined) return readCapMessage(stanza, context);
  const subject = stanza.getChildText('subject');
  const body = stanza.getChildText('body') ?? '';
  return readText(
    { network: medium, sender, body, ...(subject !== null && subject !== undefined && { subject }) },
    context,
  );
}

/** Where nobody says who has written. */
const SENDERS: Readonly<Record<Exclude<Medium, 'email'>, string>> = {
  xmpp: 'somebody@example.org',
  irc: 'somebody',
  sms: '+12025550123',
};

function result(reading: Reading | undefined): Parsed<readonly Alert[]> {
  if (reading === undefined) return wrong('cannot be read', 'give what the source would get, whole');
  if (reading.ok) return right(reading.alerts);
  return wrong(`is refused (${reading.status}, ${reading.reason})`, sentence(reading.text));
}

function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}
