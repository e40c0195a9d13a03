import { createHash } from 'node:crypto';
import type { Cursor } from './types.js';

/** As many mails are remembered by a cursor, and looked at when a folder is numbered anew. */
export const MOST_RECENT = 100;
const HASH_CHARS = 8;

/** What is known of a mail from a list of the folder. */
export interface Listed {
  readonly uid: number;
  readonly size: number;
  readonly flags: readonly string[];
  readonly internalDate?: number;
  readonly messageId?: string;
}

/**
 * One mail as a cursor remembers it: 8 characters by which it is known whatever its UID, and when the server received it
 * (seconds, base 36).
 */
export function recentWord({ messageId, size, internalDate = 0 }: Listed): string {
  const seconds = Math.floor(internalDate / 1000);
  const name = messageId === undefined ? `size\0${size}\0${seconds}` : `id\0${messageId}`;
  return createHash('sha256').update(name).digest('base64url').slice(0, HASH_CHARS) + seconds.toString(36);
}

/** A cursor further on: all mails up to `lastUid` are done, `words` are those that were done just now. */
export function advanced(cursor: Cursor, lastUid: number, words: readonly string[]): Cursor {
  const recent = words.length === 0 ? cursor.recent : [...cursor.recent, ...words].slice(-MOST_RECENT);
  return { ...cursor, lastUid: Math.max(cursor.lastUid, lastUid), recent };
}

/**
 * Tells which mails of a folder that was numbered anew are new: those that the cursor does not know and that came no earlier
 * than the oldest that it knows. A cursor that knows nothing is of a folder that was empty: all are new.
 */
export function newAmong(listed: readonly Listed[], { recent }: Cursor): ReadonlySet<number> {
  const known = new Set(recent.map((word) => word.slice(0, HASH_CHARS)));
  const dates = recent.map((word) => Number.parseInt(word.slice(HASH_CHARS), 36)).filter((date) => date > 0);
  const since = dates.length === 0 ? 0 : Math.min(...dates);
  const fresh = listed.filter((mail) => {
    if (known.has(recentWord(mail).slice(0, HASH_CHARS))) return false;
    return mail.internalDate === undefined || Math.floor(mail.internalDate / 1000) >= since;
  });
  return new Set(fresh.map(({ uid }) => uid));
}
