import type { Clock } from '../../gateway.js';

/**
 * Lets so many at once begin, in the order in which they came: thousands of connections that were lost together do not come
 * back in one moment.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #intervalMs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #closedUntil = 0;
  #scheduled = false;

  /** `most` run side by side, and one begins at most every `intervalMs`. */
  constructor(clock: Clock, most: number, intervalMs = 0) {
    this.#clock = clock;
    this.#most = most;
    this.#intervalMs = intervalMs;
  }

  /** Runs `task` when it is its turn. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#waiting.push(begin);
      this.#next();
    });
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #next(): void {
    if (this.#scheduled || this.#running >= this.#most || this.#waiting.length === 0) return;
    const wait = this.#closedUntil - this.#clock.monotonic();
    if (wait > 0) {
      this.#scheduled = true;
      this.#clock.after(wait, () => {
        this.#scheduled = false;
        this.#next();
      });
      return;
    }
    this.#running += 1;
    this.#closedUntil = this.#clock.monotonic() + this.#intervalMs;
    this.#waiting.shift()?.();
    this.#next();
  }
}
