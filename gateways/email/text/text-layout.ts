/** What a line of a rendered document is known to begin, from the elements of mail programs. */
export type LineMark =
  /** A quotation, with the line that introduces it; what is quoted has quotation marks. */
  | 'quote'
  /** The header lines of a mail that is quoted without marks, up to the end. */
  | 'header'
  /** A signature. */
  | 'signature'
  /** The first line behind a signature. */
  | 'text';

/** A document as lines. */
export interface LaidOut {
  readonly lines: readonly string[];
  /** By index of the line. */
  readonly marks: ReadonlyMap<number, LineMark>;
  /** The text was longer than the limit. */
  readonly cut: boolean;
  /** Some of the text has marks of message styling (XEP-0393). */
  readonly styled: boolean;
}

/** A place in the text. */
export interface Place {
  readonly line: number;
  readonly segment: number;
}

const BLANKS = /[ \t\n\r\f\u00a0\u2007\u202f]+/g;
/** Places where a line may or may not break, and what senders fill previews with. */
const INVISIBLE = /\u00ad|\u034f|\u200b|\u2060|\ufeff/g;
/** Nothing to see: also what joins letters, where there is no letter. */
const EMPTY = /^[\s\u200c-\u200f\u2007\u202a-\u202e]*$/u;
const STARTS_WITH_WORD = /^[\p{L}\p{N}\p{M}]/u;
/** Quotation marks that a line has at most. */
const MOST_QUOTED = 12;
/** Levels of lists that are indented. */
const MOST_INDENTED = 12;
const INDENT = '  ';
const QUOTE = '> ';

/**
 * Lays text out in lines: white space collapsed as in HTML, paragraphs parted by one blank line, quotations and lists with
 * their marks. What is given in many small pieces costs no more than in one.
 */
export class TextLayout {
  readonly #lines: string[] = [];
  readonly #marks = new Map<number, LineMark>();
  readonly #limit: number;
  #length = 0;
  #cut = false;
  #styled = false;
  /** Spans with marks in the line that is being written. */
  #spans = 0;
  /** Quotation marks of the line before. */
  #lastQuoted = 0;

  /** Pieces of the line that is being written, without its prefix. */
  #segments: string[] = [];
  /** The last character of the line; '' at its beginning. */
  #last = '';
  /** White space was read that counts only when something follows. */
  #space = false;
  /** What parts this cell of a row from the one before, when both have a text. */
  #separator = '';
  /** Blank lines that are due before the next line. */
  #blank = false;
  #quoted = 0;
  #indented = 0;
  #preformatted = 0;
  /** The mark of a list item, for its first line. */
  #bullet = '';
  #mark: LineMark | undefined;
  /** The spans that close where the line ends by now, to be taken back when a letter follows. */
  #closed: { readonly open: number; readonly close: number }[] = [];

