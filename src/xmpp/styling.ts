/** The marks of spans (XEP-0393 5.2): strong, emphasis, strike through, preformatted. */
const MARKS = new Set(['*', '_', '~', '`']);
const FENCE = '```';
const BLANK = /\s/u;
/** What may follow a closing mark: a mark inside of a word belongs to a name, such as `_init_db`. */
const WORD = /[\p{L}\p{N}]/u;

/**
 * A text without the marks of message styling (XEP-0393), for people whose network would show them and who do not read
 * them. Block quotations stay, as people read those. A mark that closes in the middle of a word is left as it is: the
 * specification would take it for styling, but what is written so is far more often a name or a path.
 */
export function withoutStyling(text: string): string {
  if (!/[*_~`]/.test(text)) return text;
  const lines: string[] = [];
  let preformatted = false;
  const written = text.split('\n');
  for (const [index, line] of written.entries()) {
    if (preformatted) {
      if (line === FENCE) preformatted = false;
      else lines.push(line);
    } else if (line.startsWith(FENCE)) {
      preformatted = true;
      // What stands behind the fence is a note for programs (5.1.2), but all that there is where nothing follows.
      const note = line.slice(FENCE.length);
      if (index === written.length - 1) lines.push(note.endsWith(FENCE) ? note.slice(0, -FENCE.length) : note);
    } else {
      lines.push(withoutSpans(line));
    }
  }
  return lines.join('\n');
}

function withoutSpans(line: string): string {
  const closings = new Map<string, number>();
  let out = '';
  let at = 0;
  while (at < line.length) {
    const mark = line[at] ?? '';
    const opens = MARKS.has(mark) && (at === 0 || BLANK.test(line[at - 1] ?? ''));
    const end = opens ? closing(line, at, closings) : -1;
    if (end === -1) {
      out += mark;
      at += 1;
      continue;
    }
    const inner = line.slice(at + 1, end);
    out += mark === '`' ? inner : withoutSpans(inner);
    at = end + 1;
  }
  return out;
}

/**
 * Where the span that opens at `open` closes; -1 where it does not. `found` remembers the next place of each mark that
 * could close, so that a line of nothing but marks is not walked again for each of them.
 */
function closing(line: string, open: number, found: Map<string, number>): number {
  const mark = line[open] ?? '';
  const next = line[open + 1];
  if (next === undefined || next === mark || BLANK.test(next)) return -1;
  let at = found.get(mark) ?? -1;
  if (at < open + 2) {
    at = open + 2;
    while (at < line.length && (line[at] !== mark || BLANK.test(line[at - 1] ?? ''))) at += 1;
    found.set(mark, at);
  }
  if (at >= line.length) return -1;
  const after = line[at + 1];
  return after === undefined || !WORD.test(after) ? at : -1;
}
