import { SaxesParser, type SaxesTagNS } from 'saxes';
import { bareElement, type Element, setAttribute } from './element.js';
import { NS } from './namespaces.js';
import { isNcName } from './serialise.js';
import { Utf8Stream } from './utf8.js';

/** What one stanza may cost. */
export interface ParseLimits {
  /** Octets of one stanza. A longer one is skipped and reported. */
  readonly bytes: number;
  /** Octets that one stanza may have while it is skipped, and of the stream header; beyond it the stream ends. */
  readonly skipBytes: number;
  /** Levels of elements, the stanza being the first. */
  readonly depth: number;
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number;
  /** Child elements of one element. */
  readonly children: number;
  /** Characters of one element or attribute name. */
  readonly nameLength: number;
}

/** Limits of a stream where nothing else is asked for. */
export const DEFAULT_LIMITS: ParseLimits = {
  bytes: 256 * 1024,
  skipBytes: 4 * 1024 * 1024,
  depth: 64,
  attributes: 64,
  children: 2000,
  nameLength: 256,
};

/** A limit that one stanza can exceed. */
export type LimitName = 'bytes' | 'depth' | 'attributes' | 'children' | 'nameLength';

/** Why a stream cannot be read any further, with the condition of RFC 6120 4.9.3 that says so. */
export interface XmlProblem {
  readonly condition:
    | 'not-well-formed'
    | 'restricted-xml'
    | 'bad-namespace-prefix'
    | 'unsupported-encoding'
    | 'policy-violation';
  readonly detail: string;
}

/** Whoever reads a stream. */
interface StreamReader {
  /** The stream header, as an element without children. */
  header(header: Element): void;
  /** A stanza or another first-level element, complete, without its stream. */
  stanza(stanza: Element): void;
  /** A stanza over a limit was read and thrown away; `head` has its name and attributes. */
  refused(head: Element, limit: LimitName): void;
  /** The stream was closed by its closing tag. */
  end(): void;
}

type Event =
  | { readonly kind: 'header' | 'stanza'; readonly element: Element }
  | { readonly kind: 'refused'; readonly element: Element; readonly limit: LimitName }
  | { readonly kind: 'end' };

/** Thrown inside a parser callback to stop saxes, and caught in `write`. */
class Stop extends Error {
  readonly problem: XmlProblem;
  constructor(condition: XmlProblem['condition'], detail: string) {
    super(detail);
    this.problem = { condition, detail };
  }
}

const WHITESPACE = /^[ \t\r\n]*$/;

/**
 * Reads one XML stream (RFC 6120 4 and 11): strict UTF-8 and namespaces, no document type, comment, processing
 * instruction or entity of one's own. Elements come out without prefixes (see `Element`); white space between stanzas
 * is not kept. A stanza over a limit costs the stanza, not the stream.
 */
export class StanzaParser {
  readonly #reader: StreamReader;
  readonly #limits: ParseLimits;
  readonly #utf8 = new Utf8Stream();
  readonly #sax = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  #problem: XmlProblem | undefined;
  #events: Event[] = [];
  /** Depth of open elements; 1 is inside the stream, 2 inside a stanza. */
  #depth = 0;
  #stanza: Element | undefined;
  /** Open elements of the stanza, innermost last, with their namespaces. */
  #open: Element[] = [];
  #spaces: string[] = [];
  #over: LimitName | undefined;
  /** The last tag that was read closed a stanza (or the stream). */
  #lastClosed = false;
  /** Position in UTF-16 units of the end of the last stanza (or header), and of the text of this write. */
  #doneAt = 0;
  #textAt = 0;
  #text = '';
  /** Octets of what has begun and is not complete, from earlier writes. */
  #pending = 0;

