import type { BackoffClass, ImapFailure } from './failure.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The first wait and the longest, ms; between them each is twice the one before. */
interface Ladder {
  readonly first: number;
  readonly most: number;
}

/** How long to wait after each kind of failure that may mend itself. */
export type Ladders = Readonly<Record<Exclude<BackoffClass, 'permanent'>, Ladder>>;

const LADDERS: Ladders = {
  lost: { first: 2 * SECOND, most: 10 * MINUTE },
  throttled: { first: 30 * SECOND, most: 30 * MINUTE },
  seldom: { first: 15 * MINUTE, most: 6 * HOUR },
};

/** How long a connection must have been up to count as a success. */
const SETTLED_MS = MINUTE;
const MOST_DOUBLINGS = 20;
/** A server may ask for patience, but not for ever. */
const LONGEST_ASKED = HOUR;

/** How long to wait before the next attempt: doubling, with a quarter of jitter either way. */
export class Backoff {
  readonly #random: () => number;
  readonly #ladders: Ladders;
  #failures = 0;
  #class: BackoffClass = 'lost';

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random, ladders: Ladders = LADDERS) {
    this.#random = random;
    this.#ladders = ladders;
  }

  /** Milliseconds to wait after this failure of a connection that had been up for `upMs`; undefined: for ever. */
  after(failure: ImapFailure, upMs: number): number | undefined {
    const { backoff, retryAfter = 0 } = failure;
    if (backoff === 'permanent') return undefined;
    if (upMs >= SETTLED_MS || backoff !== this.#class) this.#failures = 0;
    this.#class = backoff;
    const { first, most } = this.#ladders[backoff];
    const wait = Math.min(most, first * 2 ** Math.min(this.#failures, MOST_DOUBLINGS));
    this.#failures += 1;
    // Earlier than the server asks for is never right, so the jitter goes on top.
    return Math.max(wait * (0.75 + this.#random() / 2), Math.min(retryAfter, LONGEST_ASKED) * (1 + this.#random() / 4));
  }

  /** All is well. */
  reset(): void {
    this.#failures = 0;
  }
}
