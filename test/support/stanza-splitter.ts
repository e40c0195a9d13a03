import { StringDecoder } from 'node:string_decoder';

/** One stanza of a stream as it was written. Attribute values and text are not unescaped. */
export interface SeenStanza {
  readonly name: 'message' | 'presence' | 'iq';
  readonly attrs: Readonly<Record<string, string | undefined>>;
  readonly xml: string;
}

const HEAD = /<(message|presence|iq)(?=[\s/>])/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Finds the stanzas in the octets of a stream without an XML parser, so that it shares no code with what is tested and costs
 * little. It relies on what our servers and clients write: `>` is escaped in attributes, no stanza lies in another.
 */
export class StanzaSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** What has come and is no whole stanza yet. */
  get rest(): string {
    return this.#rest;
  }

  push(chunk: Buffer): SeenStanza[] {
    const text = this.#rest + this.#decoder.write(chunk);
    const found: SeenStanza[] = [];
    // What is no stanza (the stream's own elements) is kept only as far as the beginning of a stanza may be cut in it.
    let keep = Math.max(0, text.length - 16);
    HEAD.lastIndex = 0;
    for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
      const name = head[1] as SeenStanza['name'];
      const headEnd = text.indexOf('>', head.index);
      const end = headEnd < 0 ? -1 : text[headEnd - 1] === '/' ? headEnd + 1 : endOf(text, `</${name}>`, headEnd);
      if (end < 0) {
        keep = head.index;
        break;
      }
      found.push({ name, attrs: attributes(text.slice(head.index, headEnd)), xml: text.slice(head.index, end) });
      keep = Math.max(end, text.length - 16);
      HEAD.lastIndex = end;
    }
    this.#rest = text.slice(keep);
    return found;
  }
}

function endOf(text: string, tag: string, from: number): number {
  const at = text.indexOf(tag, from);
  return at < 0 ? -1 : at + tag.length;
}

function attributes(head: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, double, single] of head.matchAll(ATTRIBUTE)) {
    if (name !== undefined) found[name] = double ?? single ?? '';
  }
  return found;
}
