/** Stands for the next septet being one of the extension table (3GPP TS 23.038 6.2.1). */
export const ESCAPE = 0x1b;
/** Stands in a table where the specification leaves the place empty. */
export const EMPTY = '\ufffd';

const QUESTION_MARK = 0x3f;

/**
 * An alphabet of septets: a basic table of 128, and a second one whose characters cost two septets, the escape and
 * their own. Texts are unpacked, one septet an octet. All characters are single UTF-16 code units.
 */
export class SeptetAlphabet {
  readonly #basic: string;
  readonly #extension: ReadonlyMap<number, string>;
  /** Septet by UTF-16 code unit: -1 where there is none, 0x1b00 + septet where the escape stands before it. */
  #codes: Int16Array | undefined;

  /** Position in `basic` is the septet; `extension` is by the septet that follows the escape. */
  constructor(basic: string, extension: ReadonlyMap<number, string>) {
    this.#basic = basic;
    this.#extension = extension;
  }

  /** Septets of one UTF-16 code unit: 1, 2, or -1 where the alphabet lacks it. */
  cost(unit: number): number {
    const code = this.#encoder()[unit] ?? -1;
    return code < 0 ? -1 : code > 0xff ? 2 : 1;
  }

  /** How many septets the text needs, or -1 where the alphabet lacks one of its characters. */
  length(text: string): number {
    const codes = this.#encoder();
    let septets = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = codes[text.charCodeAt(at)] ?? -1;
      if (code < 0) return -1;
      septets += code > 0xff ? 2 : 1;
    }
    return septets;
  }

  /** Septets of a text; what the alphabet lacks becomes a question mark (ask `length` first). */
  encode(text: string): Buffer {
    const codes = this.#encoder();
    const unknown = Math.max(codes[QUESTION_MARK] ?? -1, 0);
    const out = Buffer.allocUnsafe(text.length * 2);
    let length = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = codes[text.charCodeAt(at)] ?? -1;
      if (code > 0xff) {
        out[length++] = ESCAPE;
        out[length++] = code & 0x7f;
      } else {
        out[length++] = code < 0 ? unknown : code;
      }
    }
    return out.subarray(0, length);
  }

  /**
   * Text of septets. An escape before a septet that the extension lacks shows the character of the basic table (TS 23.038
   * 6.2.1.1); an escape at the end, or before another, shows a space. Octets above 0x7f and empty places become U+FFFD.
   */
  decode(septets: Uint8Array): string {
    let text = '';
    for (let at = 0; at < septets.length; at += 1) {
      const septet = septets[at] ?? 0;
      if (septet === ESCAPE) {
        const next = septets[at + 1];
        if (next === undefined || next === ESCAPE) {
          text += ' ';
          if (next !== undefined) at += 1;
        } else {
          text += this.#extension.get(next) ?? this.#basic[next] ?? EMPTY;
          at += 1;
        }
      } else {
        text += this.#basic[septet] ?? EMPTY;
      }
    }
    return text;
  }

  /** Made when something is first written: most national alphabets are only ever read. */
  #encoder(): Int16Array {
    if (this.#codes !== undefined) return this.#codes;
    const codes = new Int16Array(0x10000).fill(-1);
    // Where a character stands twice the first place counts, and the basic table before the other.
    for (const [septet, char] of [...this.#extension].reverse()) codes[char.charCodeAt(0)] = (ESCAPE << 8) | septet;
    for (let septet = this.#basic.length - 1; septet >= 0; septet -= 1) {
      if (septet !== ESCAPE) codes[this.#basic.charCodeAt(septet)] = septet;
    }
    codes[EMPTY.charCodeAt(0)] = -1;
    this.#codes = codes;
    return codes;
  }
}
