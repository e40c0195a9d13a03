import { decodeWords } from './encoded-words.js';
import { legalLine } from './legal-text.js';

/** An address of a mail, with the name that stands with it (RFC 5322 3.4). */
export interface Mailbox {
  readonly name?: string;
  /** `local@domain` as written: its case kept, quoted local parts with their quotes, domains as U-labels or A-labels. */
  readonly address: string;
}

/** More than any mail for people has. */
const MOST_MAILBOXES = 1000;
const NAME_LENGTH = 512;
/** RFC 5321 4.5.3.1: 64 octets, `@`, and 255; wide enough for what is somewhat too long. */
const ADDRESS_LENGTH = 512;
/** Longest field that is read. */
const FIELD_LENGTH = 262_144;

/**
 * Reads a list of addresses: From, To, Cc and their like (RFC 5322 3.4, RFC 6532, groups of RFC 6854). `field` is unfolded
 * and its encoded-words are as they were: they are decoded after the structure is read, so that no name can pass for an
 * address. Junk is passed over; names with commas in them, missing brackets and semicolons between addresses are
 * understood. Linear; never throws.
 */
export function readMailboxes(field: string): readonly Mailbox[] {
  return new MailboxReader(field.slice(0, FIELD_LENGTH)).read();
}

class MailboxReader {
  readonly #text: string;
  readonly #found: Mailbox[] = [];
  #at = 0;
  /** Words before the address, or the address itself where there are no angle brackets. */
  #phrase = '';
  /** `#phrase` with quoted strings as they were written, for addresses such as `"a b"@c.example`. */
  #written = '';
  #angle: string | undefined;
  #comment = '';
  /** Text that looked like an address of its own and was the first half of a name with a comma. */
  #before = '';

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly Mailbox[] {
    const text = this.#text;
    while (this.#at < text.length && this.#found.length < MOST_MAILBOXES) {
      const char = text.charAt(this.#at);
      if (char === '"') this.#quoted();
      else if (char === '(') this.#takeComment();
      else if (char === '<') this.#takeAngle();
      else if (char === ',' || char === ';') {
        this.#finish(char);
        this.#at += 1;
      } else if (char === ':' && this.#angle === undefined && !this.#written.includes('@')) {
        // The name of a group; its members are taken as if they stood alone.
        this.#clear();
        this.#before = '';
        this.#at += 1;
      } else this.#plain();
    }
    this.#finish(';');
    return this.#found;
  }

  /** Up to the next character that means something. */
  #plain(): void {
    const start = this.#at;
    this.#at += 1;
    while (this.#at < this.#text.length && !SPECIALS.has(this.#text.charCodeAt(this.#at))) this.#at += 1;
    const piece = this.#text.slice(start, this.#at);
    this.#phrase += piece;
    this.#written += piece;
  }

  #quoted(): void {
    const start = this.#at;
    const { value, end } = readQuoted(this.#text, start);
    this.#phrase += value;
    this.#written += this.#text.slice(start, end);
    this.#at = end;
  }

  #takeComment(): void {
    const end = commentEnd(this.#text, this.#at);
    this.#comment = this.#text.slice(this.#at + 1, end);
    this.#phrase += ' ';
    this.#at = end + 1;
  }

  #takeAngle(): void {
    const text = this.#text;
    let at = this.#at + 1;
    let inside = '';
    while (at < text.length && text.charAt(at) !== '>') {
      if (text.charAt(at) === '"') {
        const end = readQuoted(text, at).end;
        inside += text.slice(at, end);
        at = end;
      } else if (text.charAt(at) === '(') at = commentEnd(text, at) + 1;
      else {
        // A bracket that was not closed ends where the next address begins.
        if (text.charAt(at) === '<' || (text.charAt(at) === ',' && !inside.startsWith('@'))) break;
        inside += text.charAt(at);
        at += 1;
      }
    }
    this.#at = text.charAt(at) === '>' ? at + 1 : at;
    // Of several the first counts.
    this.#angle ??= withoutRoute(inside);
  }

