import { type Clock, Recent } from '../../gateway.js';
import type { Rate } from '../book/rate.js';

interface Bucket {
  places: number;
  at: number;
}

const REMEMBERED = 10_000;

/** How often each may do something in this process: token buckets. Whoever is forgotten begins with a full one. */
export class LocalBuckets {
  readonly #clock: Clock;
  readonly #buckets = new Recent<string, Bucket>(REMEMBERED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place. 0: there was one; else the milliseconds until there is one again, and none was taken. */
  take(key: string, { count, per }: Rate): number {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { places: count, at: now };
    bucket.places = Math.min(count, bucket.places + ((now - bucket.at) / per) * count);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    // A rate below one in its time could never be used at all.
    const needed = Math.min(1, count);
    if (bucket.places < needed) return Math.max(1, ((needed - bucket.places) / count) * per);
    bucket.places -= needed;
    return 0;
  }
}
