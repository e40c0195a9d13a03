import type { Clock, KeyValue } from '../../gateway.js';

/** What came of a wish to hold a mail: the first of a sender, about which the user is to be asked; one more; no room. */
export type HoldResult = 'first' | 'more' | 'full';

/** A sender about whom the user has not decided yet. */
export interface Waiting {
  /** Canonical contact. */
  readonly contact: string;
  /** Wall time of the first mail, ms since the epoch. */
  readonly since: number;
}

export interface HeldMailsOptions {
  readonly kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>;
  readonly clock: Clock;
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

  constructor(options: HeldMailsOptions) {
    this.#options = options;
  }

  /** `id`: by which a repeat of the same mail is recognised. Resolves when it is kept; rejects where it cannot be asked. */
  async hold(account: string, contact: string, id: string, mail: T): Promise<HoldResult> {
    const { kv, clock } = this.#options;
    const text = JSON.stringify({ at: clock.now(), mail });
    if (text.length > LONGEST) return 'full';
    const [senders, mails] = await Promise.all([kv.fields(index(account)), kv.fields(box(account, contact))]);
    const known = Object.hasOwn(senders, contact);
    if (Object.hasOwn(mails, id)) return 'more';
    if (!known && Object.keys(senders).length >= MOST_SENDERS) return 'full';
    if (Object.keys(mails).length >= MOST_MAILS) return 'full';
    await kv.setFields(box(account, contact), { [id]: text }, TTL_SECONDS);
    if (!known) await kv.setFields(index(account), { [contact]: String(clock.now()) }, TTL_SECONDS);
    return known ? 'more' : 'first';
  }

  /** What waits of a sender, the oldest first. It stays until `clear`, so that a crash in the middle of delivering loses nothing. */
  async of(account: string, contact: string): Promise<readonly T[]> {
    const fields = await this.#options.kv.fields(box(account, contact));
    return Object.values(fields)
      .map((text) => JSON.parse(text) as { readonly at: number; readonly mail: T })
      .toSorted((one, other) => one.at - other.at)
      .map(({ mail }) => mail);
  }

  /** The user has decided, and what waited is delivered or given up. */
  async clear(account: string, contact: string): Promise<void> {
    const { kv } = this.#options;
    await kv.remove(box(account, contact));
    await kv.removeFields(index(account), [contact]);
  }

  /** The senders that wait, the oldest first. */
  async list(account: string): Promise<readonly Waiting[]> {
    const fields = await this.#options.kv.fields(index(account));
    return Object.entries(fields)
      .map(([contact, since]) => ({ contact, since: Number(since) }))
      .toSorted((one, other) => one.since - other.since);
  }

  /** Removes all of an account. */
  async forget(account: string): Promise<void> {
    for (const { contact } of await this.list(account)) await this.#options.kv.remove(box(account, contact));
    await this.#options.kv.remove(index(account));
  }
}

const index = (account: string): string => `held:${account}`;
const box = (account: string, contact: string): string => `held:${account}:${contact}`;
