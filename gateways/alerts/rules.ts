import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock, Log } from '../gateway.js';
import type { Book } from './book/book.js';
import type { BookChange } from './book/book-changes.js';
import { BookKeeper } from './book/book-keeper.js';
import { readBook } from './book/read-book.js';
import { findingText } from './book/route-test.js';
import { bookOptions, type Surrounding } from './book-options.js';

/** So often, at most, it is looked whether the files are others. */
const LOOK_MS = 5000;

export interface RulesOptions {
  /** Paths, in the order in which their routes are tried. */
  readonly files: readonly string[];
  /** Where relative paths begin. */
  readonly folder: string;
  /** What the book is read against at this time. */
  readonly surrounding: () => Surrounding;
  readonly clock: Clock;
  readonly log: Log;
}

/** The book that counts in this process. Whoever asks for it sees to it that it is read again when its files have changed. */
export class Rules {
  readonly #files: readonly string[];
  readonly #keeper: BookKeeper;
  readonly #clock: Clock;
  readonly #log: Log;
  #stamp = '';
  #looked = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor({ files, folder, surrounding, clock, log }: RulesOptions) {
    this.#files = files.map((file) => resolve(folder, file));
    this.#keeper = new BookKeeper({ files: this.#files, options: () => bookOptions(surrounding()) });
    this.#clock = clock;
    this.#log = log;
  }

  /** The book as it was last read without errors; one that says nothing before that. */
  get book(): Book {
    if (this.#clock.monotonic() - this.#looked >= LOOK_MS) void this.look();
    return this.#keeper.book ?? NOTHING;
  }

  /** Whether there is a book yet. */
  get known(): boolean {
    return this.#keeper.book !== undefined;
  }

  /** Reads the files if they have changed since the last look, at most every `LOOK_MS`. Never rejects. */
  look(): Promise<void> {
    if (this.#looking === undefined && this.known && this.#clock.monotonic() - this.#looked < LOOK_MS) {
      return Promise.resolve();
    }
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Calls `listener` after each change; returns how to end that. */
  onChange(listener: (book: Book, changes: readonly BookChange[]) => void): () => void {
    return this.#keeper.onChange(listener);
  }

  async #look(): Promise<void> {
    this.#looked = this.#clock.monotonic();
    const stamps = await Promise.all(this.#files.map(stampOf));
    const stamp = stamps.join('\n');
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    const { ok, findings, changes } = await this.#keeper.reload();
    for (const finding of findings) this.#log.warn({}, findingText(finding));
    if (!ok) this.#log.error({}, 'the book of routes has errors: the one before stays');
    else if (changes.length > 0) this.#log.info({ changes: changes.length }, 'the book of routes was read');
  }
}

async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return String(error);
  }
}

const NOTHING = emptyBook();

function emptyBook(): Book {
  const read = readBook([], { now: 0 });
  if (!read.ok) throw new Error('a book without files has errors');
  return read.book;
}
