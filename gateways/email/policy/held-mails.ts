import type { Clock, KeyValue } from '../../gateway.js';

/** What came of a wish to hold a mail: the first of a sender, about which the user is to be asked; one more; no room. */
type HoldResult = 'first' | 'more' | 'full';

/** A sender about whom the user has not decided yet. */
interface Waiting {
  /** Canonical contact. */
  readonly contact: string;
  /** Wall time of the first mail, ms since the epoch. */
  readonly since: number;
}

interface HeldMailsOptions {
  readonly kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>;
  readonly clock: Clock;
  /** Tells them from others that are held for another reason. */
  readonly name?: string;
}

/** Senders that may wait for one account at once, and mails of each. */
const MOST_SENDERS = 100;
const MOST_MAILS = 20;
/** Characters of one that waits, as JSON. */
const LONGEST = 65_536;
/** Without an answer it is gone after so long; in a mailbox the mail itself stays. */
const TTL_SECONDS = 30 * 86_400;

/**
 * Mails of senders about whom the user was asked, as `T` describes them: what is needed to deliver them later (the place in the mailbox,
 * or the message itself), as plain data. Kept until the user has answered.
 */
export class HeldMails<T> {
  readonly #options: HeldMailsOptions;
  readonly #name: string;

  constructor(options: HeldMailsOptions) {
    this.#options = options;
    this.#name = options.name ?? 'held';
  }

  /** `id`: by which a repeat of the same mail is recognised. Resolves when it is kept; rejects where it cannot be asked. */
  async hold(account: string, contact: string, id: string, mail: T): Promise<HoldResult> {
    const { kv, clock } = this.#options;
    const [index, box] = [this.#index(account), this.#box(account, contact)];
    const [senders, mails] = await Promise.all([kv.fields(index), kv.fields(box)]);
    const known = Object.hasOwn(senders, contact);
    if (Object.hasOwn(mails, id)) return 'more';
    if (!known && Object.keys(senders).length >= MOST_SENDERS && !(await this.#makeRoom(account, senders)))
      return 'full';
    if (Object.keys(mails).length >= MOST_MAILS) return 'full';
    // Behind all others, also where they came in the same millisecond.
    const last = Math.max(0, ...Object.values(mails).map((text) => (JSON.parse(text) as { readonly at: number }).at));
    const text = JSON.stringify({ at: Math.max(clock.now(), last + 1), mail });
    if (text.length > LONGEST) return 'full';
    await kv.setFields(box, { [id]: text }, TTL_SECONDS);
    if (!known) await kv.setFields(index, { [contact]: String(clock.now()) }, TTL_SECONDS);
    return known ? 'more' : 'first';
  }

  /** What waits of a sender, the oldest first. It stays until `drop` or `clear`, so that a crash in the middle of delivering loses nothing. */
  async of(account: string, contact: string): Promise<readonly T[]> {
    const fields = await this.#options.kv.fields(this.#box(account, contact));
    return Object.values(fields)
      .map((text) => JSON.parse(text) as { readonly at: number; readonly mail: T })
      .toSorted((one, other) => one.at - other.at)
      .map(({ mail }) => mail);
  }

  /** These have been delivered. */
  async drop(account: string, contact: string, ids: readonly string[]): Promise<void> {
    const { kv } = this.#options;
    const box = this.#box(account, contact);
    if (ids.length > 0) await kv.removeFields(box, ids);
    if (Object.keys(await kv.fields(box)).length === 0) await kv.removeFields(this.#index(account), [contact]);
  }

  /** The user has decided, and what waited is delivered or given up. */
  async clear(account: string, contact: string): Promise<void> {
    const { kv } = this.#options;
    await kv.remove(this.#box(account, contact));
    await kv.removeFields(this.#index(account), [contact]);
  }

  /** The senders that wait, the oldest first. */
  async list(account: string): Promise<readonly Waiting[]> {
    const fields = await this.#options.kv.fields(this.#index(account));
    return Object.entries(fields)
      .map(([contact, since]) => ({ contact, since: Number(since) }))
      .toSorted((one, other) => one.since - other.since);
  }

  /** Removes all of an account. */
  async forget(account: string): Promise<void> {
    for (const { contact } of await this.list(account)) await this.#options.kv.remove(this.#box(account, contact));
    await this.#options.kv.remove(this.#index(account));
  }

  /** Senders of whom nothing waits any more, because its time was over, make room for others. */
  async #makeRoom(account: string, senders: Readonly<Record<string, string>>): Promise<boolean> {
    const { kv, clock } = this.#options;
    const over = clock.now() - TTL_SECONDS * 1000;
    const gone: string[] = [];
    for (const [contact, since] of Object.entries(senders)) {
      if (Number(since) > over) continue;
      if (Object.keys(await kv.fields(this.#box(account, contact))).length === 0) gone.push(contact);
    }
    if (gone.length > 0) await kv.removeFields(this.#index(account), gone);
    return gone.length > 0;
  }

  #index(account: string): string {
    return `${this.#name}:${account}`;
  }

  #box(account: string, contact: string): string {
    return `${this.#name}:${account}:${contact}`;
  }
}
