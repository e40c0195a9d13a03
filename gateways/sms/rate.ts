import type { Clock } from '../gateway.js';

/** A token bucket: `perSecond` tokens flow in, at most one second's worth lies ready. */
export class Rate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#tokens = Math.max(1, perSecond);
    this.#at = clock.monotonic();
  }

  /** Whole tokens that lie ready. */
  get ready(): number {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    return Math.floor(this.#tokens);
  }

  /** Takes one token if one lies ready. */
  take(): boolean {
    if (this.ready < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until a token lies ready. */
  get waitMs(): number {
    return this.ready >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
  }
}
