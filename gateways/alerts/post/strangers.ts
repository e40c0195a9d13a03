import type { Book } from '../book/book.js';
import type { Rate } from '../book/rate.js';
import type { Rates } from '../engine/rates.js';

/** All strangers together say at most so many times what one may, which is what a source may. */
const TOGETHER = 10;
/** How often one is told that it is too much. */
const NOTICE: Rate = { count: 1, per: 3_600_000 };

/** `notice`: it is not heard, and its sender has to be told that; `silent`: and was told, or is one of too many. */
type Hearing = 'heard' | 'notice' | 'silent';

/** How much is heard of those whom the book does not know, who may be anybody, as many as they like; the same in all processes. */
export class Strangers {
  readonly #rates: Pick<Rates, 'take'>;
  readonly #book: () => Pick<Book, 'limits'>;

  constructor(rates: Pick<Rates, 'take'>, book: () => Pick<Book, 'limits'>) {
    this.#rates = rates;
    this.#book = book;
  }

  /** Whether one more of somebody is heard. `jid`: bare; `as` names what is said: the same counts once. */
  async judge({ jid, person }: { readonly jid: string; readonly person?: object }, as: string): Promise<Hearing> {
    if (person !== undefined) return 'heard';
    const { source: rate } = this.#book().limits;
    const name = `stranger ${jid}`;
    const own = { level: 'source', name, rate } as const;
    const full = await this.#rates.take(
      [own, { level: 'source', name: 'strangers', rate: { ...rate, count: rate.count * TOGETHER } }],
      `stranger ${as}`,
    );
    if (full === undefined) return 'heard';
    const told =
      full.name === name && (await this.#rates.take([{ ...own, rate: NOTICE }], `notice ${as}`)) === undefined;
    return told ? 'notice' : 'silent';
  }
}
