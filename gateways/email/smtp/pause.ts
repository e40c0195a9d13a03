import type { Clock, Timer } from '../../gateway.js';

const FIRST_MS = 1000;
const LONGEST_MS = 300_000;
/** After so many failures it is the longest anyway. */
const MOST_COUNTED = 20;

/** The time for which a server is left alone after a failed connection; doubles with each one until one is made, up to the longest. */
export class Pause {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #over: () => void;
  #failures = 0;
  #timer: Timer | undefined;

  /** `random`: from 0 to 1, without 1. `over`: told of each end. */
  constructor(clock: Clock, random: () => number, over: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#over = over;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  /** A connection failed. What is on goes on. `long`: at once as long as it gets. */
  begin(long = false): void {
    if (this.#timer !== undefined) return;
    const longest = long ? LONGEST_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, MOST_COUNTED);
    this.#timer = this.#clock.after(longest * (0.5 + this.#random() / 2), () => {
      this.#timer = undefined;
      this.#over();
    });
  }

  /** A connection was made. */
  forget(): void {
    this.#failures = 0;
  }

  cancel(): void {
    this.#timer?.cancel();
  }
}
