import { isBlank, type Line, trimmedEnd } from './lines.js';
import { isProgramLine } from './program-lines.js';

/** The line before a signature (RFC 3676 4.3), as it is and as broken encoders leave it. */
const EXACT: ReadonlySet<string> = new Set([
  '-- ',
  '--\u00a0',
  '--=20',
  '=2D- ',
  '=2D-=20',
  '=2D-',
  '=2D=2D ',
  '-- =20',
]);
/** The same as people and programs write it without its space. */
const LOOSE: ReadonlySet<string> = new Set(['--', '—', '––', '-- --', '__']);
/** Lines of a signature behind an exact mark, and behind another. */
const MOST_LINES = 40;
const MOST_LOOSE_LINES = 10;
/** A line of underscores before the footer of a mailing list. */
const LEAST_RULE = 20;
const MOST_FOOTER_LINES = 8;
/** Units of a line in a signature with another mark. */
const LONGEST_LOOSE = 100;

/**
 * Where a text ends without the signature at its end: `end` itself where it has none. Looks at the last lines only.
 */
export function withoutSignature(lines: readonly Line[], end: number): number {
  const last = trimmedEnd(lines, end);
  const marked = markedSignature(lines, last);
  if (marked !== undefined) return marked;
  const line = lines[last - 1];
  if (line === undefined) return end;
  if (line.depth === 0 && isProgramLine(line.content) && isBlank(lines[last - 2])) return last - 1;
  let longest = 0;
  for (let at = last - 1; at >= 0 && at >= last - MOST_LINES; at -= 1) {
    const here = lines[at];
    if (here === undefined || here.depth > 0) return end;
    const below = last - at - 1;
    if (EXACT.has(here.text)) return at;
    if (LOOSE.has(here.content) && below <= MOST_LOOSE_LINES && longest <= LONGEST_LOOSE) {
      return isOnly(lines, at, here.content) ? at : end;
    }
    if (below <= MOST_FOOTER_LINES && isRule(here.content) && saysWhere(lines, at, last)) return at;
    longest = Math.max(longest, here.content.length);
  }
  return end;
}

/** A signature that the mail program marked, when nothing stands behind it. */
function markedSignature(lines: readonly Line[], last: number): number | undefined {
  for (let at = last - 1; at >= 0 && at >= last - MOST_LINES; at -= 1) {
    const mark = lines[at]?.mark;
    if (mark === 'text') return undefined;
    if (mark !== 'signature') continue;
    // The mark of a signature may stand in an element of its own.
    const before = trimmedEnd(lines, at);
    return LOOSE.has(lines[before - 1]?.content ?? '') ? before - 1 : at;
  }
  return undefined;
}

/** A mark without its space counts only where the text has one of them: else it parts sections. */
function isOnly(lines: readonly Line[], at: number, content: string): boolean {
  for (let above = at - 1; above >= 0; above -= 1) {
    if (lines[above]?.content === content && lines[above]?.depth === 0) return false;
  }
  return true;
}

function isRule(content: string): boolean {
  return content.length >= LEAST_RULE && content.length <= LONGEST_LOOSE && /^_+$/.test(content);
}

/** The footer of a list says where the list is. */
function saysWhere(lines: readonly Line[], rule: number, end: number): boolean {
  for (let at = rule + 1; at < end; at += 1) {
    const content = lines[at]?.content ?? '';
    if (content.includes('@') || content.includes('://')) return true;
  }
  return false;
}

/** Keeps a line that a user wrote from being taken for the mark of a signature, by a space that nobody sees. */
export function withoutSignatureMark(text: string): string {
  if (!text.includes('--')) return text;
  return text
    .split('\n')
    .map((line) => (line === '-- ' || line === '--' ? `\u200b${line}` : line))
    .join('\n');
}
