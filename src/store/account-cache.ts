import type { Clock } from '../clock.js';
import { Recent } from '../recent.js';
import type { StoredAccount } from './accounts.js';

interface Entry {
  readonly until: number;
  readonly account: Promise<StoredAccount | undefined>;
}

/** Where the cache reads from: `Accounts`. */
export interface AccountSource {
  get(gateway: string, jid: string): Promise<StoredAccount | undefined>;
}

/**
 * Accounts as they were at most `ttl` ms ago, for the path that asks for one with each stanza. That somebody is not
 * registered is remembered too. Callers who ask for the same one at once share a read; a failed read is not kept.
 */
export class AccountCache {
  readonly #source: AccountSource;
  readonly #clock: Clock;
  readonly #ttl: number;
  readonly #entries: Recent<string, Entry>;

  constructor(source: AccountSource, clock: Clock, options: { readonly ttl?: number; readonly size?: number } = {}) {
    this.#source = source;
    this.#clock = clock;
    this.#ttl = options.ttl ?? 2000;
    this.#entries = new Recent(options.size ?? 8192);
  }

  /** The account; read again where the cached one is older than revision `rev` (an envelope's). */
  async get(gateway: string, jid: string, rev = 0): Promise<StoredAccount | undefined> {
    const known = await this.#cached(gateway, jid);
    if (rev === 0 || (known !== undefined && known.rev >= rev)) return known;
    this.forget(gateway, jid);
    return this.#cached(gateway, jid);
  }

  /** Drops one entry, because this process has just changed it. */
  forget(gateway: string, jid: string): void {
    this.#entries.delete(`${gateway} ${jid}`);
  }

  #cached(gateway: string, jid: string): Promise<StoredAccount | undefined> {
    const key = `${gateway} ${jid}`;
    const now = this.#clock.monotonic();
    const entry = this.#entries.get(key);
    if (entry !== undefined && now < entry.until) return entry.account;
    const account = this.#source.get(gateway, jid);
    const fresh: Entry = { until: now + this.#ttl, account };
    this.#entries.set(key, fresh);
    account.catch(() => {
      if (this.#entries.get(key) === fresh) this.#entries.delete(key);
    });
    return account;
  }
}
