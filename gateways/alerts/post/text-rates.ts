import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Place } from '../book/place.js';
import type { Draw, Rates } from '../engine/rates.js';
import type { DirectText } from './direct-text.js';

/** Flood control of texts: they count against the same rates of a person, a network and altogether as alerts do. */
export class TextRates {
  readonly #rates: Rates;
  readonly #book: () => Pick<Book, 'limits'>;

  constructor(rates: Rates, book: () => Pick<Book, 'limits'>) {
    this.#rates = rates;
    this.#book = book;
  }

  /** Takes room for a text at a place; undefined: there was some, else when there may be again (wall time, ms). `as`: counts once. */
  async take(
    { severity }: Pick<DirectText, 'severity'>,
    { uri, medium }: Pick<Place, 'uri' | 'medium'>,
    person: string | undefined,
    as: string,
  ): Promise<number | undefined> {
    const { limits } = this.#book();
    const rate = medium === 'hook' ? undefined : limits.network[medium];
    const own: readonly Draw[] = [
      ...(person === undefined ? [] : [{ level: 'person' as const, name: person, rate: limits.person }]),
      ...(rate === undefined ? [] : [{ level: 'network' as const, name: medium, rate }]),
    ];
    const draws = isAtLeast(severity, limits.bypass) ? [] : own;
    const full = await this.#rates.take([...draws, { level: 'global', name: '', rate: limits.global }], `${as} ${uri}`);
    return full?.until;
  }
}
