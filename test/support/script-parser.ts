/** One line of a script that is not indented, with the indented lines below it. */
export interface ScriptLine {
  /** Counted from 1. */
  readonly number: number;
  /** `Romeo receives:` */
  readonly text: string;
  /** The indented lines, joined: the XML. */
  readonly body: string;
}

/**
 * Splits a script into its lines. `#` at the beginning of a line makes it a comment, empty lines mean nothing, and what is
 * indented belongs to the line above.
 */
export function parseScript(source: string, file: string): readonly ScriptLine[] {
  const lines: { number: number; text: string; body: string }[] = [];
  for (const [index, line] of source.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (!/^\s/.test(line)) {
      lines.push({ number: index + 1, text: line.trimEnd(), body: '' });
      continue;
    }
    const owner = lines.at(-1);
    if (owner === undefined)
      throw new Error(`${file}:${index + 1}: an indented line needs a line above it to belong to`);
    owner.body += `${line}\n`;
  }
  for (const { number, text, body } of lines) {
    if (text.endsWith(':') !== (body !== '')) {
      throw new Error(`${file}:${number}: a line ends with ":" just where indented lines follow: ${text}`);
    }
  }
  return lines;
}
