import { CODE, codeLength } from './mirc.js';
import { isBlank, isBlock, looksStyled, type Span, spansOf } from './spans.js';

/** A text of IRC for an XMPP client. */
export interface IncomingText {
  /** Without codes and without what XML 1.0 forbids. */
  readonly text: string;
  /** The text has marks of message styling (XEP-0393) in place of codes. */
  readonly styled: boolean;
  /** The text has what only looks like styling: the message carries `<unstyled/>`. */
  readonly unstyled: boolean;
}

/** Codes that have a mark, outermost first, and the marks; the other codes are left out. */
const STYLES = CODE.bold + CODE.italic + CODE.strike + CODE.mono;
const MARKS = '*_~`';
const MONO = 3;
/** A style that is not on. */
const OFF = -1;

/** What may not follow a closing mark: clients differ in whether it closes inside of a word. */
const WORD = /[\p{L}\p{N}\p{M}]/u;
/** Controls but tab and line feed, and what XML 1.0 forbids beside them (2.2). */
const FORBIDDEN = /(?![\t\n])[\p{Cc}\ufffe\uffff]/gu;

/** A stretch of a line in one style: of the text without codes, in UTF-16 units. */
interface Run {
  /** Place in `STYLES` and `MARKS`. */
  readonly style: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Translates formatted text. Bold, italic, strike and monospace become marks where a reader of XEP-0393 takes them for just
 * that: around whole words, each closed in its line, nested. Where the marks would be read differently together with what
 * stands in the text, there are none: the characters that were written count for more than how they looked.
 */
export function fromIrc(raw: string): IncomingText {
  switch (lookAt(raw)) {
    case 'plain':
      return { text: raw, styled: false, unstyled: false };
    case 'marks':
      return { text: raw, styled: false, unstyled: looksStyled(raw) };
    default:
      return translate(raw.toWellFormed());
  }
}

/** One pass that tells what a text needs: nothing (the usual), a look at its marks, or care. */
function lookAt(raw: string): 'plain' | 'marks' | 'care' {
  let marks = false;
  let surrogates = false;
  for (let at = 0; at < raw.length; at += 1) {
    const unit = raw.charCodeAt(at);
    if (unit < 0x7f) {
      if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a) return 'care';
      // * _ ` ~ >
      if (unit === 0x2a || unit === 0x5f || unit === 0x60 || unit === 0x7e || unit === 0x3e) marks = true;
    } else if (unit < 0xa0 || unit >= 0xfffe) {
      return 'care';
    } else if (unit >= 0xd800 && unit < 0xe000) {
      surrogates = true;
    }
  }
  if (surrogates && !raw.isWellFormed()) return 'care';
  return marks ? 'marks' : 'plain';
}

function translate(raw: string): IncomingText {
  const plain: string[] = [];
  const marked: string[] = [];
  let styled = false;
  let faithful = true;
  for (const line of raw.split('\n')) {
    const { text, runs } = withoutFormatting(line);
    const result = withMarks(text, runs);
    plain.push(text);
    marked.push(result.text);
    styled ||= result.runs > 0;
    faithful &&= result.faithful;
  }
  if (styled && faithful) return { text: marked.join('\n'), styled: true, unstyled: false };
  const text = plain.join('\n');
  return { text, styled: false, unstyled: looksStyled(text) };
}

/** A line without codes and forbidden characters, and the stretches that had a style. What is open at the end closes there. */
function withoutFormatting(line: string): { readonly text: string; readonly runs: readonly Run[] } {
  const open = [OFF, OFF, OFF, OFF];
  const runs: Run[] = [];
  let text = '';
  let at = 0;
  while (at < line.length) {
    const length = codeLength(line, at);
    if (length === 0) {
      const end = nextControl(line, at + 1);
      text += allowed(line, at, end);
      at = end;
      continue;
    }
    const code = line.charAt(at);
    at += length;
    if (code === CODE.reset) closeAll(open, text.length, runs);
    else toggle(STYLES.indexOf(code), open, text.length, runs);
  }
  closeAll(open, text.length, runs);
  return { text, runs };
}

function toggle(style: number, open: number[], at: number, runs: Run[]): void {
  const start = open[style];
  if (start === undefined) return;
  if (start !== OFF) runs.push({ style, start, end: at });
  open[style] = start === OFF ? at : OFF;
}

