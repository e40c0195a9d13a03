import { serialiseTags } from './tags.js';

/** A line on its way to a server. It has no source: a server knows who sends. */
export interface LineOut {
  readonly tags?: ReadonlyMap<string, string>;
  readonly command: string;
  readonly params: readonly string[];
}

const COMMAND = /^(?:[A-Za-z]+|[0-9]{3})$/;
/** What ends a line, or the text of one for servers written in C. */
const LINE_BREAKS = /[\r\n]+/g;

/** Whether a text can be any parameter but the last: not empty, no leading colon, no space and nothing that ends a line. */
export function isMiddle(text: string): boolean {
  return text !== '' && !text.startsWith(':') && !/[ \r\n\0]/.test(text);
}

/** Whether a text can be one name in a command: a middle parameter that is not a list. */
export function isTarget(text: string): boolean {
  return isMiddle(text) && !text.includes(',');
}

/** A text as it may stand at the end of a line: breaks are spaces, NUL is left out. */
function onOneLine(text: string): string {
  return /[\r\n\0]/.test(text) ? text.replace(LINE_BREAKS, ' ').replaceAll('\0', '') : text;
}

/**
 * A line without its end. Whatever the parameters hold, it is one line: breaks in the last parameter become spaces. Throws
 * on what can be no command, and on a parameter before the last that is no middle, where the server would read another
 * line than was meant (a bug of the caller, who asks `isMiddle` about what others have written).
 */
export function serialiseLine({ tags, command, params }: LineOut): string {
  if (!COMMAND.test(command)) throw new RangeError('not a command');
  let line = tags === undefined || tags.size === 0 ? '' : withTags(tags);
  line += command;
  const last = params.length - 1;
  for (const [index, param] of params.entries()) {
    if (isMiddle(param)) line += ` ${param}`;
    else if (index === last) line += ` :${onOneLine(param)}`;
    else throw new RangeError(`parameter ${index + 1} of ${command} can stand at the end only`);
  }
  return line;
}

function withTags(tags: ReadonlyMap<string, string>): string {
  const text = serialiseTags(tags);
  return text === '' ? '' : `@${text} `;
}