  #finish(separator: string): void {
    const found = this.#mailbox();
    if (found !== undefined) {
      this.#found.push(found);
      this.#before = '';
    } else if (separator === ',' && this.#angle === undefined && this.#phrase.trim() !== '') {
      this.#before += `${this.#phrase.trim()}, `;
    } else this.#before = '';
    this.#clear();
  }

  #clear(): void {
    this.#phrase = '';
    this.#written = '';
    this.#comment = '';
    this.#angle = undefined;
  }

  #mailbox(): Mailbox | undefined {
    if (this.#angle !== undefined) {
      const address = cleanAddress(this.#angle);
      return address === undefined ? undefined : mailbox(`${this.#before}${this.#phrase}`, this.#comment, address);
    }
    const written = this.#written.trim();
    const whole = cleanAddress(written);
    if (whole !== undefined && !hasOuterSpace(written)) return mailbox('', this.#comment, whole);
    // `Name a@b.example`, without brackets.
    const space = written.lastIndexOf(' ');
    const last = space === -1 ? undefined : cleanAddress(written.slice(space + 1));
    if (last !== undefined) return mailbox(written.slice(0, space), '', last);
    return whole === undefined ? undefined : mailbox('', this.#comment, whole);
  }
}

/** `"`, `(`, `<`, `,`, `;` and `:` */
const SPECIALS: ReadonlySet<number> = new Set([0x22, 0x28, 0x3c, 0x2c, 0x3b, 0x3a]);

function mailbox(phrase: string, comment: string, address: string): Mailbox {
  const words = phrase.trim() === '' ? comment : phrase;
  const decoded = legalLine(decodeWords(words.slice(0, FIELD_LENGTH))).replace(/ {2,}/g, ' ');
  const name = trimQuotes(decoded).slice(0, NAME_LENGTH).toWellFormed();
  return name === '' || name === address ? { address } : { name, address };
}

/** Quotes around a whole name: some programs put them within an encoded-word. */
function trimQuotes(name: string): string {
  const first = name.charAt(0);
  const quoted = name.length > 1 && (first === '"' || first === "'") && name.endsWith(first);
  return quoted ? name.slice(1, -1).trim() : name;
}

/** The text of a quoted-string that begins at `start`, and where it ends; one without an end reaches to the end of the field. */
function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let from = start + 1;
  let at = from;
  for (; at < text.length && text.charAt(at) !== '"'; at += 1) {
    if (text.charAt(at) !== '\\') continue;
    value += text.slice(from, at);
    at += 1;
    from = at;
  }
  return { value: value + text.slice(from, at), end: Math.min(at + 1, text.length) };
}

/** Where the comment that begins at `start` has its `)` (RFC 5322 3.2.2); one without an end reaches to that of the field. */
function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

/** Takes the route of RFC 5322 4.4 off: `@a.example,@b.example:c@d.example`. */
function withoutRoute(inside: string): string {
  const trimmed = inside.trim();
  if (!trimmed.startsWith('@')) return trimmed;
  return trimmed.slice(trimmed.indexOf(':') + 1);
}

/** White space outside of quotes: then it is no address alone. */
function hasOuterSpace(text: string): boolean {
  const at = text.lastIndexOf('"');
  return /\s/.test(text.slice(at + 1));
}

/** `local@domain` without white space around its parts; undefined for what has not that form. */
function cleanAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > ADDRESS_LENGTH) return undefined;
  const written = text.slice(0, at).trim();
  const local = written.startsWith('"') && written.endsWith('"') ? legalLine(written) : withoutSpace(written);
  const host = withoutSpace(text.slice(at + 1));
  const domain = host.slice(0, endOf(host));
  if (local === '' || domain === '' || /[<>()",;\\]/.test(domain) || local.includes('<')) return undefined;
  return `${local.replace(/^(?:mailto:)+/i, '')}@${domain}`;
}

/** Where the dots and brackets begin that some programs leave behind a domain. */
function endOf(host: string): number {
  let end = host.length;
  while (host.charAt(end - 1) === '.' || host.charAt(end - 1) === '>') end -= 1;
  return end;
}

function withoutSpace(text: string): string {
  return legalLine(text).replace(/\s+/g, '');
}
