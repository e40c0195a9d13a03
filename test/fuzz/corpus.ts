import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';
import type { FuzzTarget } from './target.js';

/** The inputs that are kept for a target: its own, and those of other tests that it names. */
export function corpusOf({ name, seeds }: Pick<FuzzTarget, 'name' | 'seeds'>): readonly Buffer[] {
  if (seeds === undefined) return readCorpus(name);
  const folder = join(repositoryRoot(), seeds);
  const files = readdirSync(folder).sort();
  return [...readCorpus(name), ...files.map((file) => readFileSync(join(folder, file)))];
}

/**
 * The inputs of `corpus/<target>.txt`, one a line. Octets that are printable ASCII stand for themselves, all others are written
 * `\xNN`, `\n`, `\r` or `\t`, and a backslash is doubled. Lines that begin with `# ` are comments: they say what an input has found.
 */
function readCorpus(target: string): readonly Buffer[] {
  return readFileSync(join(repositoryRoot(), 'test/fuzz/corpus', `${target}.txt`), 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map(fromLine);
}

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

export function fromLine(line: string): Buffer {
  const text = line.replace(
    /\\(?:x([0-9a-f]{2})|([nrt\\]))/g,
    (_, hex: string | undefined, name: string | undefined) =>
      hex === undefined ? (NAMED[name ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(text, 'latin1');
}

const LETTERS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

export function toLine(input: Buffer): string {
  const text = input
    .toString('latin1')
    .replace(/[^ -~]|\\/g, (found) => LETTERS[found] ?? `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
  // A line of its own is never a comment.
  return text.startsWith('# ') ? `\\x23${text.slice(1)}` : text;
}
