import type { Clock, KeyValue } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Source } from '../book/source.js';
import { Rates } from '../engine/rates.js';

/** Rates of sources that are written to (`Source.rate`), the same in all processes; of those over HTTP see `Ingest`. */
export class SourceRates {
  readonly #rates: Rates;
  readonly #book: () => Pick<Book, 'limits'>;

  constructor(kv: KeyValue, clock: Clock, book: () => Pick<Book, 'limits'>) {
    this.#rates = new Rates(kv, clock);
    this.#book = book;
  }

  /** Whether a source may bring these now. What is bad enough always may. `as` names the message: the same counts once. */
  async mayBring({ name, rate }: Source, alerts: readonly Alert[], as: string): Promise<boolean> {
    const { bypass } = this.#book().limits;
    if (alerts.length === 0 || alerts.every(({ severity }) => isAtLeast(severity, bypass))) return true;
    return (await this.#rates.take([{ level: 'source', name, rate }], `source ${name} ${as}`)) === undefined;
  }
}
