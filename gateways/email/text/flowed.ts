import { unquoted } from './lines.js';

/** The one line that ends with a space and goes on nowhere (RFC 3676 4.3). */
const SIGNATURE = '-- ';
/** Characters of a line that is written, without what quotes it: 4.2 asks for 78 at most. */
const WIDTH = 72;
/** A line that a mailbox file, or a reader of quotations, would take for something else. */
const NEEDS_STUFFING = /^(?: |>|From )/;

/**
 * The paragraphs of a text that came as format=flowed (RFC 3676 4): lines that were broken to be sent are whole again,
 * quotations too. Each level of a quotation is one `>`, with a space behind the last.
 *
 * @param text Lines end with LF.
 * @param delSp The space that ends a broken line is no part of the text (DelSp=yes).
 */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let pieces: string[] = [];
  let depth = 0;
  const finish = () => {
    if (pieces.length > 0) out.push(quoted(depth, pieces.join('')));
    pieces = [];
  };
  for (const raw of text.split('\n')) {
    const line = flowedLine(raw);
    // A paragraph has one depth; where a sender breaks that rule, the depth counts for more (4.5).
    if (pieces.length > 0 && line.depth !== depth) finish();
    depth = line.depth;
    if (line.text === SIGNATURE) {
      finish();
      out.push(quoted(depth, SIGNATURE));
      continue;
    }
    const flows = line.text.endsWith(' ');
    pieces.push(flows && delSp ? line.text.slice(0, -1) : line.text);
    if (!flows) finish();
  }
  finish();
  return out.join('\n');
}

/** Depth and text of a line, its stuffing taken off (4.4, 4.5): here every leading `>` is a quotation mark. */
function flowedLine(raw: string): { readonly depth: number; readonly text: string } {
  let depth = 0;
  while (raw.startsWith('>', depth)) depth += 1;
  return { depth, text: raw.slice(raw.startsWith(' ', depth) ? depth + 1 : depth) };
}

function quoted(depth: number, text: string): string {
  const kept = text === SIGNATURE ? text : text.trimEnd();
  if (depth > 0) return kept === '' ? '>'.repeat(depth) : `${'>'.repeat(depth)} ${kept}`;
  // A mark that is part of the text must not become one of a quotation.
  return kept.startsWith('>') ? ` ${kept}` : kept;
}

/**
 * A text as format=flowed with DelSp=no: paragraphs are broken at spaces into lines of 78 characters at most, a longer word
 * stays whole. Lines that begin with `>` are quotations (XEP-0393 5.1.3) and are broken as such.
 *
 * @param text Lines end with LF, as those of the result.
 */
export function flow(text: string): string {
  return text.split('\n').flatMap(flowLine).join('\n');
}

function flowLine(line: string): string[] {
  if (line === SIGNATURE) return [line];
  const { depth, rest } = unquoted(line);
  const marks = '>'.repeat(depth);
  // A space at the end would join the line with the next one.
  return broken(rest.trimEnd()).map((piece) => {
    const stuffed = depth > 0 ? piece !== '' : NEEDS_STUFFING.test(piece);
    return `${marks}${stuffed ? ' ' : ''}${piece}`;
  });
}

/** The pieces of a paragraph, each but the last with the space at its end. */
function broken(paragraph: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (paragraph.length - start > WIDTH) {
    let end = paragraph.lastIndexOf(' ', start + WIDTH - 1);
    if (end < start) end = paragraph.indexOf(' ', start + WIDTH);
    if (end === -1) break;
    // All the spaces that stand there stay together.
    while (paragraph[end + 1] === ' ') end += 1;
    const piece = paragraph.slice(start, end + 1);
    // Nothing but the mark of a signature must stand alone as one.
    if (piece === SIGNATURE) break;
    pieces.push(piece);
    start = end + 1;
  }
  pieces.push(paragraph.slice(start));
  return pieces;
}
