import type { Clock, Timer } from '../gateway.js';

const LONGEST_PAUSE_MS = 30_000;
const MOST_DOUBLINGS = 10;

/** Keeps a whole lane from sending for a while, because of the carrier or of the store. */
export class Brake {
  readonly #clock: Clock;
  readonly #over: () => void;
  #until = 0;
  #pauses = 0;
  #timer: Timer | undefined;

  /** `over` is called when a pause has ended. */
  constructor(clock: Clock, over: () => void) {
    this.#clock = clock;
    this.#over = over;
  }

  get on(): boolean {
    return this.#until > this.#clock.monotonic();
  }

  /** Pauses for `ms`. */
  pause(ms: number): void {
    this.#until = this.#clock.monotonic() + ms;
    this.#wait(ms);
  }

  /** Pauses for `ms` at first, twice as long each time until `release`; nothing where a pause is on. */
  tighten(ms: number): void {
    if (this.on) return;
    this.pause(Math.min(LONGEST_PAUSE_MS, ms * 2 ** this.#pauses));
    this.#pauses = Math.min(this.#pauses + 1, MOST_DOUBLINGS);
  }

  /** All is well: the next pause is a short one. */
  release(): void {
    this.#pauses = 0;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => {
      // A timer may fire a fraction of a millisecond early; the pause would then seem to go on, with nobody to end it.
      if (this.on) this.#wait(1);
      else this.#over();
    });
  }
}
