/** A span as XEP-0393 5.2 reads it: its mark, where that opens, and where it closes. */
export interface Span {
  readonly mark: string;
  readonly open: number;
  readonly close: number;
}

const FENCE = '```';
const BLANK = /\s/u;
const MAYBE = /[*_~`>]/;

/**
 * The spans of a line, by the letter of the specification: a mark opens at the start, behind white space or behind another
 * one that opens, and closes with the next of its kind that has no white space before it. In order of their opening.
 */
export function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  if (MAYBE.test(line)) collect(line, 0, line.length, spans);
  return spans;
}

function collect(line: string, from: number, to: number, into: Span[]): void {
  // Made when a mark opens: most lines have none.
  let closings: Map<string, number> | undefined;
  for (let at = from; at < to; at += 1) {
    if (!isMark(line.charCodeAt(at)) || !(at === from || isBlank(line, at - 1))) continue;
    const mark = line.charAt(at);
    closings ??= new Map();
    const close = closing(line, at, to, closings);
    if (close === -1) continue;
    into.push({ mark, open: at, close });
    // What is inside holds no mark of this kind, so it goes four levels deep at most.
    if (mark !== '`') collect(line, at + 1, close, into);
    at = close;
  }
}

/** The marks of spans: * _ ~ and the backtick. */
function isMark(unit: number): boolean {
  return unit === 0x2a || unit === 0x5f || unit === 0x7e || unit === 0x60;
}

/** Whether white space stands at a place. */
export function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) : BLANK.test(text.charAt(at));
}

/** Where a mark closes, or -1. `known` has for each mark the next place that could close, so that no part is read twice. */
function closing(line: string, open: number, to: number, known: Map<string, number>): number {
  const mark = line.charAt(open);
  const next = line.charAt(open + 1);
  if (open + 1 >= to || next === mark || isBlank(line, open + 1)) return -1;
  let at = known.get(mark) ?? -1;
  if (at < open + 2) {
    at = open + 2;
    while (at < to && (line.charAt(at) !== mark || isBlank(line, at - 1))) at += 1;
    known.set(mark, at);
  }
  return at < to ? at : -1;
}

/**
 * Whether a reader of XEP-0393 would see more in a text than its characters: a span, a fence, or a quotation. One that has
 * a space behind its `>` is meant as one on both sides and does not count.
 */
export function looksStyled(text: string): boolean {
  if (!MAYBE.test(text)) return false;
  if (!text.includes('\n')) return isLineStyled(text);
  return text.split('\n').some(isLineStyled);
}

const isLineStyled = (line: string): boolean => isBlock(line) || spansOf(line).length > 0;

/** A line that opens a block, or a quotation that nobody meant, such as `>_>`. */
export function isBlock(line: string): boolean {
  let at = 0;
  while (line.startsWith('> ', at)) at += 2;
  return line.startsWith(FENCE, at) || line.startsWith('>', at);
}
