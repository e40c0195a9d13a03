import { HeaderFields } from './header-fields.js';
import { readHeaderSection } from './header-section.js';
import { MIME_LIMITS, type MimeLimits } from './limits.js';
import { MailPart } from './mail-part.js';
import { bufferOf } from './octets.js';
import type { Part } from './part.js';

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const DELIMITER_START = Buffer.from('\n--');
/** Longest line that is looked at as a delimiter. RFC 2046 5.1.1 has 70 characters; white space may follow. */
const DELIMITER_LINE = 1024;
/** Messages within messages that are encoded, which the standard forbids and some programs do: each costs a pass of its own. */
const ENCODED_LEVELS = 3;
const NO_FIELDS = new HeaderFields([]);

/** A part whose end is not found yet. `boundary` is there while a multipart may still have parts. */
interface OpenPart {
  readonly part: MailPart;
  boundary: string | undefined;
}

/** What all passes over one mail share. */
interface Budget {
  parts: number;
  readonly encoded: { readonly part: MailPart; readonly depth: number; readonly level: number }[];
}

/**
 * Takes a mail apart, in one pass over its octets. Never throws: what is broken is read as mail programs read it, and what
 * lies beyond a limit becomes one opaque part.
 */
export function parseMessage(octets: Uint8Array, limits: MimeLimits = MIME_LIMITS): Part {
  const budget: Budget = { parts: limits.parts, encoded: [] };
  const root = new Pass(withLineFeeds(bufferOf(octets)), limits, budget, 0, 0).run();
  for (let next = budget.encoded.pop(); next !== undefined; next = budget.encoded.pop()) {
    const inner = withLineFeeds(bufferOf(next.part.content()));
    if (budget.parts > 0) next.part.children.push(new Pass(inner, limits, budget, next.depth, next.level).run());
  }
  return root;
}

/** One walk through octets that are not encoded. */
class Pass {
  readonly #mail: Buffer;
  readonly #limits: MimeLimits;
  readonly #budget: Budget;
  /** Depth of the first part of this pass. */
  readonly #depth: number;
  readonly #level: number;
  /** From the root to the part that is read now. */
  readonly #open: OpenPart[] = [];

  constructor(mail: Buffer, limits: MimeLimits, budget: Budget, depth: number, level: number) {
    this.#mail = mail;
    this.#limits = limits;
    this.#budget = budget;
    this.#depth = depth;
    this.#level = level;
  }