function closeAll(open: number[], at: number, runs: Run[]): void {
  for (let style = 0; style < open.length; style += 1) if (open[style] !== OFF) toggle(style, open, at, runs);
}

/** A stretch that no code interrupts, without what XML forbids. */
function allowed(line: string, from: number, to: number): string {
  const stretch = line.slice(from, to);
  return lookAt(stretch) === 'care' ? stretch.replace(FORBIDDEN, '') : stretch;
}

function nextControl(line: string, from: number): number {
  let at = from;
  while (at < line.length && line.charCodeAt(at) >= 0x20) at += 1;
  return at;
}

/** Marks around the runs that can have them. Not faithful: read again, the line would say something else. */
function withMarks(
  text: string,
  written: readonly Run[],
): { readonly text: string; readonly runs: number; readonly faithful: boolean } {
  if (written.length === 0) return { text, runs: 0, faithful: !looksStyled(text) };
  const runs = nested(joined(text, written).filter((run) => isMarkable(text, run)));
  const { line, spans } = insert(text, runs);
  return { text: line, runs: runs.length, faithful: !isBlock(line) && sameSpans(spans, spansOf(line)) };
}

/** The runs without white space at their ends; two of a kind that only that parts are one. */
function joined(text: string, written: readonly Run[]): readonly Run[] {
  const runs: Run[] = [];
  // Where the last run of each style stands in the list.
  const last = [OFF, OFF, OFF, OFF];
  for (const { style, start, end } of written) {
    let from = start;
    let to = end;
    while (from < to && isBlank(text, from)) from += 1;
    while (to > from && isBlank(text, to - 1)) to -= 1;
    if (from === to) continue;
    const index = last[style] ?? OFF;
    const before = runs[index];
    if (before !== undefined && before.end === from) {
      runs[index] = { style, start: before.start, end: to };
    } else {
      last[style] = runs.length;
      runs.push({ style, start: from, end: to });
    }
  }
  return runs;
}

/** Whether the ends of a run are where words end, and it holds no mark of its own kind. */
function isMarkable(text: string, { style, start, end }: Run): boolean {
  const mark = MARKS.charAt(style);
  if (start > 0 && !isBlank(text, start - 1)) return false;
  if (end < text.length && WORD.test(String.fromCodePoint(text.codePointAt(end) ?? 0))) return false;
  return text.charAt(end) !== mark && !text.slice(start, end).includes(mark);
}

/** The runs from the outermost inwards; one that would cross another, or lies in a monospaced one, is left out. */
function nested(runs: readonly Run[]): readonly Run[] {
  const ordered = runs.toSorted(
    (one, other) => one.start - other.start || other.end - one.end || one.style - other.style,
  );
  const around: Run[] = [];
  return ordered.filter((run) => {
    while ((around.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= run.start) around.pop();
    const parent = around.at(-1);
    if (parent !== undefined && (run.end > parent.end || parent.style === MONO)) return false;
    around.push(run);
    return true;
  });
}

/** Puts the marks in, and tells where they are then. */
function insert(text: string, runs: readonly Run[]): { readonly line: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  const around: { readonly run: Run; readonly open: number; readonly index: number }[] = [];
  let line = '';
  let at = 0;
  const closeUpTo = (place: number): void => {
    for (let inner = around.at(-1); inner !== undefined && inner.run.end <= place; inner = around.at(-1)) {
      around.pop();
      line += text.slice(at, inner.run.end);
      at = inner.run.end;
      const mark = MARKS.charAt(inner.run.style);
      spans[inner.index] = { mark, open: inner.open, close: line.length };
      line += mark;
    }
  };
  for (const run of runs) {
    closeUpTo(run.start);
    line += text.slice(at, run.start);
    at = run.start;
    around.push({ run, open: line.length, index: spans.length });
    const mark = MARKS.charAt(run.style);
    spans.push({ mark, open: line.length, close: -1 });
    line += mark;
  }
  closeUpTo(text.length);
  return { line: line + text.slice(at), spans };
}

function sameSpans(meant: readonly Span[], read: readonly Span[]): boolean {
  return (
    meant.length === read.length &&
    meant.every(({ mark, open, close }, index) => {
      const other = read[index];
      return other !== undefined && other.mark === mark && other.open === open && other.close === close;
    })
  );
}
