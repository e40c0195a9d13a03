import type { FetchMessageObject, FetchQueryObject, MessageStructureObject } from 'imapflow';
import type { Listed } from './cursor.js';
import { ImapFailure } from './failure.js';
import { bodyStart, fieldOf, identityOf, identityOfHead, messageIdOf } from './head.js';
import type { ImapSession } from './session.js';
import type { FetchRows } from './session-types.js';
import type { FetchedMail, PartOutline } from './types.js';

/** What is asked of each mail before it is fetched. */
const LIST: FetchQueryObject = { flags: true, size: true, internalDate: true, headers: ['Message-ID'] };
/** Pieces in which a large mail is brought, octets. */
const PIECE = 1024 * 1024;
const MOST_PARTS = 1000;

/** The folder that a mail is in, as it was opened. */
export interface Place {
  readonly folder: string;
  readonly uidValidity: string;
}

/** Mails of the folder that is open, in the order of their UIDs. */
export async function list(session: ImapSession, range: string, rows: FetchRows = {}): Promise<readonly Listed[]> {
  return mailsOf(await session.fetch(range, LIST, rows));
}

/**
 * The same, of at most `most` rows; `isFull`: there may be more. Rows that are no mail of the list count, as they took the place of
 * one.
 */
export async function listAtMost(
  session: ImapSession,
  range: string,
  most: number,
): Promise<{ readonly mails: readonly Listed[]; readonly isFull: boolean }> {
  const rows = await session.fetch(range, LIST, { most });
  return { mails: mailsOf(rows), isFull: rows.length >= most };
}

function mailsOf(rows: readonly FetchMessageObject[]): readonly Listed[] {
  return rows.flatMap((row) => listed(row) ?? []).sort((one, other) => one.uid - other.uid);
}

function listed(row: FetchMessageObject): Listed | undefined {
  // Flags that somebody has just changed come in between, as rows of their own.
  if (row.uid === undefined || row.size === undefined) return undefined;
  const messageId = row.headers === undefined ? undefined : messageIdOf(row.headers);
  const at = dateOf(row);
  return {
    uid: row.uid,
    size: row.size,
    flags: [...(row.flags ?? [])],
    ...(at === undefined ? {} : { internalDate: at }),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

function dateOf({ internalDate }: FetchMessageObject): number | undefined {
  if (internalDate === undefined) return undefined;
  const at = new Date(internalDate).getTime();
  return Number.isFinite(at) ? at : undefined;
}

/**
 * Whole mails of the folder that is open, by UID. `not-whole`: it is over the limit, or is there and the server gives out nothing of
 * it; those that are gone are missing.
 */
export async function fetchWhole(
  session: ImapSession,
  place: Place,
  wanted: readonly Listed[],
  maxSize: number,
): Promise<ReadonlyMap<number, FetchedMail | 'not-whole'>> {
  const range = wanted.map(({ uid }) => uid).join(',');
  // The server counts what it likes; one octet more than the limit is enough to know.
  const rows = await session.fetch(range, { flags: true, source: { start: 0, maxLength: maxSize + 1 } });
  const mails = new Map<number, FetchedMail | 'not-whole'>();
  for (const { uid, source, flags } of rows) {
    const mail = wanted.find((one) => one.uid === uid);
    if (mail === undefined) continue;
    // Flags that somebody has just changed come in between, as rows of their own.
    if (source !== undefined && source.length <= maxSize) mails.set(mail.uid, wholeMail(place, mail, source, flags));
    else if (source !== undefined || !mails.has(mail.uid)) mails.set(mail.uid, 'not-whole');
  }
  return mails;
}

function wholeMail(
  place: Place,
  mail: Listed,
  octets: Uint8Array,
  flags: ReadonlySet<string> | undefined,
): FetchedMail {
  const messageId = messageIdOf(octets.subarray(0, bodyStart(octets)));
  return {
    ...place,
    ...common(mail),
    flags: flags === undefined ? mail.flags : [...flags],
    octets,
    envelope: messageId === undefined ? {} : { messageId },
    identity: identityOf(octets, messageId),
  };
}

function common({
  uid,
  size,
  flags,
  internalDate,
}: Listed): Pick<FetchedMail, 'uid' | 'size' | 'flags' | 'internalDate'> {
  return { uid, size, flags, ...(internalDate === undefined ? {} : { internalDate }) };
}

/**
 * Head and outline of a mail that does not come whole; without both where the server gives out nothing of it, undefined where it is
 * gone. `rest` brings all of it.
 */
export async function fetchOutline(
  session: ImapSession,
  place: Place,
  mail: Listed,
  rest: NonNullable<FetchedMail['fetchRest']>,
): Promise<FetchedMail | undefined> {
  const rows = await session.fetch(String(mail.uid), { flags: true, headers: true, bodyStructure: true });
  const found = rows.filter(({ uid }) => uid === mail.uid);
  const row = found.find(({ headers }) => headers !== undefined) ?? found[0];
  if (row === undefined) return undefined;
  return outlined(place, mail, row.headers ?? new Uint8Array(0), rest, outlineOf(row.bodyStructure));
}

/** What can be said of a mail that the server does not give out, whatever it is asked: that it is there. */
export function outlined(
  place: Place,
  mail: Listed,
  header: Uint8Array,
  rest: NonNullable<FetchedMail['fetchRest']>,
  structure: readonly PartOutline[] = [],
): FetchedMail {
  const messageId = messageIdOf(header) ?? mail.messageId;
  return {
    ...place,
    ...common(mail),
    octets: 'too-large',
    envelope: messageId === undefined ? {} : { messageId },
    identity: identityOfHead(header, messageId, mail.size),
    truncated: true,
    header,
    structure,
    fetchRest: rest,
  };
}

/** All of a mail of the folder that is open, piece by piece. Rejects where it has more octets than `most`. */
export async function fetchInPieces(session: ImapSession, uid: number, most: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const rows = await session.fetch(String(uid), { source: { start: length, maxLength: PIECE } });
    const piece = rows.find((row) => row.uid === uid && row.source !== undefined)?.source;
    if (piece === undefined) throw new ImapFailure('no-such-mail');
    pieces.push(piece);
    length += piece.length;
    if (length > most) throw new ImapFailure('too-large');
    if (piece.length < PIECE) return Buffer.concat(pieces, length);
  }
}

/** Whether a mail is a draft, by the flag or by the field of Mozilla's programs: nobody has sent it. */
export function isDraft({ flags, octets }: Pick<FetchedMail, 'flags' | 'octets'>): boolean {
  if (flags.some((flag) => flag.toLowerCase() === '\\draft')) return true;
  if (octets === 'too-large') return false;
  return fieldOf(octets.subarray(0, bodyStart(octets)), 'x-mozilla-draft-info') !== undefined;
}

/** The leaves of a structure, in their order. */
function outlineOf(root: MessageStructureObject | undefined): readonly PartOutline[] {
  const parts: PartOutline[] = [];
  const open = root === undefined ? [] : [root];
  while (parts.length < MOST_PARTS) {
    const node = open.pop();
    if (node === undefined) break;
    if (node.childNodes !== undefined && node.childNodes.length > 0) {
      open.push(...node.childNodes.slice(0, MOST_PARTS).reverse());
      continue;
    }
    const name = node.dispositionParameters?.filename ?? node.parameters?.name;
    parts.push({
      section: node.part ?? '1',
      type: node.type.toLowerCase(),
      size: node.size ?? 0,
      ...(name === undefined ? {} : { name }),
      ...(node.disposition === undefined ? {} : { disposition: node.disposition.toLowerCase() }),
    });
  }
  return parts;
}