  constructor(reader: StreamReader, limits: ParseLimits = DEFAULT_LIMITS) {
    this.#reader = reader;
    this.#limits = limits;
    const sax = this.#sax;
    sax.on('opentag', (tag) => this.#opened(tag));
    sax.on('closetag', () => this.#closed());
    sax.on('text', (text) => this.#read(text));
    sax.on('cdata', (text) => this.#read(text));
    sax.on('comment', () => {
      throw new Stop('restricted-xml', 'comment');
    });
    sax.on('processinginstruction', () => {
      throw new Stop('restricted-xml', 'processing instruction');
    });
    sax.on('doctype', () => {
      throw new Stop('restricted-xml', 'document type declaration');
    });
  }

  /**
   * Reads a chunk and reports what it completes, in order. Returns the problem when the stream cannot be read further;
   * what was complete before it has been reported. After a problem nothing more is read.
   */
  write(chunk: Uint8Array): XmlProblem | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const text = this.#utf8.decode(chunk);
    if (text === undefined) {
      this.#problem = { condition: 'unsupported-encoding', detail: 'not UTF-8' };
    } else {
      this.#problem = this.#parse(text, chunk.byteLength);
    }
    this.#dispatch();
    return this.#problem;
  }

  #parse(text: string, bytes: number): XmlProblem | undefined {
    if (this.#depth === 1 && this.#pending === 0 && text.length < 256 && WHITESPACE.test(text)) {
      // A keepalive: saxes would hold it until the next tag.
      return undefined;
    }
    this.#text = text;
    const doneBefore = this.#doneAt;
    try {
      this.#sax.write(text);
    } catch (error) {
      // saxes reports an element as closed before it finds that the closing tag was another's.
      if (this.#lastClosed && String(error).includes('unexpected close tag')) this.#events.pop();
      return problemOf(error);
    } finally {
      this.#text = '';
    }
    if (this.#doneAt > doneBefore) {
      const rest = text.slice(this.#doneAt - this.#textAt);
      this.#pending = Buffer.byteLength(rest);
    } else {
      this.#pending += bytes;
    }
    this.#textAt += text.length;
    if (this.#pending > this.#limits.skipBytes || (this.#depth === 0 && this.#pending > this.#limits.bytes)) {
      return { condition: 'policy-violation', detail: 'stanza far too large' };
    }
    if (this.#pending > this.#limits.bytes) this.#exceed('bytes');
    return undefined;
  }

  #dispatch(): void {
    const events = this.#events;
    if (events.length === 0) return;
    this.#events = [];
    for (const event of events) {
      if (event.kind === 'stanza') this.#reader.stanza(event.element);
      else if (event.kind === 'refused') this.#reader.refused(event.element, event.limit);
      else if (event.kind === 'header') this.#reader.header(event.element);
      else this.#reader.end();
    }
  }

  #exceed(limit: LimitName): void {
    if (this.#over !== undefined) return;
    this.#over = limit;
    const stanza = this.#stanza;
    if (stanza !== undefined) {
      stanza.children.length = 0;
      this.#open = [];
      this.#spaces = [];
    }
  }

  #opened(tag: SaxesTagNS): void {
    this.#lastClosed = false;
    const depth = ++this.#depth;
    if (depth === 1) {
      this.#events.push({ kind: 'header', element: this.#element(tag, undefined) });
      this.#doneAt = this.#sax.position;
      return;
    }
    if (this.#over !== undefined && depth > 2) return;
    if (depth === 2) {
      this.#stanza = this.#element(tag, NS.client);
      this.#open.push(this.#stanza);
      this.#spaces.push(sameSpace(tag.uri));
      return;
    }
    const parent = this.#open.at(-1);
    if (parent === undefined) return;
    if (depth - 1 > this.#limits.depth) this.#exceed('depth');
    else if (parent.children.length >= this.#limits.children) this.#exceed('children');
    if (this.#over !== undefined) return;
    const element = this.#element(tag, this.#spaces.at(-1));
    if (this.#over !== undefined) return;
    parent.add(element);
    this.#open.push(element);
    this.#spaces.push(sameSpace(tag.uri));
  }

  /** The element of a tag, its namespace written out where it is not that of its parent. */
  #element(tag: SaxesTagNS, parentSpace: string | undefined): Element {
    const { nameLength } = this.#limits;
    if (tag.name.length > nameLength) {
      this.#exceed('nameLength');
      return bareElement('over-limit');
    }
    if (tag.prefix !== '') checkLocal(tag.local);
    const element = bareElement(tag.local);
    const space = sameSpace(tag.uri);
    if (space !== parentSpace) element.attrs.xmlns = space;
    const { attributes } = tag;
    let count = 0;
    for (const name in attributes) {
      const attribute = attributes[name];
      if (attribute === undefined) continue;
      if (++count > this.#limits.attributes) {
        this.#exceed('attributes');
        break;
      }
      if (name.length > nameLength) {
        this.#exceed('nameLength');
        break;
      }
      const { prefix } = attribute;
      if (prefix === '') {
        if (name !== 'xmlns') setAttribute(element.attrs, name, attribute.value);
      } else if (prefix === 'xml') {
        checkLocal(attribute.local);
        element.attrs[name] = attribute.value;
      } else if (prefix !== 'xmlns') {
        checkLocal(attribute.local);
        element.attrs[`xmlns:${prefix}`] = attribute.uri;
        element.attrs[name] = attribute.value;
      }
    }
    return element;
  }

  #read(text: string): void {
    if (this.#depth < 2) {
      if (!WHITESPACE.test(text)) throw new Stop('not-well-formed', 'text between stanzas');
      return;
    }
    // Empty: a CDATA section with nothing in it.
    if (this.#over !== undefined || text === '') return;
    const children = this.#open.at(-1)?.children;
    if (children === undefined) return;
    const last = children.length - 1;
    const before = children[last];
    if (typeof before === 'string') children[last] = before + text;
    else children.push(text);
  }

  #closed(): void {
    const depth = --this.#depth;
    this.#lastClosed = depth < 2;
    if (depth === 0) {
      this.#events.push({ kind: 'end' });
      return;
    }
    if (depth > 1) {
      if (this.#over === undefined) {
        this.#open.pop();
        this.#spaces.pop();
      }
      return;
    }
    const element = this.#stanza;
    if (element === undefined) return;
    this.#checkBytes();
    if (this.#over === undefined) this.#events.push({ kind: 'stanza', element });
    else this.#events.push({ kind: 'refused', element, limit: this.#over });
    this.#over = undefined;
    this.#stanza = undefined;
    this.#open = [];
    this.#spaces = [];
    this.#pending = 0;
    this.#doneAt = this.#sax.position;
  }

  /** Counts a stanza that ends now; exact counting only where the number of characters does not settle it. */
  #checkBytes(): void {
    const from = Math.max(0, this.#doneAt - this.#textAt);
    const to = this.#sax.position - this.#textAt;
    if (this.#pending + (to - from) * 3 <= this.#limits.bytes) return;
    if (this.#pending + Buffer.byteLength(this.#text.slice(from, to)) > this.#limits.bytes) this.#exceed('bytes');
  }
}

/** What stands behind a prefix must be a name by itself; saxes takes `p:1`. */
function checkLocal(local: string): void {
  if (!isNcName(local)) throw new Stop('not-well-formed', 'no name behind a prefix');
}

/** Both namespaces of stanzas are one to us. */
function sameSpace(uri: string): string {
  return uri === NS.component ? NS.client : uri;
}

function problemOf(error: unknown): XmlProblem {
  if (error instanceof Stop) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  if (detail.includes('undefined entity')) return { condition: 'restricted-xml', detail: 'undeclared entity' };
  if (detail.includes('unbound namespace prefix')) {
    return { condition: 'bad-namespace-prefix', detail: 'undeclared namespace prefix' };
  }
  if (detail.includes('doctype')) return { condition: 'restricted-xml', detail: 'document type declaration' };
  // The parser's message may quote what it read, which has no place in a log.
  return { condition: 'not-well-formed', detail: detail.replace(/[:{].*$/s, '').slice(0, 80) };
}

const STREAM_START = Buffer.from(`<stream xmlns='${NS.client}'>`);

/** Parses the text of exactly one stanza, as `serialise` writes it; undefined where it is none or over a limit. */
export function parseStanza(xml: string, limits: ParseLimits = DEFAULT_LIMITS): Element | undefined {
  const found: Element[] = [];
  let refused = false;
  const parser = new StanzaParser(
    {
      header() {},
      stanza: (element) => found.push(element),
      refused: () => {
        refused = true;
      },
      end: () => {
        refused = true;
      },
    },
    limits,
  );
  parser.write(STREAM_START);
  const problem = parser.write(Buffer.from(xml)) ?? parser.write(Buffer.from('<end/>'));
  if (problem !== undefined || refused || found.length !== 2) return undefined;
  return found[0];
}
