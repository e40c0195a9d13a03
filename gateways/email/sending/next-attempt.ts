import { retryAfter } from '../smtp/retry.js';
import type { TransactionResult } from '../smtp/transaction.js';

/** Ages at which a mail has had its first attempts, ms: nobody has to count them, whatever process made them. */
const AGES = [60_000, 4 * 60_000, 11 * 60_000, 26 * 60_000, 56 * 60_000, 116 * 60_000, 236 * 60_000];
const LAST_MS = 60_000;
/** A server that cannot be reached may just be starting again: asking for it costs it nothing. */
const SOONEST_MS = 5000;

/** A mail that is to be tried again. */
interface Waiting {
  /** Wall time at which it was written, and now, ms. */
  readonly at: number;
  readonly now: number;
  /** Age at which its sender is told that it still waits, ms: there is an attempt then, because it may have gone by now. */
  readonly noticeAfter: number;
  /** What the last attempt came to. */
  readonly result?: TransactionResult;
  /** From 0 to 1; default `Math.random`. */
  readonly random?: () => number;
}

/** Milliseconds until a mail is tried again. Where no server has answered, the pauses begin small and double. */
export function nextAttempt({ at, now, noticeAfter, result, random = Math.random }: Waiting): number {
  const age = Math.max(0, now - at);
  const attempts = 1 + AGES.filter((one) => one <= age).length;
  const reply = result?.kind === 'not-now' ? result.reply : undefined;
  const regular =
    retryAfter({ attempts, firstAt: at, now, random, ...(reply === undefined ? {} : { reply }) }) ?? LAST_MS;
  const silent = result?.kind === 'not-now' && reply === undefined;
  const after = silent ? Math.min(regular, Math.max(SOONEST_MS, age) * (0.9 + 0.2 * random())) : regular;
  return age < noticeAfter ? Math.min(after, noticeAfter - age) : after;
}
