const CR = 13;
const LF = 10;
const DOT = 46;
const ONE_CR = Buffer.from('\r');
const ONE_LF = Buffer.from('\n');
const CRLF = Buffer.from('\r\n');
const ONE_DOT = Buffer.from('.');

/** Ends a mail whose last line is whole (RFC 5321 4.5.2). */
const FINAL_DOT = Buffer.from('.\r\n');
const BREAK_AND_FINAL_DOT = Buffer.from('\r\n.\r\n');

/**
 * Makes octets of a mail fit to go after DATA, piece by piece: a dot before each dot at the start of a line, and CRLF for each lone CR or
 * LF, which servers understand in ways of their own (and of which the end of one mail and the start of another could be made).
 */
export class DotStuffer {
  #lineStart = true;
  /** A CR whose LF has to come yet; not written yet where the octets before ended with it. */
  #afterCr = false;

  /** The pieces to be written for `octets`: usually `octets` itself. */
  push(octets: Uint8Array): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let from = 0;
    let lineStart = this.#lineStart;
    let afterCr = this.#afterCr;
    const insert = (at: number, what: Uint8Array): void => {
      if (at > from) pieces.push(octets.subarray(from, at));
      pieces.push(what);
      from = at;
    };
    for (let at = 0; at < octets.length; at += 1) {
      const octet = octets[at];
      if (octet === LF) {
        if (!afterCr || at === 0) insert(at, ONE_CR);
        afterCr = false;
        lineStart = true;
        continue;
      }
      if (afterCr) {
        insert(at, at === 0 ? CRLF : ONE_LF);
        lineStart = true;
      }
      afterCr = octet === CR;
      if (afterCr) continue;
      if (lineStart && octet === DOT) insert(at, ONE_DOT);
      lineStart = false;
    }
    const end = afterCr ? octets.length - 1 : octets.length;
    if (end > from) pieces.push(octets.subarray(from, end));
    this.#lineStart = lineStart;
    this.#afterCr = afterCr;
    return pieces;
  }

  /** What comes behind the last piece: the end of the last line where it has none, and the final dot. */
  end(): Uint8Array {
    return this.#lineStart && !this.#afterCr ? FINAL_DOT : BREAK_AND_FINAL_DOT;
  }
}
