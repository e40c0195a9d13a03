import { ESME } from './pdu.js';
import type { SessionEnd } from './session.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Waits double from `first` to `most`. A carrier that refuses who we are is asked seldom: only a person can mend that. */
const LADDERS = {
  connection: { first: SECOND, most: 5 * MINUTE },
  refused: { first: 30 * SECOND, most: 15 * MINUTE },
} as const;

const REFUSALS: ReadonlySet<number> = new Set([ESME.RBINDFAIL, ESME.RINVPASWD, ESME.RINVSYSID]);

/** How long a session must have been bound to count as a success. */
const SETTLED_MS = 10 * SECOND;

/** How long to wait before the next session: doubling, with 25% of jitter either way. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait after this end. */
  after(end: SessionEnd): number {
    if (end.boundMs >= SETTLED_MS) this.#failures = 0;
    const { first, most } =
      end.bindStatus !== undefined && REFUSALS.has(end.bindStatus) ? LADDERS.refused : LADDERS.connection;
    const wait = Math.min(most, first * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    return wait * (0.75 + this.#random() / 2);
  }
}
