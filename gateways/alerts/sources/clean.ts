/** Said at the end of a text that was longer. */
const ELLIPSIS = '…';

/** How much more of a text is looked at than can be kept, as white space may fall away. */
const SLACK = 4;

/** A text that was made fit, and whether something of it is missing. */
export interface Fitted {
  readonly text: string;
  readonly cut: boolean;
}

/** One line of at most `most` characters: white space is one space, and none at both ends. Else as `exact`. */
export function oneLine(text: string, most: number): Fitted {
  if (text.length <= most && !UNUSUAL.test(text) && !LOOSE.test(text)) return { text, cut: false };
  const start = text.slice(0, most * SLACK);
  return fit(printable(start).replace(/\s+/gu, ' ').trim(), most, start.length < text.length);
}

/** Lines, at most `most` characters: they end with a line feed, with one empty line at most between them. Else as `exact`. */
export function prose(text: string, most: number): Fitted {
  // One line, which most texts are.
  if (text.length <= most && !UNUSUAL.test(text)) return { text: text.trim(), cut: false };
  const start = text.slice(0, most * SLACK);
  const lines = printable(start).split('\n');
  const trimmed = lines.map((line) => line.trimEnd()).join('\n');
  return fit(trimmed.replace(/\n{3,}/gu, '\n\n').trim(), most, start.length < text.length);
}

/** At most `most` characters, as they are: without control characters, halves of characters, and what XML 1.0 cannot carry. */
export function exact(text: string, most: number): Fitted {
  if (text.length <= most && !UNUSUAL.test(text)) return { text, cut: false };
  const start = text.slice(0, most * SLACK);
  return fit(printable(start), most, start.length < text.length);
}

/** Characters of a line that stands for a text. */
const HEADLINE = 200;

/** The first line of a text that has something in it, cut where it is as long as a paragraph. */
export function headlineOf(text: string): string {
  const start = printable(text.slice(0, HEADLINE * SLACK * SLACK)).trimStart();
  return oneLine(start.split('\n', 1)[0] ?? '', HEADLINE).text;
}

/** Whether it can be shown in one line as it is. */
export function isOneLine(text: string): boolean {
  if (!UNUSUAL.test(text)) return true;
  return text.isWellFormed() && !/[\p{Cc}\u2028\u2029\ufffe\uffff]/u.test(text);
}

/** Printable ASCII, which most of what is sent is, needs no cleaning. */
const UNUSUAL = /[^ -~]/;
/** Spaces that fall away in one line. */
const LOOSE = /^ | $| {2}/;

function printable(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\x85\u2028\u2029]/gu, '\n')
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '');
}

function fit(text: string, most: number, cut: boolean): Fitted {
  if (text.length <= most && !cut) return { text, cut: false };
  if (text.length < most) return { text: `${text}${ELLIPSIS}`, cut: true };
  // Half of a character at the cut is none.
  return {
    text: `${text
      .slice(0, most - 1)
      .toWellFormed()
      .replace(/\ufffd$/u, '')}${ELLIPSIS}`,
    cut: true,
  };
}
