import { Recent } from '../../../src/recent.js';

/** Shorter slices are copied by the engine, longer ones keep the whole line alive that they were cut from. */
const SLICED_FROM = 13;

/**
 * Texts that come again and again (nicks, hosts, real names), each kept once, also for several connections that see the
 * same people. It gives copies of their own: a host cut from a line must not keep the line in memory.
 */
export class StringPool {
  readonly #known: Recent<string, string>;

  /** `size`: most texts that are remembered. */
  constructor(size = 16_384) {
    this.#known = new Recent(size);
  }

  own(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const copy = ownCopy(text);
    this.#known.set(copy, copy);
    return copy;
  }
}

/** The text apart from whatever it was cut from. */
export function ownCopy(text: string): string {
  return text.length < SLICED_FROM ? text : Buffer.from(text, 'utf8').toString('utf8');
}
