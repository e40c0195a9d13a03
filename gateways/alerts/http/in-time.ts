import type { Clock } from '../../gateway.js';

/** How long a sender waits for what has to be kept before it is told to come again, ms. */
const LATE_MS = 10_000;

/** It is not known whether something is done. */
class TooLate extends Error {
  override readonly name = 'TooLate';
}

interface Waiting {
  readonly reject: (error: Error) => void;
  /** Monotonic time. */
  readonly until: number;
}

/**
 * Bounds how long senders wait: a Redis that does not answer must not keep them, and their requests in memory, for as long as that lasts.
 * All wait equally long, so that one timer does for all of them.
 */
export class InTime {
  readonly #clock: Clock;
  /** In the order of their ends. */
  readonly #waiting = new Set<Waiting>();
  #isTimed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As `work`, which rejects where it takes too long. The work itself goes on; to be asked for it again does no harm. */
  run<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const one: Waiting = { reject, until: this.#clock.monotonic() + LATE_MS };
      this.#waiting.add(one);
      if (!this.#isTimed) this.#time(LATE_MS);
      work.then(
        (value) => {
          this.#waiting.delete(one);
          resolve(value);
        },
        (error) => {
          this.#waiting.delete(one);
          reject(error);
        },
      );
    });
  }

  #time(ms: number): void {
    this.#isTimed = true;
    this.#clock.after(Math.max(1, ms), () => this.#look());
  }

  #look(): void {
    this.#isTimed = false;
    const now = this.#clock.monotonic();
    for (const one of this.#waiting) {
      if (one.until > now) {
        this.#time(one.until - now);
        return;
      }
      this.#waiting.delete(one);
      one.reject(new TooLate('it took too long'));
    }
  }
}
