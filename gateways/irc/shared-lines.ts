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
    const known = this.#lines.get(key);
    // The oldest one that the reader has not got: connections may be a few lines apart.
    const fitting = known?.find(({ readers, since }) => now - since < TOGETHER_MS && !readers.has(reader));
    if (fitting !== undefined) {
      fitting.readers.add(reader);
      return fitting.line;
    }
    const line = make();
    const fresh: Known = { line, readers: new Set([reader]), since: now };
    const rest = known?.filter(({ since }) => now - since < TOGETHER_MS) ?? [];
    this.#lines.set(key, [...rest, fresh]);
    return line;
  }
}
