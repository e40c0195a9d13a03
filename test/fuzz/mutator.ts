import type { Random } from '../support/random.js';

/** What parsers of any kind stumble over: ends, counts and lengths, controls, and pieces of what is no valid Unicode. */
const ANYWHERE: readonly Buffer[] = [
  '\0',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  '"',
  "'",
  '\\',
  '%',
  '0',
  '-1',
  '255',
  '256',
  '65535',
  '65536',
  '4294967296',
  '99999999999999999999',
  '1e999',
  'NaN',
  '__proto__',
  'constructor',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u0130',
  '\u200b',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\uffff',
  '\u{1f469}\u200d\u{1f469}',
  '\u{e0001}',
  'e\u0301',
]
  .map((text) => Buffer.from(text))
  .concat(
    [
      [0xff],
      [0x80],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
      [0x1b],
      [0, 0, 0, 0],
      [0xff, 0xff, 0xff, 0xff],
      [0x7f, 0xff, 0xff, 0xff],
    ].map((octets) => Buffer.from(octets)),
  );

/** Most changes to one input at once. */
const MOST_CHANGES = 6;
/** One input in so many has a piece repeated until it is as long as may be: what takes time that grows faster shows so. */
const REPEATED_ONE_IN = 250;

/** Makes new inputs of known ones. The same seed makes the same ones of the same pool. */
export class Mutator {
  readonly #random: Random;
  readonly #tokens: readonly Buffer[];
  readonly #longest: number;

  constructor(random: Random, tokens: readonly string[], longest: number) {
    this.#random = random;
    this.#tokens = tokens.map((token) => Buffer.from(token));
    this.#longest = longest;
  }

  /** A new input, of one or two of the pool. */
  next(pool: readonly Buffer[]): Buffer {
    const random = this.#random;
    let input = random.pick(pool);
    const changes = random.between(1, MOST_CHANGES);
    for (let change = 0; change < changes; change += 1) input = this.#changed(input, pool);
    if (random.between(1, REPEATED_ONE_IN) === 1) input = this.#filled(input);
    return input.length > this.#longest ? input.subarray(0, this.#longest) : input;
  }

  #changed(input: Buffer, pool: readonly Buffer[]): Buffer {
    const random = this.#random;
    const at = random.between(0, input.length);
    switch (random.between(0, 11)) {
      case 0:
        return this.#withOctet(input, at, (octet) => octet ^ (1 << random.between(0, 7)));
      case 1:
        return this.#withOctet(input, at, () => random.between(0, 255));
      case 2:
        return this.#withOctet(input, at, (octet) => octet + random.pick([-1, 1, 16, -16]));
      case 3: {
        const [from, to] = this.#stretch(input);
        return Buffer.concat([input.subarray(0, from), input.subarray(to)]);
      }
      case 4: {
        const [from, to] = this.#stretch(input);
        return Buffer.concat([input.subarray(0, to), input.subarray(from, to), input.subarray(to)]);
      }
      case 5: {
        const other = random.pick(pool);
        return Buffer.concat([input.subarray(0, at), other.subarray(random.between(0, other.length))]);
      }
      case 6: {
        const other = random.pick(pool);
        const [from, to] = this.#stretch(other);
        return inserted(input, at, other.subarray(from, to));
      }
      case 7:
        return input.subarray(0, at);
      case 8: {
        const [from, to] = this.#stretch(input);
        return Buffer.concat([input.subarray(0, from), this.#token(), input.subarray(to)]);
      }
      case 9:
        return inserted(input, at, random.pick(ANYWHERE));
      default:
        return inserted(input, at, this.#token());
    }
  }

  #token(): Buffer {
    return this.#tokens.length === 0 ? this.#random.pick(ANYWHERE) : this.#random.pick(this.#tokens);
  }

  #withOctet(input: Buffer, at: number, change: (octet: number) => number): Buffer {
    const octet = input[at];
    if (octet === undefined) return input;
    const copy = Buffer.from(input);
    copy[at] = change(octet) & 0xff;
    return copy;
  }

  /** A stretch of at most 64 octets, mostly short. */
  #stretch(input: Buffer): readonly [number, number] {
    const from = this.#random.between(0, input.length);
    const length = this.#random.between(1, this.#random.pick([2, 4, 8, 16, 64]));
    return [from, Math.min(input.length, from + length)];
  }

  /** The input with a stretch of it, or a token, repeated until it is full. */
  #filled(input: Buffer): Buffer {
    const [from, to] = this.#stretch(input);
    const piece = this.#random.between(0, 1) === 0 || from === to ? this.#token() : input.subarray(from, to);
    const room = this.#longest - input.length;
    if (room <= 0 || piece.length === 0) return input;
    return inserted(input, to, Buffer.alloc(room, piece));
  }
}

function inserted(input: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)]);
}
