import { randomBytes } from 'node:crypto';

/** Digits of the time, to the base of 36: enough until the year 5188. */
const TIME_DIGITS = 9;
const RANDOM_OCTETS = 9;
/** Asking the system for 9 octets costs as much as for 4096, several microseconds. */
const POOL_OCTETS = 455 * RANDOM_OCTETS;
const ID = /^[0-9a-z]{9}[\w-]{12}$/;

/**
 * A new id for a stanza that an archive keeps (XEP-0359): `now` (wall time, ms) in text that sorts as the times do, and 72
 * random bits, so that nobody guesses one. The time in it leads the archive to the place of the stanza.
 */
export function newArchiveId(now: number): string {
  const time = Math.floor(now).toString(36).padStart(TIME_DIGITS, '0');
  return `${time}${randomText()}`;
}

let pool = Buffer.alloc(0);
let used = 0;

function randomText(): string {
  if (used === pool.length) {
    pool = randomBytes(POOL_OCTETS);
    used = 0;
  }
  used += RANDOM_OCTETS;
  return pool.toString('base64url', used - RANDOM_OCTETS, used);
}

/** When an archive id was made (wall time, ms); undefined for what is none. */
export function timeOfArchiveId(id: string): number | undefined {
  return ID.test(id) ? Number.parseInt(id.slice(0, TIME_DIGITS), 36) : undefined;
}
