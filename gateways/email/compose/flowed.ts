/** Text in the form `format=flowed` (RFC 3676 4.2): lines that other programs may break anew. */

/** Columns of a line with its blank at the end; at most 78 (4.2). */
const COLUMNS = 72;
const SIGNATURE = '-- ';

/** Lines, without ends, of text whose lines end with LF. */
export function flowedLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) flow(line, lines);
  return lines;
}

function flow(line: string, into: string[]): void {
  if (line === SIGNATURE) {
    into.push(line);
    return;
  }
  const quote = quoteOf(line);
  const prefix = quote.depth === 0 ? '' : `${'>'.repeat(quote.depth)} `;
  // A blank at the end would join the next line to this one.
  let rest = line.slice(quote.end).trimEnd();
  const room = Math.max(20, COLUMNS - prefix.length);
  while (rest.length > room) {
    const cut = cutOf(rest, room);
    if (cut === -1) break;
    into.push(stuffed(prefix, rest.slice(0, cut)));
    rest = rest.slice(cut);
  }
  into.push(stuffed(prefix, rest).trimEnd());
}

/** Behind the last blank that fits, or behind the first one; -1: there is none to cut at. Blanks are never cut apart. */
function cutOf(text: string, room: number): number {
  const fitting = text.lastIndexOf(' ', room - 1);
  const blank = fitting > 0 ? fitting : text.indexOf(' ', room);
  if (blank === -1) return -1;
  const cut = blank + 1;
  // Only blanks before it: a line of nothing but blanks would be lost.
  return text.slice(0, cut).trim() === '' ? -1 : cut;
}

/** Space-stuffing (4.4); quoted text always has a blank behind its signs. */
function stuffed(prefix: string, text: string): string {
  if (prefix !== '') return prefix + text;
  return text.startsWith(' ') || text.startsWith('>') || text.startsWith('From ') ? ` ${text}` : text;
}

/** People write `> > text` for what is `>> text` here. */
function quoteOf(line: string): { readonly depth: number; readonly end: number } {
  let depth = 0;
  let end = 0;
  while (line.charAt(end) === '>') {
    depth += 1;
    end += 1;
    if (line.charAt(end) === ' ') end += 1;
  }
  return { depth, end };
}
