import type { Clock, Timer } from '../gateway.js';

const LONGEST_PAUSE_MS = 30_000;
const MOST_DOUBLINGS = 10;

/** Keeps a whole lane from sending for a while, because of the carrier or of the store. */
export class Brake {
  readonly #clock: Clock;
  readonly #over: () => void;
  #until = 0;
  /** When the present pause of the carrier's ends: the store's pauses are no steps of it. */
  #tightUntil = 0;
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

  /** Pauses for `ms` at least; a longer pause that is on stays as it is. */
  pause(ms: number): void {
    const now = this.#clock.monotonic();
    this.#until = Math.max(this.#until, now + ms);
    this.#wait(this.#until - now);
  }

  /**
   * Pauses for `ms` at first, twice as long each time until `release`, up to 30 s or `ms` if that is more; nothing where such
   * a pause is on.
   */
  tighten(ms: number): void {
    const now = this.#clock.monotonic();
    if (this.#tightUntil > now) return;
    const length = Math.min(Math.max(LONGEST_PAUSE_MS, ms), ms * 2 ** this.#pauses);
    this.#tightUntil = now + length;
    this.#pauses = Math.min(this.#pauses + 1, MOST_DOUBLINGS);
    this.pause(length);
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
