import { stableHash } from './routing.js';

/** Key part for "the only number we have": then it does not matter how the carrier writes it. */
const ONLY = '*';
const LEAST_DIGITS = 5;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Our numbers: which one a user writes from by default, and which one a phone answered to. */
export class Senders {
  readonly #shared: readonly string[];
  readonly #own: ReadonlySet<string>;
  readonly #all: readonly string[];

  /** `own`: those that belong to one user each. */
  constructor(shared: readonly string[], own: readonly string[] = []) {
    this.#shared = shared;
    this.#own = new Set(own);
    this.#all = [...shared, ...own];
  }

  /** Whether the number that a phone wrote to says anything. */
  get several(): boolean {
    return this.#all.length > 1;
  }

  /** Whether a number is one of those that belong to one user each. */
  isOwn(number: string): boolean {
    return this.#own.has(number);
  }

  /** Whether what is written to a number comes to us. */
  isOurs(number: string): boolean {
    return number === '' || this.isOwn(number) || this.isShared(number);
  }

  /** Whether a number is one of the shared ones. */
  isShared(number: string): boolean {
    return this.#shared.includes(number);
  }

  /** The number that an account writes from to a contact; always the same. Empty: the carrier sets it. */
  from(account: string, contact: string): string {
    if (this.#shared.length === 0) return '';
    return this.#shared[stableHash(`${account}\n${contact}`) % this.#shared.length] ?? '';
  }

  /** The name by which one of our numbers stands in stored keys. */
  key(number: string): string {
    return this.several ? number : ONLY;
  }

  /**
   * Our number that a message of the carrier was sent to. Carriers write a number with and without its country code, so
   * the end of it decides; undefined where it is none of ours.
   */
  to(destination: string): string | undefined {
    if (!this.several) return this.#all[0] ?? '';
    if (this.#all.includes(destination)) return destination;
    const digits = digitsOf(destination);
    if (digits.length < LEAST_DIGITS) return undefined;
    const fitting = this.#all.filter((number) => {
      const own = digitsOf(number);
      return own.length >= LEAST_DIGITS && (own.endsWith(digits) || digits.endsWith(own));
    });
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}

/** Seconds of a time in milliseconds, as Redis wants them. */
export const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
