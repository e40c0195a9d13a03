import { SERVER_TAGS_OCTETS } from './tags.js';

/** Octets of a line without its tags, CR LF included, where ISUPPORT LINELEN does not say otherwise. */
export const LINE_OCTETS = 512;
/** The longest LINELEN that is believed. */
const MOST_LINE_OCTETS = 65_536;
const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts a stream of octets into lines. Holds at most one line: one that grows longer than tags and text together may be is
 * dropped up to its end, and counted. The bound is on the whole, since servers that add to a line do send some octets too
 * many without tags.
 *
 * Only LF ends a line, with or without CR. Another CR is removed as NUL is, not taken for an end: what strangers write
 * would become lines of their own.
 */
export class Framer {
  #rest: Buffer | undefined;
  #limit = SERVER_TAGS_OCTETS + LINE_OCTETS;
  #skipping = false;
  #dropped = 0;

  /** Lines that were too long so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes LINELEN, octets with CR LF; never less than the usual. */
  set lineOctets(octets: number) {
    if (!Number.isInteger(octets)) return;
    this.#limit = SERVER_TAGS_OCTETS + Math.min(Math.max(octets, LINE_OCTETS), MOST_LINE_OCTETS);
  }

  /**
   * The lines that `chunk` completes, without their ends; empty ones are left out. They are views of `chunk` where they
   * can be, to be read before it is used again.
   */
  push(chunk: Buffer): readonly Buffer[] {
    const lines: Buffer[] = [];
    let at = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, at)) {
      const part = chunk.subarray(at, end);
      at = end + 1;
      if (this.#skipping) this.#skipping = false;
      else this.#take(this.#rest === undefined ? part : Buffer.concat([this.#rest, part]), lines);
      this.#rest = undefined;
    }
    if (at < chunk.length && !this.#skipping) this.#keep(chunk.subarray(at));
    return lines;
  }

  #take(line: Buffer, into: Buffer[]): void {
    if (line.length > this.#limit) {
      this.#dropped += 1;
      return;
    }
    const text = line.at(-1) === CR ? line.subarray(0, -1) : line;
    const clean = text.includes(NUL) || text.includes(CR) ? withoutStray(text) : text;
    if (clean.length > 0) into.push(clean);
  }

  /** Keeps what has no end yet; copied, since a few octets would hold the whole buffer of a socket. */
  #keep(part: Buffer): void {
    if ((this.#rest?.length ?? 0) + part.length <= this.#limit) {
      this.#rest = this.#rest === undefined ? Buffer.from(part) : Buffer.concat([this.#rest, part]);
      return;
    }
    this.#rest = undefined;
    this.#skipping = true;
    this.#dropped += 1;
  }
}

function withoutStray(line: Buffer): Buffer {
  return Buffer.from([...line].filter((octet) => octet !== NUL && octet !== CR));
}
