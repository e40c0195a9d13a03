import { retryAfter } from '../smtp/retry.js';
import type { TransactionResult } from '../smtp/transaction.js';

/** Ages at which a mail has had its first attempts, ms: nobody has to count them, whatever process made them. */
const AGES = [60_000, 4 * 60_000, 11 * 60_000, 26 * 60_000, 56 * 60_000, 116 * 60_000, 236 * 60_000];
const LAST_MS = 60_000;
/** A server that cannot be reached may just be starting again: asking for it costs it nothing. */
const SOONEST_MS = 5000;

/**
 * Milliseconds until a mail that was written at `at` is tried again. `noticeAfter`: age at which its sender is told that it still waits;
 * there is an attempt then, because it may have gone by now. Where no server has answered, the pauses begin small and double.
 */
export function nextAttempt(at: number, now: number, noticeAfter: number, result?: TransactionResult): number {
  const age = Math.max(0, now - at);
  const attempts = 1 + AGES.filter((one) => one <= age).length;
  const reply = result?.kind === 'not-now' ? result.reply : undefined;
  const regular =
    retryAfter({ attempts, firstAt: at, now, random: Math.random, ...(reply === undefined ? {} : { reply }) }) ??
    LAST_MS;
  const silent = result?.kind === 'not-now' && reply === undefined;
  const after = silent ? Math.min(regular, Math.max(SOONEST_MS, age) * (0.9 + 0.2 * Math.random())) : regular;
  return age < noticeAfter ? Math.min(after, noticeAfter - age) : after;
}
