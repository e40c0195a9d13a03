import { type BackoffClass, backoffClass, type Failure } from './failure.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The first wait and the longest, ms. */
export interface Ladder {
  readonly first: number;
  readonly most: number;
}

/** Waits double from `first` to `most`. */
const LADDERS: Readonly<Record<Exclude<BackoffClass, 'permanent'>, Ladder>> = {
  lost: { first: 2 * SECOND, most: 10 * MINUTE },
  throttled: { first: 30 * SECOND, most: 20 * MINUTE },
  seldom: { first: 15 * MINUTE, most: 6 * HOUR },
};

/** How long a connection must have been ready to count as a success. */
const SETTLED_MS = MINUTE;
const MOST_DOUBLINGS = 20;

/** How long to wait before the next attempt: doubling, with a quarter of jitter either way. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;
  #ladder: BackoffClass = 'lost';

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /**
   * Milliseconds to wait after this failure of a connection that had been ready for `readyMs`; undefined: for ever. `lost`: the
   * ladder after connections that were merely lost; default 2 s to 10 min.
   */
  after(failed: Failure, readyMs: number, lost: Ladder = LADDERS.lost): number | undefined {
    const ladder = backoffClass(failed);
    if (ladder === 'permanent') return undefined;
    // Many lost connections say nothing of how long a ban lasts, nor the other way round.
    if (readyMs >= SETTLED_MS || ladder !== this.#ladder) this.#failures = 0;
    this.#ladder = ladder;
    const { first, most } = ladder === 'lost' ? lost : LADDERS[ladder];
    const wait = Math.min(most, first * 2 ** Math.min(this.#failures, MOST_DOUBLINGS));
    this.#failures += 1;
    return wait * (0.75 + this.#random() / 2);
  }
}
