import type { Clock, Log } from '../../gateway.js';
import { SmtpPool, type SmtpPoolOptions } from '../smtp/pool.js';
import type { SmtpServer } from '../smtp/transaction.js';
import { SmarthostWatch } from './smarthost-watch.js';

/** Servers that connections are kept to at once; of those that nothing goes to, the one that was used least lately goes. */
const MOST = 1024;

/** The servers that mail goes out by: the admin's, and those of users, each with connections of its own. */
export class Pools {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pools = new Map<string, SmtpPool>();
  /** Of the admin's server. */
  readonly smarthostWatch: SmarthostWatch;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.smarthostWatch = new SmarthostWatch(clock, log);
  }

  /** `key` says all that makes two servers the same, the secret among it. */
  of(
    key: string,
    server: () => SmtpServer,
    options: Pick<SmtpPoolOptions, 'connections' | 'addressAllowed' | 'loginAgain'>,
  ): SmtpPool {
    const known = this.#pools.get(key);
    if (known !== undefined) {
      this.#pools.delete(key);
      this.#pools.set(key, known);
      return known;
    }
    const pool = new SmtpPool(server(), { clock: this.#clock, log: this.#log, ...options });
    this.#pools.set(key, pool);
    for (const [oldest, other] of this.#pools) {
      if (this.#pools.size <= MOST) break;
      // What is under way is not cut off for that.
      if (!other.isIdle || oldest === key) continue;
      this.#pools.delete(oldest);
      other.close();
    }
    return pool;
  }

  /** Another password, another server: what is open goes. */
  forget(key: string): void {
    this.#pools.get(key)?.close();
    this.#pools.delete(key);
  }

  /** Ends all mails that may not be written any more. */
  sweep(): void {
    for (const pool of this.#pools.values()) pool.sweep();
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }
}
