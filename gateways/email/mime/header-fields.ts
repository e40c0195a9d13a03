import { decodeOctetString } from './charset.js';
import { decodeWords } from './encoded-words.js';
import { type HeaderSection, readHeaderSection } from './header-section.js';
import { legalLine } from './legal-text.js';
import { MIME_LIMITS, type MimeLimits } from './limits.js';
import { bufferOf } from './octets.js';

/** One field of a header section. */
export interface HeaderField {
  /** In small letters. */
  readonly name: string;
  /** The octets after the colon as latin1 characters, folding included, without the line end. */
  readonly raw: string;
}

const FOLDING = /[\r\n]+/g;
/** As much of a field is decoded for people. */
const TEXT_LENGTH = 65_536;

/** The fields of a header section in their order (RFC 5322 2.2). Names are given in small letters. */
export class HeaderFields {
  readonly entries: readonly HeaderField[];

  constructor(entries: readonly HeaderField[]) {
    this.entries = entries;
  }

  /** Reads a header section, with or without a body after it. Never throws. */
  static parse(octets: Uint8Array, limits: MimeLimits = MIME_LIMITS): HeaderFields {
    const buffer = bufferOf(octets);
    const section: HeaderSection = readHeaderSection(buffer, 0, buffer.length, limits);
    return new HeaderFields(section.fields);
  }

  has(name: string): boolean {
    return this.entries.some((entry) => entry.name === name);
  }

  /** The topmost field of this name: unfolded, 8-bit octets read as UTF-8 (RFC 6532); encoded-words are as they were. */
  first(name: string): string | undefined {
    const entry = this.entries.find((candidate) => candidate.name === name);
    return entry === undefined ? undefined : unfold(entry.raw);
  }

  /** The lowest field of this name, as `first` gives it. A signature (DKIM) covers this one where there are several. */
  last(name: string): string | undefined {
    const entry = this.#last(name);
    return entry === undefined ? undefined : unfold(entry.raw);
  }

  /** All fields of this name from the top, as `first` gives them. */
  all(name: string): readonly string[] {
    return this.entries.filter((entry) => entry.name === name).map((entry) => unfold(entry.raw));
  }

  /** The lowest field of this name for people: one line, encoded-words decoded (RFC 2047), only what XML 1.0 can carry. */
  text(name: string): string | undefined {
    const entry = this.#last(name);
    return entry === undefined ? undefined : fieldText(entry.raw);
  }

  /** The octets of the lowest field of this name, as `HeaderField.raw`. */
  raw(name: string): string | undefined {
    return this.#last(name)?.raw;
  }

  #last(name: string): HeaderField | undefined {
    for (let at = this.entries.length - 1; at >= 0; at -= 1) {
      const entry = this.entries[at];
      if (entry?.name === name) return entry;
    }
    return undefined;
  }
}

/** The text of a raw field: unfolded and decoded, one line; of a field over 64 KiB its beginning. */
export function fieldText(raw: string): string {
  return legalLine(decodeWords(withoutFolds(raw.length > TEXT_LENGTH ? raw.slice(0, TEXT_LENGTH) : raw)));
}

function unfold(raw: string): string {
  return decodeOctetString(withoutFolds(raw)).trim();
}

/** Takes the line ends out (RFC 5322 2.2.3); the white space after them stays. */
function withoutFolds(raw: string): string {
  return raw.includes('\n') || raw.includes('\r') ? raw.replace(FOLDING, '') : raw;
}
