/**
 * Lets what takes long, and what many sessions want to do in the same moment, be done one after the other, with everything
 * else of the process in between: timers that are due together would be run without a break.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  /** Runs a task when it is its turn: not before the caller has returned. The task must not throw. */
  run(task: () => void): void {
    this.#waiting.push(task);
    if (this.#waiting.length === 1) this.#next();
  }

  #next(): void {
    setImmediate(() => {
      this.#waiting[0]?.();
      this.#waiting.shift();
      if (this.#waiting.length > 0) this.#next();
    });
  }
}
