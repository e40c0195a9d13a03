import type { Clock } from '../../gateway.js';

interface Waiting {
  /** `counts`: it takes one of the places. */
  readonly begin: (counts: boolean) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Lets so many at once begin, in the order in which they came: thousands of connections that were lost together do not come
 * back in one moment.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #intervalMs: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #closedUntil = 0;
  #scheduled = false;

  /** `most` run side by side, and one begins at most every `intervalMs`. */
  constructor(clock: Clock, most: number, intervalMs = 0) {
    this.#clock = clock;
    this.#most = most;
    this.#intervalMs = intervalMs;
  }

  /** Runs `task` when it is its turn. One whose signal has aborted meanwhile costs the others no time: it has nothing to do. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const counts = await new Promise<boolean>((begin) => {
      this.#waiting.push({ begin, signal });
      this.#next();
    });
    try {
      return await task();
    } finally {
      if (counts) {
        this.#running -= 1;
        this.#next();
      }
    }
  }

  #next(): void {
    while (this.#waiting[0]?.signal?.aborted === true) this.#waiting.shift()?.begin(false);
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
    this.#waiting.shift()?.begin(true);
    this.#next();
  }
}
