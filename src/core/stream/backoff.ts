import type { StreamEndClass } from '../../xmpp/stream-end.js';

/** Waits between connection attempts, in milliseconds. */
export interface BackoffTimes {
  /** The first attempt of a process comes at a random time up to this. */
  readonly first: number;
  readonly min: number;
  readonly max: number;
  /** Steps for what only a changed configuration can mend. */
  readonly config: readonly number[];
}

/** Waits of a component's stream where nothing else is asked for. */
export const DEFAULT_BACKOFF: BackoffTimes = {
  first: 250,
  min: 1000,
  max: 60_000,
  config: [5000, 15_000, 30_000, 60_000, 120_000, 300_000],
};

/**
 * How long to wait before the next attempt: truncated binary exponential backoff with jitter (RFC 6120 3.3), slower
 * steps where a person has to act first.
 */
export class Backoff {
  readonly #times: BackoffTimes;
  readonly #random: () => number;
  #ordinary = 0;
  #config = 0;

  constructor(times: BackoffTimes = DEFAULT_BACKOFF, random: () => number = Math.random) {
    this.#times = times;
    this.#random = random;
  }

  first(): number {
    return this.#random() * this.#times.first;
  }

  /** The wait after a failure; half of it is random, so that many clients do not come back together. */
  next(failure: StreamEndClass): number {
    const { min, max, config } = this.#times;
    const base =
      failure === 'config'
        ? (config[Math.min(this.#config++, config.length - 1)] ?? max)
        : Math.min(max, min * 2 ** this.#ordinary++);
    return base / 2 + (this.#random() * base) / 2;
  }

  /** A connection has lasted: begin from the shortest wait. */
  reset(): void {
    this.#ordinary = 0;
    this.#config = 0;
  }
}
