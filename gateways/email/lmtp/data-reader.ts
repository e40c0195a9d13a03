const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const CRLF_DOT = Buffer.from('\r\n.');
const BARE_CR = Buffer.from([CR]);
const NOTHING = Buffer.alloc(0);
/** First buffer of a mail; most mails are not larger than some of it. */
const FIRST_OCTETS = 4096;

/** Where in a line the next octet stands. A dot that begins a line is not known yet: it is a stuffed one, or ends the mail. */
type Place = 'text' | 'cr' | 'line-start' | 'dot' | 'dot-cr';

interface DataLimits {
  /** Octets of the largest mail. */
  readonly most: number;
  /** Octets that the other side says the mail has. Only a hint. */
  readonly declared: number;
  /** Asked for each piece of memory; false: there is none. */
  readonly mayGrow: (octets: number) => boolean;
}

/** What became of a mail: there, larger than allowed, or larger than there was memory. */
type DataEnd = 'complete' | 'too-large' | 'no-room';

/**
 * Reads what follows DATA (RFC 5321 4.1.1.4): takes the stuffed dots out, and finds the end, which is CR LF . CR LF and nothing
 * else. A bare CR or LF is an octet like others, so that nobody can smuggle a command behind an end that only some see.
 * Holds at most one mail; of one that grows too large only the end is looked for.
 */
export class DataReader {
  readonly #limits: DataLimits;
  #buffer = NOTHING;
  #length = 0;
  #place: Place = 'line-start';
  #end: DataEnd = 'complete';

  constructor(limits: DataLimits) {
    this.#limits = limits;
  }

  get end(): DataEnd {
    return this.#end;
  }

  /** The mail, once its end was found. */
  get octets(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Reads on. Returns where the octets after the mail begin, or -1 while it has not ended. */
  push(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length) {
      if (this.#place === 'text') {
        at = this.#text(chunk, at);
        continue;
      }
      if (this.#step(chunk, at)) return at + 1;
      at += 1;
    }
    return -1;
  }

  /** Takes all up to the next line that begins with a dot. */
  #text(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(CRLF_DOT, from);
    if (found !== -1) {
      this.#append(chunk, from, found + 2);
      this.#place = 'dot';
      return found + 3;
    }
    this.#append(chunk, from, chunk.length);
    const last = chunk[chunk.length - 1];
    if (last === CR) this.#place = 'cr';
    else if (last === LF && chunk.length - from > 1 && chunk[chunk.length - 2] === CR) this.#place = 'line-start';
    return chunk.length;
  }

  /** One octet near the beginning of a line; true: it is the last one of the mail. */
  #step(chunk: Buffer, at: number): boolean {
    const octet = chunk[at];
    if (this.#place === 'dot-cr') {
      if (octet === LF) return true;
      // The dot was a stuffed one, and the CR a bare one.
      this.#append(BARE_CR, 0, 1);
      this.#place = 'cr';
    } else if (this.#place === 'dot') {
      if (octet === CR) {
        this.#place = 'dot-cr';
        return false;
      }
      this.#place = 'text';
    } else if (this.#place === 'line-start' && octet === DOT) {
      this.#place = 'dot';
      return false;
    }
    this.#append(chunk, at, at + 1);
    if (octet === CR) this.#place = 'cr';
    else this.#place = octet === LF && this.#place === 'cr' ? 'line-start' : 'text';
    return false;
  }

  #append(from: Buffer, start: number, end: number): void {
    if (this.#end !== 'complete') return;
    const needed = this.#length + end - start;
    if (needed > this.#buffer.length && !this.#grow(needed)) return;
    from.copy(this.#buffer, this.#length, start, end);
    this.#length = needed;
  }

  /** Makes room for `needed` octets, or drops the mail. */
  #grow(needed: number): boolean {
    const { most, mayGrow } = this.#limits;
    if (needed > most) return this.#drop('too-large');
    const size = Math.min(most, this.#nextSize(needed));
    if (!mayGrow(size - this.#buffer.length)) return this.#drop('no-room');
    const larger = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    return true;
  }

  /** Twice as much each time; what was declared is believed once a part of it is there. */
  #nextSize(needed: number): number {
    const { declared } = this.#limits;
    if (declared >= needed && declared <= needed * 4) return declared;
    return Math.max(needed, this.#buffer.length * 2, FIRST_OCTETS);
  }

  #drop(end: 'too-large' | 'no-room'): false {
    this.#end = end;
    this.#buffer = NOTHING;
    this.#length = 0;
    return false;
  }
}
