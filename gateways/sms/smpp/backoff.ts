import { refusalOf } from './refusal.js';
import type { SessionEnd } from './session.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Waits double from `first` to `most`. A carrier that refuses who we are is asked seldom: only a person can mend that. */
const LADDERS = {
  connection: { first: SECOND, most: MINUTE },
  refused: { first: MINUTE, most: 15 * MINUTE },
} as const;

/** How long a session must have been bound to count as a success. */
const SETTLED_MS = 10 * SECOND;
const MOST_DOUBLINGS = 20;

/** How long to wait before the next session: doubling, with 25% of jitter either way. */
export class Backoff {
  readonly #random: () => number;
  /** Ends in a row on the ladder that is being climbed. */
  #failures = 0;
  #ladder: keyof typeof LADDERS = 'connection';

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait after this end. */
  after({ boundMs, bindStatus }: SessionEnd): number {
    const ladder = bindStatus !== undefined && refusalOf(bindStatus).lasting ? 'refused' : 'connection';
    // Many failed connections say nothing of how long to wait after a refusal, nor the other way round.
    if (boundMs >= SETTLED_MS || ladder !== this.#ladder) this.#failures = 0;
    this.#ladder = ladder;
    const { first, most } = LADDERS[ladder];
    const wait = Math.min(most, first * 2 ** Math.min(this.#failures, MOST_DOUBLINGS));
    this.#failures += 1;
    return wait * (0.75 + this.#random() / 2);
  }
}
