import type { Clock } from '../gateway.js';

/** A window of time, ms, and how many go at once in each. */
const WINDOW_MS = 50;
const AT_ONCE = 4;

/**
 * Lets what comes now and then go at once, and what comes in a storm go together: of a window of time the first few do not wait, the others
 * wait for its end, and behind such a window all wait until the storm is over. Who works many of the same at once does it in a fraction of the time.
 */
export class Gathering {
  readonly #clock: Clock;
  #began = Number.NEGATIVE_INFINITY;
  #gone = 0;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is time; nobody overtakes who came before. Undefined: at once. */
  turn(): Promise<void> | undefined {
    const now = this.#clock.monotonic();
    if (this.#waiting.length === 0) {
      if (now - this.#began >= WINDOW_MS) {
        this.#began = now;
        this.#gone = 0;
      }
      this.#gone += 1;
      if (this.#gone <= AT_ONCE) return undefined;
      this.#clock.after(Math.max(1, this.#began + WINDOW_MS - now), () => this.#release());
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#began = this.#clock.monotonic();
    this.#gone = AT_ONCE;
    for (const resolve of waiting) resolve();
  }
}
