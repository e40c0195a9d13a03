import { fieldOf, type ReadPart, textOf } from './mail-reader.js';
import { compareValue, type Match, type Variables } from './stanza-match.js';

/** Fields and a text as a script writes them. */
export interface WrittenMail {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Undefined where the script says nothing of it. */
  readonly text: string | undefined;
}

/**
 * Reads the indented lines of a script: first fields, then the text. A line with a bar alone is an empty one, since those mean
 * nothing in a script; the text begins behind the first of them, or at the first line that is no field.
 */
export function writtenMail(body: string): WrittenMail {
  const lines = unindented(body);
  const fields: (readonly [string, string])[] = [];
  for (const line of lines) {
    const [, name, value = ''] = /^([A-Za-z][A-Za-z0-9-]*):(?: (.*))?$/.exec(line) ?? [];
    if (name === undefined) break;
    fields.push([name, value]);
  }
  const rest = lines.slice(fields.length);
  if (rest.length === 0) return { fields, text: undefined };
  const text = rest.map((line) => (line === '|' ? '' : line));
  return { fields, text: (rest[0] === '|' ? text.slice(1) : text).join('\n') };
}

/** The indented lines of a script without the indentation that the first one has. */
export function unindented(body: string): readonly string[] {
  const indentation = /^\s*/.exec(body)?.[0] ?? '';
  return body
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()));
}

/**
 * Compares a mail with what a script expects: the fields that it names, decoded, `{absent}` where there must be none, and the
 * text where it gives one. Fields that it does not name are not looked at.
 */
export function matchMail(expected: WrittenMail, mail: ReadPart, variables: Variables): Match {
  const found: Record<string, string> = { ...variables };
  const differences = expected.fields.flatMap(([name, template]) =>
    compareValue(template, fieldOf(mail, name), name, found),
  );
  if (expected.text !== undefined) differences.push(...compareValue(expected.text, textOf(mail), 'text', found));
  return differences.length === 0 ? { fits: true, variables: found } : { fits: false, differences };
}

/** A mail as it goes out: what is written, and what every mail has, where it is not written. */
export function composed(written: WrittenMail, usual: Readonly<Record<string, string>>): Buffer {
  const has = (name: string) => written.fields.some(([each]) => each.toLowerCase() === name.toLowerCase());
  const added = Object.entries(usual).filter(([name]) => !has(name));
  // A field that is to be missing.
  const fields = [...added, ...written.fields].filter(([, value]) => value !== '{absent}');
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${head}\r\n${(written.text ?? '').replaceAll('\n', '\r\n')}\r\n`);
}
