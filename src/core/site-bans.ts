import type { Problem } from '../problem.js';
import type { Ban } from '../store/bans.js';
import type { BanBook, BanNews } from './ban-book.js';

/** The bans as far as they concern one gateway. Admins are never under one: whoever lifts bans must be able to come in. */
export class SiteBans {
  readonly #book: BanBook;
  readonly #gateway: string;
  readonly #isAdmin: (jid: string) => boolean;

  constructor(book: BanBook, gateway: string, isAdmin: (jid: string) => boolean) {
    this.#book = book;
    this.#gateway = gateway;
    this.#isAdmin = isAdmin;
  }

  /**
   * Why a bare, normalised JID is not served; undefined where it is not banned. `at`: whether that goes for what was taken at this wall
   * time (ms), too. Cheap.
   */
  refusal(jid: string, at?: number): Problem | undefined {
    const why = this.#book.refusal(this.#gateway, jid, at);
    return why === undefined || this.#isAdmin(jid) ? undefined : why;
  }

  /** The ban that a bare, normalised JID is under. */
  find(jid: string): Ban | undefined {
    const ban = this.#book.find(this.#gateway, jid);
    return ban === undefined || this.#isAdmin(jid) ? undefined : ban;
  }

  /** Rules of the bans that count here. */
  get rules(): readonly string[] {
    return this.#book.all.filter(({ gateway }) => this.#concerns(gateway)).map(({ rule }) => rule);
  }

  /** Hears of bans that count here and are set or lifted from now on. The result ends it. */
  watch(
    listener: (news: { readonly added: readonly string[]; readonly lifted: readonly string[] }) => void,
  ): () => void {
    const rules = (bans: BanNews['added']): readonly string[] =>
      bans.filter(({ gateway }) => this.#concerns(gateway)).map(({ rule }) => rule);
    return this.#book.watch((news) => {
      const [added, lifted] = [rules(news.added), rules(news.lifted)];
      if (added.length > 0 || lifted.length > 0) listener({ added, lifted });
    });
  }

  #concerns(gateway: string): boolean {
    return gateway === '' || gateway === this.#gateway;
  }
}
