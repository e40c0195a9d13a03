import type { Clock } from '../../gateway.js';

/** How long a sender waits for what has to be kept before it is told to come again, ms. */
const LATE_MS = 10_000;

/** It is not known whether something is done. */
class TooLate extends Error {
  override readonly name = 'TooLate';
}

/**
 * As `work`, which rejects where it takes too long: a Redis that does not answer must not keep senders, and their requests in memory,
 * for as long as that lasts. The work itself goes on; to be asked for it again does no harm.
 */
export async function inTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const timer = clock.after(LATE_MS, () => reject(new TooLate('it took too long')));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