  /** @param limit UTF-16 units of the whole text. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#cut;
  }

  /** Characters of the document. */
  text(data: string): void {
    if (this.#preformatted > 0) this.#verbatim(data);
    else this.#collapsed(data);
  }

  /** A piece that stands as it is, such as an address behind a link. */
  piece(text: string): void {
    if (this.#last !== '' && this.#last !== ' ') this.#space = true;
    this.#write(text);
  }

  /** Ends the line; the next one is blank where this one was already. */
  breakLine(): void {
    if (this.#last !== '') this.#flush();
    else if (this.#lines.length > 0) this.#blank = true;
  }

  /** Ends the line where there is one; `spaced` asks for a blank line before what follows. */
  breakBlock(spaced: boolean): void {
    if (this.#last !== '') this.#flush();
    this.#segments = [];
    this.#separator = '';
    this.#space = false;
    if (spaced && this.#lines.length > 0 && this.#bullet === '') this.#blank = true;
  }

  /** Begins (1) or ends (-1) a quotation. */
  quote(by: 1 | -1): void {
    this.breakBlock(true);
    this.#quoted += by;
  }

  /** Begins (1) or ends (-1) a level of a list. */
  indent(by: 1 | -1): void {
    this.#indented += by;
  }

  /** Begins (1) or ends (-1) text whose white space counts. */
  preformatted(by: 1 | -1): void {
    this.#preformatted += by;
  }

  /** The next line begins with the mark of a list item. */
  bullet(mark: string): void {
    this.#bullet = mark;
  }

  /** Ends a list item; its mark goes where it has no text. */
  endItem(): void {
    this.breakBlock(false);
    this.#bullet = '';
  }

  /** The next cell of a row: on the same line as long as nothing broke it. */
  separate(): void {
    if (this.#last !== '') this.#separator = ' | ';
  }

  /** Tells what the next line begins. */
  mark(mark: LineMark): void {
    this.breakBlock(false);
    this.#mark = mark;
  }

  /** Where the next character will stand. */
  place(): Place {
    return { line: this.#lines.length, segment: this.#segments.length };
  }

  /** The text since a place of the same line; undefined where the line was ended since. */
  since(place: Place): string | undefined {
    if (place.line !== this.#lines.length) return undefined;
    return this.#segments.slice(place.segment).join('').trim();
  }

  /** Begins a span of message styling (XEP-0393 5.2); undefined where no mark could stand. */
  openSpan(): Place | undefined {
    if (this.#preformatted > 0) return undefined;
    // A mark opens at the start of a line, behind white space or behind another mark.
    const opens = this.#last === '' || this.#last === ' ' || this.#space || this.#separator !== '';
    if (!opens) return undefined;
    const place = this.place();
    this.#segments.push('');
    return place;
  }

  /** Ends a span: its marks are set where readers will take them for such. */
  closeSpan(place: Place, mark: string): void {
    const inner = this.since(place);
    if (inner === undefined || inner === '' || inner.includes(mark)) return;
    // The white space that was due before the span stands at its beginning.
    let first = place.segment;
    while (first < this.#segments.length && this.#segments[first] === '') first += 1;
    const lead = this.#segments[first] ?? '';
    if (lead.startsWith(' ')) {
      this.#segments[place.segment] = lead.startsWith(' | ') ? ' | ' : ' ';
      this.#segments[first] = lead.slice(lead.startsWith(' | ') ? 3 : 1);
    }
    if (/^\s/.test(this.#segments[first] ?? '')) return;
    this.#segments[place.segment] += mark;
    this.#segments.push(mark);
    this.#closed.push({ open: place.segment, close: this.#segments.length - 1 });
    this.#spans += 1;
    this.#last = mark;
  }

  /** The whole text, once all is written. */
  finish(): LaidOut {
    this.breakBlock(false);
    return { lines: this.#lines, marks: this.#marks, cut: this.#cut, styled: this.#styled };
  }

  #collapsed(data: string): void {
    const text = data.replace(INVISIBLE, '').replace(BLANKS, ' ');
    if (text === '') return;
    const from = text.startsWith(' ') ? 1 : 0;
    if (from === 1) this.#space = true;
    if (text.length === from) return;
    const trailing = text.endsWith(' ');
    this.#write(text.slice(from, trailing ? -1 : undefined));
    if (trailing) this.#space = true;
  }

  #verbatim(data: string): void {
    const lines = data.replace(/\r\n?/g, '\n').split('\n');
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.breakLine();
      if (line !== '') this.#write(line);
    }
  }

  #write(text: string): void {
    if (text === '' || this.#cut) return;
    if (this.#closed.length > 0) this.#confirm(text);
    let written = text;
    if (this.#last !== '') {
      if (this.#separator !== '') written = `${this.#separator}${text}`;
      else if (this.#space && this.#last !== ' ') written = ` ${text}`;
    }
    this.#separator = '';
    this.#space = false;
    this.#segments.push(written);
    this.#last = written.charAt(written.length - 1);
    this.#length += written.length;
    if (this.#length > this.#limit) {
      this.#segments.push('…');
      this.#flush();
      this.#cut = true;
    }
  }

  /** A closing mark within a word styles nothing for many readers: such marks are taken back. */
  #confirm(next: string): void {
    const closed = this.#closed;
    this.#closed = [];
    if (this.#space || this.#separator !== '' || !STARTS_WITH_WORD.test(next)) return;
    for (const { open, close } of closed) {
      this.#segments[open] = (this.#segments[open] ?? '').slice(0, -1);
      this.#segments[close] = '';
      this.#spans -= 1;
    }
  }

  #flush(): void {
    if (this.#cut) {
      this.#segments = [];
      return;
    }
    const content = this.#segments.join('').trimEnd();
    this.#segments = [];
    this.#closed = [];
    this.#styled ||= this.#spans > 0;
    this.#spans = 0;
    this.#last = '';
    this.#space = false;
    this.#separator = '';
    if (EMPTY.test(content)) {
      if (this.#lines.length > 0) this.#blank = true;
      return;
    }
    const quoted = Math.min(this.#quoted, MOST_QUOTED);
    const quotes = QUOTE.repeat(quoted);
    if (this.#blank) {
      this.#blank = false;
      this.#lines.push(QUOTE.repeat(Math.min(quoted, this.#lastQuoted)).trimEnd());
    }
    this.#lastQuoted = quoted;
    if (this.#mark !== undefined) {
      this.#marks.set(this.#lines.length, this.#mark);
      this.#mark = undefined;
    }
    const depth = Math.min(this.#indented, MOST_INDENTED);
    const indent =
      this.#bullet === '' ? INDENT.repeat(depth) : `${INDENT.repeat(Math.max(0, depth - 1))}${this.#bullet}`;
    this.#bullet = '';
    const prefix = quotes + indent;
    this.#length += prefix.length + 1;
    this.#lines.push(prefix + content);
  }
}
