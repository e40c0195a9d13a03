import type { Clock, Timer } from '../../gateway.js';

/** Notices when one exchange with a server makes no progress for `silenceMs`. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #silenceMs: number;
  readonly #progress: () => number;
  readonly #dead: () => void;
  #timer: Timer;
  #seen: number;

  /** `progress` is a number that changes when something comes or goes. */
  constructor(clock: Clock, silenceMs: number, progress: () => number, dead: () => void) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#progress = progress;
    this.#dead = dead;
    this.#seen = progress();
    this.#timer = this.#arm();
  }

  stop(): void {
    this.#timer.cancel();
  }

  #arm(): Timer {
    return this.#clock.after(this.#silenceMs, () => {
      const now = this.#progress();
      if (now === this.#seen) {
        this.#dead();
        return;
      }
      this.#seen = now;
      this.#timer = this.#arm();
    });
  }
}
