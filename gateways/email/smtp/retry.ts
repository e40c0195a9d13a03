import type { SmtpReply } from './reply.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a mail is tried (RFC 5321 4.5.4.1), ms. */
export const RETRY_FOR_MS = 5 * 24 * HOUR;

/** Pauses after the first attempt, the second and so on; the last one from then on. ms. */
const PAUSES = [MINUTE, 3 * MINUTE, 7 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
/** Servers that want less mail from us are left alone for longer; greylisting lets a mail in after some minutes. */
const THROTTLED_MS = 15 * MINUTE;
const GREYLISTED_MS = 5 * MINUTE;
/**
 * The longest pause that a server's own words are believed, and the shortest: the first attempt after one that is told is not made
 * to wait for longer, as greylisting lets a mail in when its time is over.
 */
const LONGEST_TOLD_MS = 4 * HOUR;
const SHORTEST_TOLD_MS = 5000;

interface Attempt {
  /** Attempts so far, 1 after the first. */
  readonly attempts: number;
  /** Wall time of the first one, and now, ms since the epoch. */
  readonly firstAt: number;
  readonly now: number;
  /** What the server said, where it said something. */
  readonly reply?: SmtpReply;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

/** When to try a mail again, ms from now; undefined: no more. The last attempt is at the end of its time. */
export function retryAfter({ attempts, firstAt, now, reply, random }: Attempt): number | undefined {
  const left = firstAt + RETRY_FOR_MS - now;
  if (left <= 0) return undefined;
  const regular = PAUSES[Math.min(Math.max(attempts, 1), PAUSES.length) - 1] ?? HOUR;
  const told = reply === undefined ? undefined : toldPause(reply.text);
  const least = told ?? (reply === undefined ? 0 : leastPause(reply));
  const pause = told !== undefined && attempts <= 1 ? Math.max(SHORTEST_TOLD_MS, told) : Math.max(regular, least);
  return Math.min(left, pause * (0.9 + 0.2 * random()));
}

function leastPause(reply: SmtpReply): number {
  if (isThrottle(reply)) return THROTTLED_MS;
  return /gr[ea]y-?list/i.test(reply.text) ? GREYLISTED_MS : 0;
}

/** Whether a reply says that we send too much (421, 4.7.x) rather than that this mail is wrong. */
export function isThrottle({ code, status, text }: SmtpReply): boolean {
  if (code < 400 || code > 499) return false;
  if (/gr[ea]y-?list/i.test(text)) return false;
  return code === 421 || status?.subject === 7 || /too many|rate limit|throttl/i.test(text);
}

/** `try again in 300 seconds`, as greylisting says. */
function toldPause(text: string): number | undefined {
  const [, number, unit = ''] = /\b(?:in|after)\s{1,3}(\d{1,5})\s{0,3}(s|m|h)/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const each = unit.toLowerCase() === 's' ? 1000 : unit.toLowerCase() === 'm' ? MINUTE : HOUR;
  return Math.min(LONGEST_TOLD_MS, Number(number) * each);
}
