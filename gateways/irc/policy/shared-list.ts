import type { Clock, KeyValue } from '../../gateway.js';

/** Longer than anybody keeps a ban; each change renews it. */
const TTL_SECONDS = 10 * 365 * 86_400;
/** How long an answer of the store is taken for the present state, ms. */
const FRESH_MS = 2000;
/** Whoever changes the list has it alone for so long. */
const LOCK_SECONDS = 5;
/** Entries that are kept; who needs more needs rules of the XMPP server. */
const MOST = 1000;

/** Where the list lies; `kv` is that of the gateway, which all processes share. */
export interface SharedListOptions {
  readonly kv: Pick<KeyValue, 'add' | 'get' | 'remove' | 'set'>;
  readonly clock: Clock;
}

/** What came of a change. */
export type Changed = 'done' | 'busy' | 'full';

/**
 * A list that admins change seldom and every process reads often: one value in the store, read again when it is 2 s old. It is
 * short, so that reading it whole is cheap.
 */
export class SharedList<T> {
  readonly #options: SharedListOptions;
  readonly #key: string;
  #known: { readonly entries: readonly T[]; readonly until: number } | undefined;
  #reading: Promise<readonly T[]> | undefined;

  constructor(options: SharedListOptions, key: string) {
    this.#options = options;
    this.#key = key;
  }

  /** All entries, at most 2 s old. A promise only where the store has to be asked; rejects where it cannot be. */
  entries(): readonly T[] | Promise<readonly T[]> {
    if (this.#known !== undefined && this.#known.until > this.#options.clock.monotonic()) return this.#known.entries;
    // A crowd that comes at once asks once.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Puts what `edit` makes of the entries in their place; nothing changes where somebody else is at it, or it grows too long. */
  async change(edit: (entries: readonly T[]) => readonly T[]): Promise<Changed> {
    const { kv } = this.#options;
    if (!(await kv.add(`${this.#key}-lock`, 1, LOCK_SECONDS))) return 'busy';
    try {
      const before = await this.#stored();
      const entries = edit(before);
      if (entries.length > MOST && entries.length >= before.length) return 'full';
      await kv.set(this.#key, entries, TTL_SECONDS);
      this.#keep(entries);
      return 'done';
    } finally {
      await kv.remove(`${this.#key}-lock`);
    }
  }

  async #read(): Promise<readonly T[]> {
    return this.#keep(await this.#stored());
  }

  async #stored(): Promise<readonly T[]> {
    return (await this.#options.kv.get<readonly T[]>(this.#key)) ?? [];
  }

  #keep(entries: readonly T[]): readonly T[] {
    this.#known = { entries, until: this.#options.clock.monotonic() + FRESH_MS };
    return entries;
  }
}
