import type { IrcMessage, IrcSource } from './message.js';
import { noTags, parseTags } from './tags.js';

/** A command: letters, or the three digits of a numeric. */
const COMMAND = /^(?:[A-Za-z]+|[0-9]{3})$/;
const SPACE = 0x20;
const COLON = 0x3a;
const AT = 0x40;

/**
 * Takes a line apart (modern IRC client protocol, Message Format). `line` has no line end. Lenient where servers differ:
 * several spaces are one, spaces at the end are none, any number of parameters. Undefined where there is no command.
 */
export function parseLine(line: string): IrcMessage | undefined {
  let at = 0;
  let tags = noTags();
  if (line.charCodeAt(0) === AT) {
    const end = line.indexOf(' ');
    if (end === -1) return undefined;
    tags = parseTags(line.slice(1, end));
    at = end;
  }
  at = behindSpaces(line, at);
  let source: IrcSource | undefined;
  if (line.charCodeAt(at) === COLON) {
    const end = line.indexOf(' ', at);
    if (end === -1) return undefined;
    source = parseSource(line.slice(at + 1, end));
    at = behindSpaces(line, end);
  }
  const end = wordEnd(line, at);
  const command = line.slice(at, end);
  if (!COMMAND.test(command)) return undefined;
  const params = paramsFrom(line, end);
  const upper = command.toUpperCase();
  return source === undefined ? { tags, command: upper, params } : { tags, source, command: upper, params };
}

function paramsFrom(line: string, from: number): string[] {
  const params: string[] = [];
  let at = behindSpaces(line, from);
  while (at < line.length) {
    if (line.charCodeAt(at) === COLON) {
      params.push(line.slice(at + 1));
      break;
    }
    const end = wordEnd(line, at);
    params.push(line.slice(at, end));
    at = behindSpaces(line, end);
  }
  return params;
}

/**
 * Who a line comes from: `nick!user@host`, `nick@host`, `nick!user`, or a bare name, which is a nick or a server. Also
 * reads the members of a 353 with userhost-in-names, and the setter of a topic. Undefined where there is no name.
 */
export function parseSource(text: string): IrcSource | undefined {
  const bang = text.indexOf('!');
  // A user may be written by a stranger, a host holds no `@`.
  const at = text.lastIndexOf('@');
  const hasHost = at > bang;
  const nickEnd = bang !== -1 ? bang : hasHost ? at : text.length;
  if (nickEnd === 0) return undefined;
  const nick = text.slice(0, nickEnd);
  if (bang === -1) return hasHost ? { nick, host: text.slice(at + 1) } : { nick };
  return hasHost
    ? { nick, user: text.slice(bang + 1, at), host: text.slice(at + 1) }
    : { nick, user: text.slice(bang + 1) };
}

/** A source as a line has it: `nick!user@host`, without what is not known. */
export function sourceText({ nick, user, host }: IrcSource): string {
  return `${nick}${user === undefined ? '' : `!${user}`}${host === undefined ? '' : `@${host}`}`;
}

function behindSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE) at += 1;
  return at;
}

function wordEnd(line: string, from: number): number {
  const end = line.indexOf(' ', from);
  return end === -1 ? line.length : end;
}
