import type { Clock } from '../../gateway.js';

/** Lets one loop sleep until somebody wakes it. Waking a loop that is awake makes its next sleep end at once. */
export class Wake {
  readonly #clock: Clock;
  #woken = false;
  #rouse: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#woken = true;
    this.#rouse?.();
  }

  /** Forgets that somebody woke it: all that is to be done will be looked at now. */
  clear(): void {
    this.#woken = false;
  }

  /** Sleeps at most `ms`. True: somebody woke it; false: the time is over. */
  async sleep(ms: number): Promise<boolean> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock.after(ms, resolve);
        this.#rouse = () => {
          timer.cancel();
          resolve();
        };
      });
      this.#rouse = undefined;
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }
}
