import { Tokenizer } from 'htmlparser2';
import { BLOCKS, impliedEnds, RAW, VOID } from './html-elements.js';

/** Attributes of one element by lower-cased name, the first of each; only those that were asked for. */
export type Attributes = ReadonlyMap<string, string>;

/** What is told of a document, in order. Every element that was opened is closed, the void ones at once. */
export interface HtmlHandler {
  /** An element begins. `skip`: nothing is told of what is inside of it, nor of its end. */
  open(name: string, attributes: Attributes): 'skip' | undefined;
  close(name: string): void;
  /** Characters, with their references resolved; one text may come in several pieces. */
  text(data: string): void;
}

/** Bounds of what is read of one document. */
export interface HtmlLimits {
  /** UTF-16 units of the source. */
  readonly input: number;
  /** Elements within each other; what is deeper is read as if it stood flat at that depth. */
  readonly depth: number;
  /** Tags, texts and attributes. */
  readonly events: number;
}

/** Limits for the HTML of any mail. */
export const HTML_LIMITS: HtmlLimits = { input: 4 * 1024 * 1024, depth: 256, events: 1_000_000 };

/** Units of an attribute's value that are kept. */
const MOST_OF_A_VALUE = 8192;
const NO_ATTRIBUTES: Attributes = new Map();

/**
 * Tells `handler` what a document holds, mended as browsers do where end tags are missing or superfluous. Time grows with
 * the length only, whatever the tags: no recursion, and no look at all open elements for one tag.
 *
 * @param wanted Names of the attributes that are told.
 * @returns `cut` where a limit ended the reading.
 */
export function readHtml(
  html: string,
  wanted: ReadonlySet<string>,
  handler: HtmlHandler,
  limits: HtmlLimits = HTML_LIMITS,
): 'whole' | 'cut' {
  const source = html.length > limits.input ? html.slice(0, limits.input) : html;
  const reader = new Reader(source, wanted, handler, limits);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, reader);
  reader.onlimit = () => tokenizer.pause();
  tokenizer.write(source);
  if (!reader.ended) tokenizer.end();
  reader.finish();
  return reader.ended || source.length < html.length ? 'cut' : 'whole';
}

/** The callbacks of the tokenizer; offsets are those of `source`, as it is written in one piece. */
class Reader {
  ended = false;
  onlimit: () => void = () => {};
  readonly #source: string;
  readonly #wanted: ReadonlySet<string>;
  readonly #handler: HtmlHandler;
  readonly #limits: HtmlLimits;
  readonly #stack: string[] = [];
  /** How many elements of a name are open: an end tag that ends nothing is known without a look at the stack. */
  readonly #open = new Map<string, number>();
  /** Elements beyond the greatest depth that are open. */
  #deeper = 0;
  /** Height of the stack with the element that is skipped; 0: none is. */
  #skipped = 0;
  #events = 0;
  #tag = '';
  #attributes: Map<string, string> | undefined;
  #name = '';
  #value = '';

  constructor(source: string, wanted: ReadonlySet<string>, handler: HtmlHandler, limits: HtmlLimits) {
    this.#source = source;
    this.#wanted = wanted;
    this.#handler = handler;
    this.#limits = limits;
  }

  /** Closes what is open at the end of the document. */
  finish(): void {
    while (this.#stack.length > 0) this.#pop();
  }

  onopentagname(start: number, end: number): void {
    this.#count();
    const name = this.#source.slice(start, end).toLowerCase();
    this.#tag = name === 'image' ? 'img' : name;
    this.#attributes = undefined;
  }

  onattribname(start: number, end: number): void {
    this.#count();
    // No attribute that anybody wants has a long name.
    const name = end - start > 32 ? '' : this.#source.slice(start, end).toLowerCase();
    this.#name = this.#wanted.has(name) && this.#attributes?.has(name) !== true ? name : '';
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.#name === '' || this.#value.length >= MOST_OF_A_VALUE) return;
    this.#value += this.#source.slice(start, Math.min(end, start + MOST_OF_A_VALUE));
  }

  onattribentity(codePoint: number): void {
    if (this.#name !== '' && this.#value.length < MOST_OF_A_VALUE) this.#value += String.fromCodePoint(codePoint);
  }

  onattribend(): void {
    if (this.#name === '') return;
    this.#attributes ??= new Map();
    this.#attributes.set(this.#name, this.#value);
    this.#name = '';
  }

  onopentagend(): void {
    const name = this.#tag;
    if (VOID.has(name)) {
      if (this.#skipped > 0) return;
      if (this.#handler.open(name, this.#attributes ?? NO_ATTRIBUTES) !== 'skip') this.#handler.close(name);
      return;
    }
    const ends = impliedEnds(name);
    while (ends?.has(this.#stack.at(-1) ?? '') === true) this.#pop();
    if (this.#stack.length >= this.#limits.depth && !RAW.has(name)) {
      this.#deeper += 1;
      if (BLOCKS.has(name)) this.#lineBreak();
      return;
    }
    this.#stack.push(name);
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    if (this.#skipped > 0) return;
    if (this.#handler.open(name, this.#attributes ?? NO_ATTRIBUTES) === 'skip') this.#skipped = this.#stack.length;
  }

  onselfclosingtag(end: number): void {
    void end;
    // In HTML the slash means nothing.
    this.onopentagend();
  }

  onclosetag(start: number, end: number): void {
    this.#count();
    const name = this.#source.slice(start, end).toLowerCase();
    if (this.#deeper > 0 && !RAW.has(name)) {
      this.#deeper -= 1;
      return;
    }
    if ((this.#open.get(name) ?? 0) === 0) {
      if (name === 'br' || name === 'p') this.#lineBreak();
      return;
    }
    while (this.#pop() !== name);
  }

  ontext(start: number, end: number): void {
    this.#count();
    if (this.#skipped === 0) this.#handler.text(this.#source.slice(start, end));
  }

  ontextentity(codePoint: number): void {
    this.#count();
    if (this.#skipped === 0) this.#handler.text(String.fromCodePoint(codePoint));
  }

  oncomment(): void {
    this.#count();
  }

  oncdata(): void {
    this.#count();
  }

  ondeclaration(): void {
    this.#count();
  }

  onprocessinginstruction(): void {
    this.#count();
  }

  onend(): void {}

  #lineBreak(): void {
    if (this.#skipped > 0) return;
    if (this.#handler.open('br', NO_ATTRIBUTES) !== 'skip') this.#handler.close('br');
  }

  #pop(): string {
    const name = this.#stack.pop() ?? '';
    this.#open.set(name, (this.#open.get(name) ?? 1) - 1);
    if (this.#skipped === 0) this.#handler.close(name);
    else if (this.#stack.length < this.#skipped) this.#skipped = 0;
    return name;
  }

  #count(): void {
    this.#events += 1;
    if (this.#events <= this.#limits.events || this.ended) return;
    this.ended = true;
    this.onlimit();
  }
}
