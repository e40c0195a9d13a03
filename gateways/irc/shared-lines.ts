import { type Clock, Recent } from '../gateway.js';

/** A line of a channel as XMPP gets it, made once for all users of this process that see it. */
export interface SharedLine {
  /** Stanza id, and id in the archive. */
  readonly id: string;
  /** XML of the stanza, without `to`. */
  readonly xml: string;
  /** Wall time at which it was said, ms. */
  readonly at: number;
}

interface Known {
  readonly line: SharedLine;
  readonly readers: Set<string>;
  /** Monotonic time. */
  readonly since: number;
}

/** Lines that are remembered. */
const MOST = 4096;
/** Equal lines that may be apart at once: somebody may say one thing again and again. */
const MOST_EQUAL = 256;
/** The same line comes over the connections of all its readers within such a time, ms. */
const TOGETHER_MS = 5000;

/**
 * Finds out which lines of several connections are one. Two equal lines behind one another are two: each reader sees a line
 * once, so the second one of a reader is never the first one of another.
 */
export class SharedLines {
  readonly #clock: Clock;
  readonly #lines = new Recent<string, Known[]>(MOST);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The line that a reader has got. `key`: all that makes two lines the same; the id that the server gave belongs into it.
   * `make`: makes it, where nobody has it yet.
   */
  take(key: string, reader: string, make: () => SharedLine): SharedLine {
    const now = this.#clock.monotonic();
    const known = this.#lines.get(key) ?? [];
    // The oldest one that the reader has not got: connections may be a few lines apart. What it has got are the oldest.
    let fitting: Known | undefined;
    for (let at = known.length - 1; at >= 0; at -= 1) {
      const one = known[at];
      if (one === undefined || now - one.since >= TOGETHER_MS || one.readers.has(reader)) break;
      fitting = one;
    }
    if (fitting !== undefined) {
      fitting.readers.add(reader);
      return fitting.line;
    }
    const line = make();
    const old = known.findIndex(({ since }) => now - since < TOGETHER_MS);
    known.splice(0, Math.max(old === -1 ? known.length : old, known.length - MOST_EQUAL + 1));
    known.push({ line, readers: new Set([reader]), since: now });
    this.#lines.set(key, known);
    return line;
  }
}
