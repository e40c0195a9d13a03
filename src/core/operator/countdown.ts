import type { Clock, Timer } from '../../clock.js';
import type { Ending } from './inside.js';

/** An end of this process that is to come: at most one, and the last that was asked for counts. */
export class Countdown {
  #pending: { readonly how: Ending; readonly timer: Timer } | undefined;

  /** Calls `end` after `ms`, in place of what was to come before. */
  begin(clock: Clock, ms: number, how: Ending, end: () => void): void {
    this.callOff();
    const timer = clock.after(ms, () => {
      this.#pending = undefined;
      end();
    });
    this.#pending = { how, timer };
  }

  /** What was called off; undefined: nothing was to come. */
  callOff(): Ending | undefined {
    const how = this.#pending?.how;
    this.#pending?.timer.cancel();
    this.#pending = undefined;
    return how;
  }
}
