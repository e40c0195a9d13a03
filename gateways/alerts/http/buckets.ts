import { type Clock, Recent, type SharedBuckets } from '../../gateway.js';
import type { Rate } from '../book/rate.js';

/** Places of one bucket that this process has taken in advance. */
interface Lease {
  places: number;
  /** Monotonic time at which they were taken. */
  at: number;
  /** How many are taken the next time. */
  size: number;
  /** The bucket is empty until this monotonic time. */
  emptyUntil: number;
  /** Requests that wait for places. */
  waiting: number;
  /** Places are on their way. */
  coming: Promise<void> | undefined;
}

/** Sources and bots are as many as the book names. */
const REMEMBERED = 10_000;
/** Most places that a process takes in advance, and the share of the whole that this may be. */
const MOST = 256;
const SHARE = 1 / 10;
/** Places that are used up sooner were too few, ms. */
const SOON_MS = 1000;

/**
 * How much each asks: token buckets that all processes share. Each takes some places in advance, more the faster they go, so that a
 * request far from its limit waits for nothing, and one past it is refused without asking. What is taken in advance and not used within
 * the time of the rate is forgotten; of a rate of a few in its time nothing is.
 */
export class Buckets {
  readonly #shared: SharedBuckets;
  readonly #clock: Clock;
  readonly #leases = new Recent<string, Lease>(REMEMBERED);

  constructor(shared: SharedBuckets, clock: Clock) {
    this.#shared = shared;
    this.#clock = clock;
  }

  /**
   * Takes a place. 0: there was one; else the milliseconds until there is one again, and none was taken. The answer is there at once but
   * where nothing is known of the bucket; it rejects where nobody can be asked.
   */
  take(name: string, rate: Rate): number | Promise<number> {
    // By another rate it is another bucket: a new book counts at once.
    const key = `${name} ${rate.count}/${rate.per}`;
    const lease = this.#lease(key);
    return this.#now(lease, key, rate) ?? this.#wait(lease, key, rate);
  }

  /** The answer, where it is known. */
  #now(lease: Lease, key: string, rate: Rate): number | undefined {
    const now = this.#clock.monotonic();
    if (now - lease.at > rate.per) lease.places = 0;
    if (lease.places < 1) return now < lease.emptyUntil ? lease.emptyUntil - now : undefined;
    lease.places -= 1;
    if (rate.count * SHARE >= 1 && lease.places < lease.size / 2 && now >= lease.emptyUntil) {
      // Nobody waits for it: whoever finds no place asks again, and hears what is wrong.
      this.#fill(lease, key, rate).catch(() => undefined);
    }
    return 0;
  }

  async #wait(lease: Lease, key: string, rate: Rate): Promise<number> {
    lease.waiting += 1;
    try {
      for (;;) {
        await this.#fill(lease, key, rate);
        const answer = this.#now(lease, key, rate);
        if (answer !== undefined) return answer;
      }
    } finally {
      lease.waiting -= 1;
    }
  }

  /** Takes the next places; all who want them in the meantime share these. */
  #fill(lease: Lease, key: string, rate: Rate): Promise<void> {
    lease.coming ??= this.#ask(lease, key, rate).finally(() => {
      lease.coming = undefined;
    });
    return lease.coming;
  }

  async #ask(lease: Lease, key: string, { count, per }: Rate): Promise<void> {
    const now = this.#clock.monotonic();
    const factor = now - lease.at < SOON_MS ? 2 : 1 / 2;
    lease.size = Math.max(1, Math.min(lease.size * factor, count * SHARE, MOST));
    const most = Math.max(Math.floor(lease.size), Math.min(lease.waiting, MOST));
    const { taken, wait } = await this.#shared.take(key, { rate: (count / per) * 1000, burst: count }, most);
    const then = this.#clock.monotonic();
    if (taken > 0) {
      lease.places += taken;
      lease.at = then;
    }
    if (wait > 0) lease.emptyUntil = then + wait;
  }

  #lease(key: string): Lease {
    const known = this.#leases.get(key);
    if (known !== undefined) return known;
    const lease: Lease = {
      places: 0,
      at: Number.NEGATIVE_INFINITY,
      size: 1,
      emptyUntil: Number.NEGATIVE_INFINITY,
      waiting: 0,
      coming: undefined,
    };
    this.#leases.set(key, lease);
    return lease;
  }
}
