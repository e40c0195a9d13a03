import type { Clock, KeyValue } from '../gateway.js';
import type { Book } from './book/book.js';
import { OwnBooks } from './own/own-book.js';
import { OwnSettings, type OwnState } from './own/own-settings.js';
import { Rota } from './own/rota.js';
import type { Rules } from './rules.js';

/** The book that counts with all that people have set over it, and who is on call by it. */
export class LiveBook {
  readonly #rules: Pick<Rules, 'book' | 'look' | 'isFresh'>;
  readonly #own: OwnSettings;
  readonly #books = new OwnBooks();
  #rota: { readonly book: Book; readonly rota: Rota } | undefined;

  constructor(rules: Pick<Rules, 'book' | 'look' | 'isFresh'>, kv: KeyValue, clock: Clock) {
    this.#rules = rules;
    this.#own = new OwnSettings(kv, clock);
  }

  /** As it was last known. */
  get book(): Book {
    return this.#books.of(this.#rules.book, this.#own.state);
  }

  /** What people and admins have set over the book. */
  get state(): OwnState {
    return this.#own.state;
  }

  get rota(): Rota {
    const { book } = this;
    if (this.#rota?.book !== book) this.#rota = { book, rota: new Rota(book) };
    return this.#rota.rota;
  }

  /** Whether `refresh` would look at nothing. */
  get isFresh(): boolean {
    return this.#own.isFresh && this.#rules.isFresh;
  }

  /** Sees to it that what others have set within the last seconds is known. */
  async refresh(): Promise<void> {
    const looking = this.#rules.look();
    if (!this.#own.isFresh) await this.#own.refresh();
    await looking;
  }
}
