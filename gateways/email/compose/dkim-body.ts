import { createHash } from 'node:crypto';
import { TURN_OCTETS, turn } from './turns.js';

/** Blanks that the canonical form changes; most lines have none such. */
const CHANGES = /\t| {2}| \r\n| $/;
const LF = 10;

/** SHA-256 in base64 of a body in its `relaxed` form (RFC 6376 3.4.4), in turns with whatever else there is to do. */
export async function bodyHash(body: Buffer): Promise<string> {
  const hash = createHash('sha256');
  /** Empty lines that count only if something comes behind them. */
  let empty = 0;
  let any = false;
  for (let at = 0; at < body.length; ) {
    if (at > 0) await turn();
    const end = endOfPiece(body, at);
    const text = relaxed(body.toString('latin1', at, end));
    at = end;
    const content = contentEnd(text);
    if (content > 0) {
      hash.update('\r\n'.repeat(empty) + text.slice(0, content), 'latin1');
      empty = 0;
      any = true;
    }
    empty += (text.length - content) / 2;
  }
  if (any) hash.update('\r\n');
  return hash.digest('base64');
}

/** Behind a line end, so that no blanks are cut apart. */
function endOfPiece(body: Buffer, from: number): number {
  const newline = from + TURN_OCTETS < body.length ? body.indexOf(LF, from + TURN_OCTETS) : -1;
  return newline === -1 ? body.length : newline + 1;
}

function relaxed(text: string): string {
  if (!CHANGES.test(text)) return text;
  return text
    .split('\r\n')
    .map((line) => withoutEndBlank(line.replace(/[ \t]+/g, ' ')))
    .join('\r\n');
}

function withoutEndBlank(line: string): string {
  return line.endsWith(' ') ? line.slice(0, -1) : line;
}

/** Where the line ends begin with which a text ends. */
function contentEnd(text: string): number {
  let end = text.length;
  while (end >= 2 && text.endsWith('\r\n', end)) end -= 2;
  return end;
}
