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

interface RulesOptions {
  /** Paths, in the order in which their routes are tried. */
  readonly files: readonly string[];
  /** Where relative paths begin. */
  readonly folder: string;
  /** What the book is read against at this time. */
  readonly surrounding: () => Surrounding;
  readonly clock: Clock;
  readonly log: Log;
}

/** Files that were not taken. */
export interface Refused {
  /** Tells one state of the files from another. */
  readonly stamp: string;
  /** A line for each finding, the errors first. */
  readonly findings: readonly string[];
}

/** The book that counts in this process. Whoever asks for it sees to it that it is read again when its files have changed. */
export class Rules {
  readonly #files: readonly string[];
  readonly #keeper: BookKeeper;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(refused: Refused) => void>();
  #refused: Refused | undefined;
  #stamp = '';
  /** What the files name. */
  #beside: readonly string[] = [];
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

  /** Whether `look` would look at nothing: there is a book, and it was looked at a moment ago. */
  get isFresh(): boolean {
    return this.#looking === undefined && this.known && this.#clock.monotonic() - this.#looked < LOOK_MS;
  }

  /** Reads the files if they have changed since the last look, at most every `LOOK_MS`. Never rejects. */
  look(): Promise<void> {
    if (this.isFresh) return Promise.resolve();
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Reads the files in any case. False: they have errors, and the book before stays. Never rejects. */
  async reload(): Promise<boolean> {
    await this.#looking;
    this.#stamp = '';
    this.#looked = Number.NEGATIVE_INFINITY;
    await this.look();
    return this.#refused === undefined;
  }

  /** What was wrong in the files when they were last read, in the words of `isthmus check`; undefined: nothing. */
  get refused(): Refused | undefined {
    return this.#refused;
  }

  /** Calls `listener` after each time that files were not taken; returns how to end that. */
  onRefused(listener: (refused: Refused) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls `listener` after each change; returns how to end that. */
  onChange(listener: (book: Book, changes: readonly BookChange[]) => void): () => void {
    return this.#keeper.onChange(listener);
  }

  async #look(): Promise<void> {
    this.#looked = this.#clock.monotonic();
    const stamp = await stampOfAll([...this.#files, ...this.#beside]);
    if (stamp === this.#stamp) return;
    const { ok, findings, changes, beside } = await this.#keeper.reload();
    // From before it was read: what has changed meanwhile is read the next time. What is named for the first time was just read.
    this.#stamp = isSame(beside, this.#beside) ? stamp : await stampOfAll([...this.#files, ...beside]);
    this.#beside = beside;
    for (const finding of findings) this.#log.warn({}, findingText(finding));
    const errorsFirst = [...findings].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
    this.#refused = ok ? undefined : { stamp, findings: errorsFirst.map(findingText) };
    if (this.#refused !== undefined) {
      this.#log.error({}, 'the book of routes has errors: the one before stays');
      for (const listener of this.#listeners) listener(this.#refused);
    } else if (changes.length > 0) this.#log.info({ changes: changes.length }, 'the book of routes was read');
  }
}

async function stampOfAll(files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map(stampOf))).join('\n');
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
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
