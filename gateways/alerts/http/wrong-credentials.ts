import type { Clock, Log } from '../../gateway.js';
import { LocalBuckets } from './local-buckets.js';

/** Lines for one address, and for all: enough to ban by, too few to fill a disk. */
const FOR_ONE = { count: 20, per: 60_000 };
const FOR_ALL = { count: 600, per: 60_000 };

/**
 * Writes a line for each request with wrong credentials, with the address that it came from: tools such as fail2ban read it. Nothing of
 * what was sent gets into it.
 */
export class WrongCredentials {
  readonly #log: Log;
  readonly #buckets: LocalBuckets;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#buckets = new LocalBuckets(clock);
  }

  /** `at`: what was asked for, in words of ours. */
  tell(peer: string, at: string): void {
    if (this.#buckets.take(`one ${peer}`, FOR_ONE) > 0 || this.#buckets.take('all', FOR_ALL) > 0) return;
    this.#log.warn({ peer, at }, 'wrong credentials over HTTP');
  }
}
