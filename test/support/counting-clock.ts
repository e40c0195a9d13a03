import { type Clock, systemClock, type Timer } from '../../src/clock.js';

/** The clock of the machine, which knows the timers that have neither run nor been cancelled. */
export class CountingClock implements Clock {
  readonly now = systemClock.now;
  readonly monotonic = systemClock.monotonic;
  /** Their milliseconds. */
  readonly #open = new Map<symbol, number>();

  get open(): readonly number[] {
    return [...this.#open.values()];
  }

  after(ms: number, run: () => void): Timer {
    const key = Symbol('timer');
    this.#open.set(key, ms);
    const timer = systemClock.after(ms, () => {
      this.#open.delete(key);
      run();
    });
    return {
      cancel: () => {
        this.#open.delete(key);
        timer.cancel();
      },
    };
  }
}