  run(): MailPart {
    const { part: root, bodyStart } = this.#begin(0, 'text/plain');
    let at = bodyStart;
    while (this.#open.some((open) => open.boundary !== undefined)) {
      const lineStart = this.#delimiterLine(at);
      if (lineStart === -1) break;
      const lineEnd = this.#lineEnd(lineStart);
      at = Math.min(lineEnd + 1, this.#mail.length);
      const found = this.#delimiterAt(lineStart, lineEnd);
      if (found === undefined) continue;
      this.#closeAbove(found.index, beforeLineBreak(this.#mail, lineStart));
      const container = this.#open[found.index];
      if (container === undefined) break;
      if (found.closes) {
        container.boundary = undefined;
        continue;
      }
      if (this.#budget.parts <= 0) {
        container.part.children.push(this.#opaqueRest(at));
        break;
      }
      at = this.#begin(at, container.part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain').bodyStart;
    }
    this.#closeAbove(-1, this.#mail.length);
    return root;
  }

  /** Opens the part that begins at `start`, and those that begin with it: a message within has its header right there. */
  #begin(start: number, defaultType: string): { readonly part: MailPart; readonly bodyStart: number } {
    let first: MailPart | undefined;
    for (let at = start, type = defaultType; ; type = 'text/plain') {
      const part = this.#readPart(at, type);
      first ??= part;
      this.#open.at(-1)?.part.children.push(part);
      const entry: OpenPart = { part, boundary: undefined };
      this.#open.push(entry);
      at = part.place.bodyStart;
      if (part.opaque) return { part: first, bodyStart: at };
      if (part.type.startsWith('multipart/')) entry.boundary = this.#boundaryOf(part);
      if (!holdsMessage(part)) return { part: first, bodyStart: at };
      if (isEncoded(part)) {
        const depth = this.#depth + this.#open.length;
        if (this.#level < ENCODED_LEVELS) this.#budget.encoded.push({ part, depth, level: this.#level + 1 });
        return { part: first, bodyStart: at };
      }
      if (this.#budget.parts <= 0) return { part: first, bodyStart: at };
    }
  }

  #readPart(start: number, defaultType: string): MailPart {
    this.#budget.parts -= 1;
    const { fields, bodyStart } = readHeaderSection(
      this.#mail,
      start,
      this.#mail.length,
      this.#limits,
      (lineStart, lineEnd) => this.#delimiterAt(lineStart, lineEnd) !== undefined,
    );
    const headers = new HeaderFields(fields);
    const part = new MailPart(this.#mail, { start, bodyStart }, headers, { defaultType });
    const tooDeep = this.#depth + this.#open.length >= this.#limits.depth;
    return tooDeep && (part.type.startsWith('multipart/') || holdsMessage(part))
      ? new MailPart(this.#mail, { start, bodyStart }, headers, { defaultType, opaque: true })
      : part;
  }

  #opaqueRest(start: number): MailPart {
    return new MailPart(this.#mail, { start, bodyStart: start }, NO_FIELDS, { defaultType: '', opaque: true });
  }

  /** Closes the parts that are open above `index` of the stack. */
  #closeAbove(index: number, end: number): void {
    while (this.#open.length > index + 1) {
      const part = this.#open.pop()?.part;
      part?.close(end);
      // A multipart in which no part was found: what stands there is for people to read.
      if (part?.type.startsWith('multipart/') && part.children.length === 0 && part.raw.length > 0) {
        const start = part.place.bodyStart;
        const only = new MailPart(this.#mail, { start, bodyStart: start }, NO_FIELDS, { defaultType: 'text/plain' });
        only.close(end);
        part.children.push(only);
      }
    }
  }

  #boundaryOf(part: MailPart): string {
    const given = part.params.boundary?.trimEnd();
    if (given !== undefined && given !== '') return given;
    // Without the parameter the first line that looks like a delimiter is taken for one.
    const start = this.#delimiterLine(part.place.bodyStart);
    if (start === -1) return '';
    const end = this.#lineEnd(start);
    return this.#delimiterAt(start, end) === undefined ? delimiterText(this.#mail, start, end) : '';
  }

  /** Start of the next line, from the line at `at` on, that begins with `--`; -1 where there is none. */
  #delimiterLine(at: number): number {
    if (at >= this.#mail.length) return -1;
    if (this.#mail[at] === DASH && this.#mail[at + 1] === DASH) return at;
    const found = this.#mail.indexOf(DELIMITER_START, at);
    return found === -1 ? -1 : found + 1;
  }

  /** The LF that ends a line, or the end of the mail. */
  #lineEnd(start: number): number {
    const end = this.#mail.indexOf(LF, start);
    return end === -1 ? this.#mail.length : end;
  }

  /** The innermost multipart to which this line is a delimiter (RFC 2046 5.1.1, 5.1.2). */
  #delimiterAt(start: number, end: number): { readonly index: number; readonly closes: boolean } | undefined {
    if (this.#mail[start] !== DASH || this.#mail[start + 1] !== DASH || end - start > DELIMITER_LINE) return undefined;
    const text = delimiterText(this.#mail, start, end);
    if (text === '') return undefined;
    const closed = text.endsWith('--') ? text.slice(0, -2) : undefined;
    for (let index = this.#open.length - 1; index >= 0; index -= 1) {
      const boundary = this.#open[index]?.boundary;
      if (boundary === undefined || boundary === '') continue;
      if (boundary === text) return { index, closes: false };
      if (boundary === closed) return { index, closes: true };
    }
    return undefined;
  }
}

/** A delimiter line without its dashes and the white space at its end. */
function delimiterText(mail: Buffer, start: number, end: number): string {
  return mail.toString('latin1', start + 2, Math.min(end, start + DELIMITER_LINE)).trimEnd();
}

/** The line break before a delimiter belongs to it. */
function beforeLineBreak(mail: Buffer, lineStart: number): number {
  if (mail[lineStart - 1] !== LF) return lineStart;
  return mail[lineStart - 2] === CR ? lineStart - 2 : lineStart - 1;
}

function holdsMessage(part: MailPart): boolean {
  return part.type === 'message/rfc822' || part.type === 'message/global' || part.type === 'message/news';
}

function isEncoded(part: MailPart): boolean {
  return part.encoding === 'base64' || part.encoding === 'quoted-printable';
}

/** Mail whose lines end with CR alone; where there is one LF, a CR alone is no line end. */
function withLineFeeds(mail: Buffer): Buffer {
  if (mail.includes(LF) || !mail.includes(CR)) return mail;
  const copy = Buffer.from(mail);
  for (let at = copy.indexOf(CR); at !== -1; at = copy.indexOf(CR, at + 1)) copy[at] = LF;
  return copy;
}
