import type { Clock } from '../gateway.js';

const MINUTE_MS = 60_000;
const MOST_KEYS = 1000;

/** Says of each key at most once a minute that it is worth a line in the log. */
export class Seldom {
  readonly #clock: Clock;
  readonly #said = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True the first time, and again when a minute has passed. */
  worth(key: string): boolean {
    const now = this.#clock.monotonic();
    const last = this.#said.get(key);
    if (last !== undefined && now - last < MINUTE_MS) return false;
    if (this.#said.size >= MOST_KEYS) this.#said.clear();
    this.#said.set(key, now);
    return true;
  }
}
