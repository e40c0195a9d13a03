import type { Clock, Timer } from '../../gateway.js';

interface Waiting {
  readonly octets: number;
  readonly take: (granted: boolean) => void;
  readonly timer: Timer;
}

/** Memory that several mails share while they come in. What finds no room waits, in the order in which it came. */
export class Flight {
  readonly #room: number;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  /** `room` in octets. */
  constructor(room: number, clock: Clock) {
    this.#room = room;
    this.#clock = clock;
  }

  /** Octets that are taken now. */
  get used(): number {
    return this.#used;
  }

  /** Takes room at once, or says that there is none. Those who wait come first. */
  tryTake(octets: number): boolean {
    if (this.#waiting.length > 0 || this.#used + octets > this.#room) return false;
    this.#used += octets;
    return true;
  }

  /**
   * Takes room for a mail that has some already, past those who wait: it will be gone the sooner.
   */
  tryGrow(octets: number): boolean {
    if (this.#used + octets > this.#room) return false;
    this.#used += octets;
    return true;
  }

  /** Takes room, or waits for it at most `ms`; false where none came free. */
  take(octets: number, ms: number): Promise<boolean> {
    if (this.tryTake(octets)) return Promise.resolve(true);
    if (octets > this.#room) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(false);
        // Whom it kept waiting may be smaller.
        this.#next();
      });
      const waiting: Waiting = { octets, take: resolve, timer };
      this.#waiting.push(waiting);
    });
  }

  /** Gives room back. */
  give(octets: number): void {
    this.#used -= octets;
    this.#next();
  }

  #next(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined || this.#used + first.octets > this.#room) return;
      this.#waiting.shift();
      this.#used += first.octets;
      first.timer.cancel();
      first.take(true);
    }
  }
}
