import { readFile, stat } from 'node:fs/promises';
import type { Log } from '../log.js';
import type { Directory, DirectorySearch, Person } from './directory.js';
import { matches } from './match.js';
import { type Format, formats } from './people.js';

/** People in a file. It is read again when it has changed; while it is wrong, what was read before counts. */
export class FileDirectory implements Directory {
  readonly #path: string;
  readonly #format: Format;
  readonly #log: Log;
  #read: { readonly version: string; readonly people: readonly Person[] | undefined } | undefined;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#format = formatOf(path);
    this.#log = log;
  }

  async search(search: DirectorySearch): Promise<readonly Person[]> {
    const found: Person[] = [];
    for (const person of await this.#people()) {
      if (found.length >= search.most) break;
      if (matches(person, search)) found.push(person);
    }
    return found;
  }

  async #people(): Promise<readonly Person[]> {
    try {
      const { mtimeMs, size, ino } = await stat(this.#path);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (this.#read?.version !== version) {
        // A version that is wrong is told once, not at each search.
        this.#read = { version, people: this.#read?.people };
        this.#read = { version, people: formats[this.#format](await readFile(this.#path, 'utf8')) };
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn({ file: this.#path, reason }, 'the directory file cannot be read; what was read before counts');
    }
    const people = this.#read?.people;
    if (people === undefined) throw new Error('the directory file could never be read');
    return people;
  }
}

/** By the end of its name. */
export function formatOf(path: string): Format {
  if (/\.csv$/i.test(path)) return 'csv';
  return /\.(vcf|vcard)$/i.test(path) ? 'vcard' : 'yaml';
}
