/** The marks of spans (XEP-0393 5.2): strong, emphasis, strike through, preformatted. */
const MARKS = new Set(['*', '_', '~', '`']);
const FENCE = '```';
const BLANK = /\s/u;
/** What may follow a closing mark: a mark inside of a word belongs to a name, such as `_init_db`. */
const WORD = /[\p{L}\p{N}]/u;

/** What becomes of the styling of a text. */
export interface StylingWriter {
  /** A span: its mark, and what is inside of it, written already. */
  span(mark: string, inner: string): string;
  /** A line of a preformatted block. */
  preformatted(line: string): string;
}

const BARE: StylingWriter = { span: (_mark, inner) => inner, preformatted: (line) => line };

/** A text without the marks of message styling (XEP-0393), for people whose network would show them and who do not read them. */
export function withoutStyling(text: string): string {
  return rewriteStyling(text, BARE);
}

/**
 * A text whose message styling (XEP-0393) is written in another way. Block quotations stay, as people read those. A mark
 * that closes in the middle of a word is left as it is: the specification would take it for styling, but what is written
 * so is far more often a name or a path.
 */
export function rewriteStyling(text: string, writer: StylingWriter): string {
  if (!/[*_~`]/.test(text)) return text;
  const lines: string[] = [];
  let preformatted = false;
  const written = text.split('\n');
  for (const [index, line] of written.entries()) {
    if (preformatted) {
      if (line === FENCE) preformatted = false;
      else lines.push(writer.preformatted(line));
    } else if (line.startsWith(FENCE)) {
      preformatted = true;
      // What stands behind the fence is a note for programs (5.1.2), but all that there is where nothing follows.
      const note = line.slice(FENCE.length);
      if (index === written.length - 1) {
        lines.push(writer.preformatted(note.endsWith(FENCE) ? note.slice(0, -FENCE.length) : note));
      }
    } else {
      lines.push(rewriteSpans(line, writer));
    }
  }
  return lines.join('\n');
}

function rewriteSpans(line: string, writer: StylingWriter): string {
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
    out += writer.span(mark, mark === '`' ? inner : rewriteSpans(inner, writer));
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
