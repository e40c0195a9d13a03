import { ownerOf } from '../account-id.js';
import type { Clock, Timer } from '../clock.js';
import { Recent } from '../recent.js';
import { type StoredAccount, type UserAccounts, withId } from './accounts.js';

interface Entry {
  /** Monotonic time at which it was asked for. */
  readonly at: number;
  readonly user: Promise<UserAccounts | undefined>;
  /** What it came to, once it is known. */
  known?: Known;
}

/** What is known of a user; `undefined` in it: not registered. */
interface Known {
  readonly user: UserAccounts | undefined;
}

/** Where the cache reads from: `Accounts`. */
interface AccountSource {
  of(gateway: string, jid: string): Promise<UserAccounts | undefined>;
  /** How many changes there have been, and whose they were after the first `since`; undefined where too many came. */
  changes(gateway: string, since: number): Promise<{ readonly count: number; readonly jids: string[] | undefined }>;
}

/** Hears whose accounts have changed, by bare JIDs; undefined: perhaps anybody's. */
type AccountListener = (jids: readonly string[] | undefined) => void;

/** How often it asks what has changed, ms. */
const POLL_MS = 1000;
/** An installation has few gateways; whatever else is asked for must not make polls without end. */
const MOST_FEEDS = 64;

/** What has changed at one gateway, as far as this process knows. */
interface Feed {
  count: number | undefined;
  /** Monotonic time since which no change was missed. */
  since: number;
  /** Monotonic time at which the last question was sent that was answered. */
  askedAt: number;
}

/**
 * Users' accounts as they were at most `ttl` ms ago, for the path that asks for one with each stanza. Every second it asks which
 * accounts have changed, one trip for all, so an account that stays as it is is read once; while that question is not
 * answered, an entry counts for `ttl` ms. That somebody is not registered is remembered too. Callers who ask for the same
 * one at once share a read; a failed read is not kept.
 */
export class AccountCache {
  readonly #source: AccountSource;
  readonly #clock: Clock;
  readonly #ttl: number;
  readonly #entries: Recent<string, Entry>;
  readonly #feeds = new Map<string, Feed>();
  readonly #timers = new Map<string, Timer>();
  readonly #listeners = new Map<string, Set<AccountListener>>();
  #stopped = false;

  constructor(source: AccountSource, clock: Clock, options: { readonly ttl?: number; readonly size?: number } = {}) {
    this.#source = source;
    this.#clock = clock;
    this.#ttl = options.ttl ?? 2000;
    this.#entries = new Recent(options.size ?? 131_072);
  }

  /** All accounts of a user. */
  user(gateway: string, jid: string): Promise<UserAccounts | undefined> {
    return this.#entry(gateway, jid).user;
  }

  /** The same where no read is needed for it; else undefined. */
  known(gateway: string, jid: string): Known | undefined {
    return this.#entry(gateway, jid).known;
  }

  /** The account of that id; read again where the cached one is older than revision `rev` (an envelope's). */
  async get(gateway: string, id: string, rev = 0): Promise<StoredAccount | undefined> {
    const jid = ownerOf(id);
    const known = withId(await this.user(gateway, jid), id);
    if (rev === 0 || (known !== undefined && known.rev >= rev)) return known;
    this.forget(gateway, jid);
    return withId(await this.user(gateway, jid), id);
  }

  /** Forgets what is known of a user, because this process has just changed it. */
  forget(gateway: string, jid: string): void {
    this.#entries.delete(keyOf(gateway, jid));
  }

  /**
   * Tells a listener within a second or two whose accounts were made, changed or ended in any process; undefined: nobody knows
   * whose, so anybody's may have. The result ends it.
   */
  watch(gateway: string, listener: AccountListener): () => void {
    const listeners = this.#listeners.get(gateway) ?? new Set();
    this.#listeners.set(gateway, listeners.add(listener));
    this.#feed(gateway, this.#clock.monotonic());
    return () => void listeners.delete(listener);
  }

  /** Asks for no more changes. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
  }

  #entry(gateway: string, jid: string): Entry {
    const now = this.#clock.monotonic();
    const feed = this.#feed(gateway, now);
    const key = keyOf(gateway, jid);
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#counts(entry, feed, now)) return entry;
    const fresh: Entry = { at: now, user: this.#source.of(gateway, jid) };
    this.#entries.set(key, fresh);
    fresh.user.then(
      (user) => {
        fresh.known = { user };
      },
      () => {
        if (this.#entries.get(key) === fresh) this.#entries.delete(key);
      },
    );
    return fresh;
  }

  #counts(entry: Entry, feed: Feed | undefined, now: number): boolean {
    if (now < entry.at + this.#ttl) return true;
    return feed !== undefined && entry.at >= feed.since && now < feed.askedAt + this.#ttl;
  }

  /** What is known of the changes at a gateway; the first call for it begins to ask. */
  #feed(gateway: string, now: number): Feed | undefined {
    const known = this.#feeds.get(gateway);
    if (known !== undefined || this.#stopped || this.#feeds.size >= MOST_FEEDS) return known;
    const feed: Feed = { count: undefined, since: Number.POSITIVE_INFINITY, askedAt: now };
    this.#feeds.set(gateway, feed);
    void this.#poll(gateway, feed);
    return feed;
  }

  #tell(gateway: string, jids: readonly string[] | undefined): void {
    for (const listener of this.#listeners.get(gateway) ?? []) listener(jids);
  }

  async #poll(gateway: string, feed: Feed): Promise<void> {
    const asked = this.#clock.monotonic();
    try {
      const { count, jids } = await this.#source.changes(gateway, feed.count ?? 0);
      const first = feed.count === undefined;
      // The first answer only tells where counting begins. A count that went back is another database than before.
      const unknown = feed.count === undefined || jids === undefined || count < feed.count;
      if (unknown) feed.since = this.#clock.monotonic();
      else for (const jid of jids) this.forget(gateway, jid);
      feed.count = count;
      feed.askedAt = asked;
      if (!first && (unknown || jids.length > 0)) this.#tell(gateway, unknown ? undefined : jids);
    } catch {
      // Until it is answered again, entries count for their own time only.
    }
    if (this.#stopped) return;
    this.#timers.set(
      gateway,
      this.#clock.after(POLL_MS, () => void this.#poll(gateway, feed)),
    );
  }
}

function keyOf(gateway: string, jid: string): string {
  return `${gateway} ${jid}`;
}
