import { decodeText } from './charset.js';
import { decodeWords } from './encoded-words.js';
import { legalLine } from './legal-text.js';
import { isSpace } from './octets.js';
import { hexDigit } from './transfer-encoding.js';

/** A field of the form `value; name=value; ...` (RFC 2045 5.1, RFC 2183). */
export interface ParameterField {
  /** In small letters, white space within it removed. */
  readonly value: string;
  /** By name in small letters. */
  readonly params: Readonly<Record<string, string>>;
}

/** More parameters, and more pieces of one (RFC 2231 3), than any program makes. */
const MOST_PARAMETERS = 200;
const VALUE_LENGTH = 16_384;
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

interface Piece {
  readonly index: number;
  readonly extended: boolean;
  readonly text: string;
}

/**
 * Reads such a field out of its raw octets (latin1 characters). Of a parameter that is given in several ways the extended
 * form of RFC 2231 counts most; encoded-words in a value, which RFC 2047 forbids and many programs write, are decoded.
 * Tolerant: missing quotes, stray separators and comments do not stop it. Linear; never throws.
 */
export function readParameterField(raw: string): ParameterField {
  const end = raw.indexOf(';');
  const value = withoutComments(end === -1 ? raw : raw.slice(0, end)).toLowerCase();
  if (end === -1) return { value, params: NO_PARAMS };
  const plain = new Map<string, string>();
  const pieces = new Map<string, Piece[]>();
  const reader = new ParameterReader(raw, end + 1);
  for (let count = 0; count < MOST_PARAMETERS; count += 1) {
    const next = reader.next();
    if (next === undefined) break;
    keep(next.name, next.value, plain, pieces);
  }
  const params: Record<string, string> = Object.create(null);
  for (const [name, text] of plain) params[name] = legalLine(decodeWords(text));
  for (const [name, list] of pieces) params[name] = legalLine(join(list));
  return { value, params };
}

/** Sorts `name`, `name*`, `name*0` and `name*0*` (RFC 2231 4.1). */
function keep(name: string, value: string, plain: Map<string, string>, pieces: Map<string, Piece[]>): void {
  const star = name.indexOf('*');
  if (star === -1) {
    if (!plain.has(name)) plain.set(name, value);
    return;
  }
  const base = name.slice(0, star);
  const extended = name.endsWith('*');
  const digits = name.slice(star + 1, extended && name.length > star + 1 ? -1 : undefined);
  // `name*` alone stands before numbered pieces of the same name, which some programs add.
  const index = digits === '' ? -1 : /^\d{1,4}$/.test(digits) ? Number(digits) : undefined;
  if (base === '' || index === undefined) return;
  const list = pieces.get(base);
  if (list === undefined) pieces.set(base, [{ index, extended, text: value }]);
  else list.push({ index, extended, text: value });
}

/** Puts the pieces of a value together; the first one names the charset for all that are percent-encoded. */
function join(list: readonly Piece[]): string {
  const whole = list.find((piece) => piece.index === -1);
  const sorted = whole === undefined ? [...list].sort((one, other) => one.index - other.index) : [whole];
  let charset: string | undefined;
  const octets: Buffer[] = [];
  let anyExtended = false;
  for (const [at, piece] of sorted.entries()) {
    let text = piece.text;
    if (piece.extended && at === 0) {
      const first = text.indexOf("'");
      const second = text.indexOf("'", first + 1);
      if (first !== -1 && second !== -1) {
        charset = text.slice(0, first);
        text = text.slice(second + 1);
      }
    }
    anyExtended ||= piece.extended;
    octets.push(piece.extended ? percentDecode(text) : Buffer.from(text, 'latin1'));
  }
  if (!anyExtended) return decodeWords(sorted.map((piece) => piece.text).join(''));
  return decodeText(Buffer.concat(octets), charset);
}

function percentDecode(text: string): Buffer {
  const octets = Buffer.from(text, 'latin1');
  let length = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const high = octets[at] === 0x25 ? hexDigit(octets[at + 1]) : -1;
    const low = high === -1 ? -1 : hexDigit(octets[at + 2]);
    if (low === -1) octets[length++] = octets[at] ?? 0;
    else {
      octets[length++] = high * 16 + low;
      at += 2;
    }
  }
  return octets.subarray(0, length);
}

/** The value before the parameters: `text/plain (comment)` and `text / plain` mean `text/plain`. */
function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  for (let at = 0; at < text.length && out.length < 256; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x28) depth += 1;
    else if (code === 0x29 && depth > 0) depth -= 1;
    else if (depth === 0 && code > 0x20 && code < 0x7f) out += text.charAt(at);
  }
  return out;
}

/** Takes one parameter after another. */
class ParameterReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  next(): { readonly name: string; readonly value: string } | undefined {
    const text = this.#text;
    while (this.#at < text.length) {
      this.#skipSpace();
      const start = this.#at;
      while (this.#at < text.length && !isNameEnd(text.charCodeAt(this.#at))) this.#at += 1;
      const name = text.slice(start, this.#at).trim().toLowerCase();
      this.#skipSpace();
      if (text.charAt(this.#at) !== '=') {
        this.#skipTo(';');
        continue;
      }
      this.#at += 1;
      this.#skipSpace();
      const value = text.charAt(this.#at) === '"' ? this.#quoted() : this.#token();
      this.#skipTo(';');
      if (name !== '') return { name, value };
    }
    return undefined;
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  #skipTo(separator: string): void {
    const next = this.#text.indexOf(separator, this.#at);
    this.#at = next === -1 ? this.#text.length : next + 1;
  }

  /** A quoted-string; one without its end goes up to the end of the field. */
  #quoted(): string {
    const text = this.#text;
    let out = '';
    let from = this.#at + 1;
    let at = from;
    for (; at < text.length && text.charAt(at) !== '"'; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x5c || code === 0x0d || code === 0x0a) {
        out += text.slice(from, at);
        if (code === 0x5c) {
          at += 1;
          from = at;
        } else from = at + 1;
      }
    }
    out += text.slice(from, at);
    this.#at = Math.min(at + 1, text.length);
    return out.slice(0, VALUE_LENGTH);
  }

  /** Up to `;`: names of files come without quotes and with spaces too. A comment after it is left out. */
  #token(): string {
    const end = this.#text.indexOf(';', this.#at);
    let value = this.#text.slice(this.#at, end === -1 ? undefined : end).trim();
    this.#at = end === -1 ? this.#text.length : end;
    const comment = value.lastIndexOf(' (');
    if (comment !== -1 && value.endsWith(')')) value = value.slice(0, comment).trim();
    return value.replace(/[\r\n]+/g, '').slice(0, VALUE_LENGTH);
  }
}

function isNameEnd(code: number): boolean {
  // `=`, `;` and white space
  return code === 0x3d || code === 0x3b || isSpace(code);
}
