import { EMPTY, ESCAPE } from './septets.js';

/** What the words of a written table mean; every other word is one character, or two hexadecimal digits. */
const WORDS: Readonly<Record<string, string>> = {
  SP: ' ',
  LF: '\n',
  CR: '\r',
  FF: '\f',
  ESC: String.fromCharCode(ESCAPE),
  '--': EMPTY,
};

/**
 * A table of 128 characters as the specification prints it, septets in rows of 16: a character stands for itself, two
 * hexadecimal digits for a code point of `block`, `--` for a place that is empty.
 */
export function readTable(block: number, rows: readonly string[]): string {
  return rows
    .flatMap((row) => row.split(' '))
    .map((word) => WORDS[word] ?? (word.length === 1 ? word : String.fromCharCode(block + Number.parseInt(word, 16))))
    .join('');
}
