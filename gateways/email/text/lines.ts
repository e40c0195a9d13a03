import type { LineMark } from './text-layout.js';

/** A line of a mail, with what tells whose words it has. */
export interface Line {
  /** As it stands there. */
  readonly text: string;
  /** How many quotation marks lead it. */
  readonly depth: number;
  /** Without those marks, white space at the ends, and what only directs the writing. */
  readonly content: string;
  /** What the mail program marked here. */
  readonly mark: LineMark | undefined;
}

/** The directions that programs put around names in right-to-left texts. */
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const DIRECTED = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Faces that begin like a quotation. */
const FACE = /^>[_.:;=^-]\S{0,2}(?:\s|$)/;
/** A line of a mailbox file that was kept from looking like the start of a mail. */
const STUFFED = '>From ';
/** Marks that are counted. */
const MOST_DEPTH = 100;

/** Reads the lines of a text. */
export function readLines(texts: readonly string[], marks?: ReadonlyMap<number, LineMark>): Line[] {
  return texts.map((text, index) => readLine(text, marks?.get(index)));
}

function readLine(text: string, mark: LineMark | undefined): Line {
  const { depth, rest } = unquoted(text);
  return { text, depth, content: contentOf(rest), mark };
}

/** Takes the quotation marks off a line, and the space behind each. */
export function unquoted(text: string): { readonly depth: number; readonly rest: string } {
  if (!text.startsWith('>') || text.startsWith(STUFFED) || FACE.test(text)) return { depth: 0, rest: text };
  let at = 0;
  let depth = 0;
  while (depth < MOST_DEPTH) {
    if (text.startsWith('>', at)) at += 1;
    else if (text.startsWith(' >', at) && depth > 0) at += 2;
    else break;
    depth += 1;
  }
  return { depth, rest: text.startsWith(' ', at) ? text.slice(at + 1) : text.slice(at) };
}

const contentOf = (text: string): string => (DIRECTED.test(text) ? text.replace(DIRECTIONS, '') : text).trim();

/** Whether a line says nothing: there is none, or only quotation marks, blanks and marks of direction. */
export const isBlank = (line: Line | undefined): boolean => line === undefined || line.content === '';

/** The first line from `at` on, and before `end`, that has a text; `end` where none has. */
export function nextText(lines: readonly Line[], at: number, end: number = lines.length): number {
  let index = at;
  while (index < end && isBlank(lines[index])) index += 1;
  return index;
}

/** The end of the text before `end`: without the blank lines that close it. */
export function trimmedEnd(lines: readonly Line[], end: number): number {
  let index = end;
  while (index > 0 && isBlank(lines[index - 1])) index -= 1;
  return index;
}
