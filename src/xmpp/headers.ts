import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Metadata of a message by a name that another network gave it (XEP-0131), such as `In-Reply-To`. One line, both parts. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

const MOST = 64;
const LONGEST = 998;
/** A field name of RFC 5322 3.6.8: it must be harmless where a network writes it down. */
const NAME = /^[!-9;-~]{1,76}$/;

/** The headers of a message. What could not be one line of a header elsewhere is left out: a line break forges another. */
export function readHeaders(message: Element): readonly Header[] {
  const found: Header[] = [];
  for (const headers of message.getChildren('headers', NS.shim)) {
    for (const header of headers.getChildren('header')) {
      const { name = '' } = header.attrs;
      const value = header.getText().trim();
      if (found.length < MOST && isHeader(name, value)) found.push({ name, value });
    }
  }
  return found;
}

/** The element of these headers; undefined where there are none. */
export function headersElement(headers: readonly Header[]): Element | undefined {
  const good = headers.filter(({ name, value }) => isHeader(name, value));
  if (good.length === 0) return undefined;
  return el('headers', { xmlns: NS.shim }, ...good.map(({ name, value }) => el('header', { name }, value)));
}

function isHeader(name: string, value: string): boolean {
  return NAME.test(name) && value !== '' && value.length <= LONGEST && !hasControls(value);
}

function hasControls(text: string): boolean {
  return /\p{Cc}|[\u2028\u2029]/u.test(text);
}
