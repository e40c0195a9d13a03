import type { FetchMessageObject, SearchObject } from 'imapflow';
import { ImapFailure } from './failure.js';
import { fetchOutline, fetchWhole, list, type Place } from './fetch-mail.js';
import type { Folders } from './folders.js';
import { bodyStart, fieldOf, messageIdOf } from './head.js';
import { byMessageId, locate, openFolder } from './locate.js';
import type { ImapSession } from './session.js';
import type { FetchedMail, FolderUse, MailRef, MailSummary, Placed, SearchQuery } from './types.js';

const DAY_MS = 24 * 3600_000;
const DEFAULT_LIMIT = 50;
const MOST_FOUND = 500;

/**
 * Puts a mail into a folder, unless one with its Message-ID is there already: many servers keep a copy of what is submitted by
 * themselves. So it may also be asked twice.
 */
export async function append(
  session: ImapSession,
  folders: Folders,
  use: FolderUse,
  octets: Uint8Array,
  flags: readonly string[],
  now: number,
): Promise<Placed> {
  const { appendLimit, savesSent } = session.abilities;
  const folder = await folders.pathFor(session, use);
  if (use === 'sent' && savesSent) return { folder, already: true };
  if (appendLimit !== undefined && octets.length > appendLimit) throw new ImapFailure('too-large');
  const messageId = messageIdOf(octets.subarray(0, bodyStart(octets)));
  if (messageId !== undefined) {
    await openFolder(session, folder);
    const uid = (await byMessageId(session, messageId, new Date(now - 2 * DAY_MS))).at(-1);
    if (uid !== undefined) return { folder, uid, already: true };
  }
  const uid = await session.append(folder, octets, flags);
  return { folder, ...(uid === undefined ? {} : { uid }) };
}

/**
 * Moves a mail to another folder. Without MOVE it is copied and then removed; without UIDPLUS only marked as deleted, because an
 * EXPUNGE would remove what others have marked.
 */
export async function move(session: ImapSession, folders: Folders, ref: MailRef, to: string): Promise<Placed> {
  const target = await folders.resolve(session, to);
  const source = ref.folder === undefined ? 'INBOX' : await folders.resolve(session, ref.folder);
  const uids = await locate(session, source, ref);
  const [first] = uids;
  if (first === undefined) throw new ImapFailure('no-such-mail');
  if (source === target) return { folder: target, uid: first, already: true };
  const { move: moves, uidPlus } = session.abilities;
  const placed = await session.transfer(uids, target, moves ? 'move' : 'copy');
  if (placed === undefined) throw new ImapFailure('refused');
  if (!moves) {
    const removed = uidPlus ? await session.expunge(uids) : await session.store(uids, ['\\Deleted'], 'add');
    if (!removed) throw new ImapFailure('refused');
  }
  const uid = placed.get(first);
  return { folder: target, ...(uid === undefined ? {} : { uid }) };
}

/** One mail, or its head and outline where it is over `maxSize`. Throws `no-such-mail`. */
export async function fetchOne(
  session: ImapSession,
  folders: Folders,
  ref: MailRef,
  maxSize: number,
  rest: (place: Place, uid: number, most: number) => Promise<Uint8Array>,
): Promise<FetchedMail> {
  const folder = ref.folder === undefined ? 'INBOX' : await folders.resolve(session, ref.folder);
  const uid = (await locate(session, folder, ref)).at(-1);
  const [mail] = uid === undefined ? [] : await list(session, String(uid));
  if (mail === undefined) throw new ImapFailure('no-such-mail');
  const place: Place = { folder, uidValidity: await openFolder(session, folder) };
  if (mail.size <= maxSize) {
    const got = (await fetchWhole(session, place, [mail], maxSize)).get(mail.uid);
    if (got === undefined) throw new ImapFailure('no-such-mail');
    if (got !== 'not-whole') return got;
  }
  const outline = await fetchOutline(session, place, mail, async (most) => await rest(place, mail.uid, most));
  if (outline === undefined) throw new ImapFailure('no-such-mail');
  return outline;
}

/** Mails that match, the newest first. */
export async function search(
  session: ImapSession,
  folders: Folders,
  query: SearchQuery,
): Promise<readonly MailSummary[]> {
  const folder = query.folder === undefined ? 'INBOX' : await folders.resolve(session, query.folder);
  const uidValidity = await openFolder(session, folder);
  const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MOST_FOUND);
  const uids = (await session.search(conditionsOf(query))).slice(-limit);
  if (uids.length === 0) return [];
  const headers = ['Subject', 'From', 'To', 'Date', 'Message-ID'];
  const rows = await session.fetch(uids.join(','), { flags: true, size: true, internalDate: true, headers });
  const wanted = new Set(uids);
  return rows
    .filter((row) => row.uid !== undefined && wanted.has(row.uid) && row.size !== undefined)
    .map((row) => summaryOf(row, folder, uidValidity))
    .sort((one, other) => other.uid - one.uid);
}

function conditionsOf({ text, subject, from, to, body, since, before, unseen, flagged }: SearchQuery): SearchObject {
  const conditions: SearchObject = {
    ...(text === undefined ? {} : { text }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(body === undefined ? {} : { body }),
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(before === undefined ? {} : { before: new Date(before) }),
    ...(unseen === undefined ? {} : { seen: !unseen }),
    ...(flagged === undefined ? {} : { flagged }),
  };
  return Object.keys(conditions).length === 0 ? { all: true } : conditions;
}

function summaryOf(row: FetchMessageObject, folder: string, uidValidity: string): MailSummary {
  const header = row.headers ?? new Uint8Array(0);
  const at = row.internalDate === undefined ? Number.NaN : new Date(row.internalDate).getTime();
  const messageId = messageIdOf(header);
  const field = <Name extends string>(name: Name): { readonly [key in Name]?: string } => {
    const value = fieldOf(header, name);
    const found: { [key in Name]?: string } = {};
    if (value !== undefined) found[name] = value;
    return found;
  };
  return {
    folder,
    uidValidity,
    uid: row.uid,
    flags: [...(row.flags ?? [])],
    size: row.size ?? 0,
    ...(Number.isFinite(at) ? { internalDate: at } : {}),
    ...(messageId === undefined ? {} : { messageId }),
    ...field('subject'),
    ...field('from'),
    ...field('to'),
    ...field('date'),
  };
}
