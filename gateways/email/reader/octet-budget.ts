import type { Clock } from '../../gateway.js';

interface Waiter {
  readonly octets: number;
  readonly admit: () => void;
}

/**
 * How many octets may be worked on at the same time. Who asks for more waits, in the order of asking; one request above the
 * whole budget is served alone.
 */
export class OctetBudget {
  readonly #limit: number;
  readonly #waiting: Waiter[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Octets that are taken. */
  get used(): number {
    return this.#used;
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when there is room, with what gives it back; call that once. */
  async take(octets: number): Promise<() => void> {
    const share = Math.min(octets, this.#limit);
    if (!this.#takeAtOnce(share)) await new Promise<void>((admit) => this.#waiting.push({ octets: share, admit }));
    return () => this.#release(share);
  }

  /** The same, for who waits no longer than `ms`; undefined: there was no room. */
  async takeWithin(octets: number, ms: number, clock: Clock): Promise<(() => void) | undefined> {
    const share = Math.min(octets, this.#limit);
    const taken =
      this.#takeAtOnce(share) ||
      (await new Promise<boolean>((resolve) => {
        const timer = clock.after(ms, () => {
          this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
          resolve(false);
          this.#admit();
        });
        const waiter: Waiter = {
          octets: share,
          admit: () => {
            timer.cancel();
            resolve(true);
          },
        };
        this.#waiting.push(waiter);
      }));
    return taken ? () => this.#release(share) : undefined;
  }

  #takeAtOnce(octets: number): boolean {
    if (this.#waiting.length > 0 || !this.#fits(octets)) return false;
    this.#used += octets;
    return true;
  }

  #release(octets: number): void {
    this.#used -= octets;
    this.#admit();
  }

  #admit(): void {
    let next = this.#waiting[0];
    while (next !== undefined && this.#fits(next.octets)) {
      this.#waiting.shift();
      this.#used += next.octets;
      next.admit();
      next = this.#waiting[0];
    }
  }

  #fits(octets: number): boolean {
    return this.#used + octets <= this.#limit;
  }
}
