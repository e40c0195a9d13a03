import { rewriteStyling, type StylingWriter } from '../../../src/xmpp/styling.js';
import { CTCP_DELIMITER } from './ctcp.js';
import { CODE } from './mirc.js';

const CODE_OF: ReadonlyMap<string, string> = new Map([
  ['*', CODE.bold],
  ['_', CODE.italic],
  ['~', CODE.strike],
  ['`', CODE.mono],
]);

/** Every code toggles, so that what is nested opens and closes as the marks do. */
const CODES: StylingWriter = {
  span: (mark, inner) => {
    const code = CODE_OF.get(mark) ?? '';
    return `${code}${inner}${code}`;
  },
  preformatted: (line) => (line.trim() === '' ? line : `${CODE.mono}${line}${CODE.mono}`),
};

const LINE_END = /\r\n?|\u2028|\u2029/g;
/**
 * The body of an XMPP message as formatted text, one line for each of its lines, parted by LF. Spans and preformatted
 * blocks of message styling become codes; marks that style nothing stay, and all of them where the message says that it is
 * `unstyled`. No CR, NUL or U+0001 is left, and no half of a surrogate pair.
 */
export function toIrc(body: string, unstyled: boolean): string {
  const text = body.replace(LINE_END, '\n').replaceAll('\0', '').replaceAll(CTCP_DELIMITER, '').toWellFormed();
  return unstyled ? text : rewriteStyling(text, CODES);
}
