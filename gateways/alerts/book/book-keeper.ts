import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainReason } from '../../../src/config/reason.js';
import type { Book } from './book.js';
import { type BookChange, changesBetween } from './book-changes.js';
import type { BookText } from './book-file.js';
import { type Digests, type ReadOptions, readBook } from './read-book.js';
import type { BookFinding } from './report.js';

/** What came of a reload. */
interface Reload {
  /** False: there are errors, and the book before stays. */
  readonly ok: boolean;
  readonly findings: readonly BookFinding[];
  /** Empty where nothing is new. */
  readonly changes: readonly BookChange[];
  /** As in `BookResult`. */
  readonly beside: readonly string[];
}

interface BookKeeperOptions {
  /** Paths of the files, in the order in which their routes are tried. */
  readonly files: readonly string[];
  /** Asked at each reload, since time and gateways may be others then. */
  readonly options: () => ReadOptions;
}

/** A file that is longer is none of ours. */
const LARGEST = 4 * 1024 * 1024;

/** Keeps the book that counts, and takes a new one from the files when asked and when it has no errors. */
export class BookKeeper {
  readonly #files: readonly string[];
  readonly #options: () => ReadOptions;
  readonly #listeners = new Set<(book: Book, changes: readonly BookChange[]) => void>();
  #book: Book | undefined;
  #digests: Digests = new Map();
  #running: Promise<Reload> | undefined;

  constructor({ files, options }: BookKeeperOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** The book that counts; undefined before the first reload that went well. */
  get book(): Book | undefined {
    return this.#book;
  }

  /** Reads the files. Never rejects. Calls at the same time come one after the other, so that the last one sees the last files. */
  reload(): Promise<Reload> {
    const before = this.#running ?? Promise.resolve();
    const running = before.then(() => this.#reload());
    this.#running = running;
    return running;
  }

  /** Calls `listener` after each reload that changed something; returns how to end that. */
  onChange(listener: (book: Book, changes: readonly BookChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #reload(): Promise<Reload> {
    const { texts, findings: unread } = await readFiles(this.#files);
    if (unread.length > 0) return { ok: false, findings: unread, changes: [], beside: [] };
    const result = readBook(texts, this.#options());
    const { findings, beside } = result;
    if (!result.ok) return { ok: false, findings, changes: [], beside };
    const changes = changesBetween(this.#digests, result.digests);
    // Warnings may be new where the book is not.
    if (this.#book !== undefined && changes.length === 0) return { ok: true, findings, changes, beside };
    this.#book = result.book;
    this.#digests = result.digests;
    for (const listener of this.#listeners) listener(result.book, changes);
    return { ok: true, findings, changes, beside };
  }
}

/** Reads the files of a book; what cannot be read, or could be read by everybody although it holds secrets, is a finding. */
export async function readFiles(
  files: readonly string[],
): Promise<{ readonly texts: readonly BookText[]; readonly findings: readonly BookFinding[] }> {
  const texts: BookText[] = [];
  const findings: BookFinding[] = [];
  for (const file of files) {
    try {
      const { size, mode } = await stat(file);
      if (size > LARGEST) throw new Error('it is larger than 4 MiB');
      texts.push({ file, text: await readFile(file, 'utf8'), folder: dirname(file), shared: (mode & 0o007) !== 0 });
    } catch (error) {
      const message = `cannot be read: ${explainReason(error)}`;
      findings.push({
        severity: 'error',
        file,
        path: '',
        message,
        fix: 'make the file, or correct `routes` in the config file',
      });
    }
  }
  return { texts, findings };
}
