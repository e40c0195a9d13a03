import type { Clock, Timer } from '../../../../src/clock.js';

/** A clock that a test moves by hand; wall and monotonic time go together. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #timers = new Map<Timer, { readonly due: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const timer: Timer = { cancel: () => void this.#timers.delete(timer) };
    this.#timers.set(timer, { due: this.#now + ms, run });
    return timer;
  }

  /** Lets time pass, and every timer run when it is due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(([, { due }]) => due <= end).sort((a, b) => a[1].due - b[1].due)[0];
      if (next === undefined) break;
      const [timer, { due, run }] = next;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, due);
      run();
    }
    this.#now = end;
  }
}
