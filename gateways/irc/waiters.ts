import type { Clock, Timer } from '../gateway.js';

interface Waiting<T> {
  readonly done: (value: T | undefined) => void;
  readonly timer: Timer;
}

/** Answers that may be waited for at once. */
const MOST = 256;

/** Whoever waits for something that the server tells about a name; each gets it once, or nothing when the time is over. */
export class Waiters<T> {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<string, Waiting<T>[]>();
  #count = 0;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** True where nobody waited for that before: it has to be asked for. */
  wait(key: string, done: (value: T | undefined) => void): boolean {
    if (this.#count >= MOST) {
      done(undefined);
      return false;
    }
    const known = this.#waiting.get(key);
    const entry: Waiting<T> = { done, timer: this.#clock.after(this.#timeoutMs, () => this.#give(key, entry)) };
    this.#count += 1;
    if (known === undefined) this.#waiting.set(key, [entry]);
    else known.push(entry);
    return known === undefined;
  }

  /** True where somebody waited for it. */
  tell(key: string, value: T): boolean {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const { done, timer } of waiting) {
      this.#count -= 1;
      timer.cancel();
      done(value);
    }
    return waiting.length > 0;
  }

  /** Nothing comes any more. */
  clear(): void {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#count = 0;
    for (const { done, timer } of all) {
      timer.cancel();
      done(undefined);
    }
  }

  #give(key: string, entry: Waiting<T>): void {
    const waiting = this.#waiting.get(key);
    const left = waiting?.filter((one) => one !== entry) ?? [];
    if (left.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, left);
    this.#count -= 1;
    entry.done(undefined);
  }
}
