import type { Clock, Timer } from '../gateway.js';

/** A window of time, ms, and how many go at once in each. */
const WINDOW_MS = 50;
const AT_ONCE = 4;
/** So many in one window make the next one twice as long, up to this, ms. */
const MANY = 16;
const LONGEST_MS = 200;
/** So many wait for nothing: more of them together are no cheaper. */
const MOST = 64;

/**
 * Lets what comes now and then go at once, and what comes in a storm go together: of a window of time the first few do not wait, the others
 * wait for its end, and behind such a window all wait until the storm is over. Who works many of the same at once does it in a fraction of the time,
 * so that the windows of a storm get longer.
 */
export class Gathering {
  readonly #clock: Clock;
  #window = WINDOW_MS;
  #began = Number.NEGATIVE_INFINITY;
  #gone = 0;
  #waiting: (() => void)[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is time; nobody overtakes who came before. Undefined: at once. */
  turn(): Promise<void> | undefined {
    if (this.#waiting.length === 0) {
      const now = this.#clock.monotonic();
      if (now - this.#began >= this.#window) {
        this.#began = now;
        this.#gone = 0;
        this.#window = WINDOW_MS;
      }
      this.#gone += 1;
      if (this.#gone <= AT_ONCE) return undefined;
      this.#timer = this.#clock.after(Math.max(1, this.#began + this.#window - now), () => this.#release());
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length >= MOST) this.#release();
    });
  }

  #release(): void {
    this.#timer?.cancel();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#began = this.#clock.monotonic();
    this.#gone = AT_ONCE;
    this.#window = waiting.length < MANY ? WINDOW_MS : Math.min(LONGEST_MS, 2 * this.#window);
    for (const resolve of waiting) resolve();
  }
}
