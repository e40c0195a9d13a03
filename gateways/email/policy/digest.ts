import type { KeyValue, TextRef } from '../../gateway.js';

/** A mail that waits in the mailbox, as the digest names it. */
interface DigestEntry {
  /** Name of the sender, else the address. */
  readonly from: string;
  /** Empty: none. */
  readonly subject: string;
  /** Wall time at which it came, ms since the epoch. */
  readonly at: number;
}

/** A mail that waits, with what is needed to bring it (`T`: plain data). */
export interface DigestMail<T> extends DigestEntry {
  /** By which the mail is known. */
  readonly id: string;
  readonly mail: T;
}

/** All that waited, the oldest first. */
interface Digest<T> {
  readonly mails: readonly DigestMail<T>[];
  /** There is no room for more: what came later is named nowhere. */
  readonly full: boolean;
}

/** Mails of one account that are kept. */
const MOST = 200;
const NAMED = 50;
const LONGEST = 120;
const TTL_SECONDS = 60 * 86_400;

/**
 * Mails that came while their user was away, by account, until one digest names them all. Kept in the store: who is back is told by
 * whichever process holds the account then. Only that one may call.
 */
export class DigestBox<T> {
  readonly #kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>;

  constructor(kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>) {
    this.#kv = kv;
  }

  /** The same `id` again changes nothing. False: there is no room for it. */
  async note(account: string, { id, from, subject, at, mail }: DigestMail<T>): Promise<boolean> {
    const fields = await this.#kv.fields(key(account));
    if (Object.hasOwn(fields, id)) return true;
    if (Object.keys(fields).length >= MOST) return false;
    // Behind all others, also where they came in the same millisecond.
    const last = Math.max(0, ...Object.values(fields).map((text) => (JSON.parse(text) as DigestEntry).at));
    const kept = { from: cut(from), subject: cut(subject), at: Math.max(at, last + 1), mail };
    await this.#kv.setFields(key(account), { [id]: JSON.stringify(kept) }, TTL_SECONDS);
    return true;
  }

  /** They have come, or the user has seen them elsewhere, or they are gone: they are no longer named. */
  async drop(account: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#kv.removeFields(key(account), ids);
  }

  /** What waits; undefined where nothing does. It stays until `drop`, so that a crash makes a digest come twice and never lost. */
  async waiting(account: string): Promise<Digest<T> | undefined> {
    const fields = await this.#kv.fields(key(account));
    const mails = Object.entries(fields)
      .map(([id, text]) => ({ ...(JSON.parse(text) as Omit<DigestMail<T>, 'id'>), id }))
      .toSorted((one, other) => one.at - other.at);
    return mails.length === 0 ? undefined : { mails, full: mails.length >= MOST };
  }

  /** Removes all of an account. */
  async forget(account: string): Promise<void> {
    await this.#kv.remove(key(account));
  }
}

/** The sentences of a digest: its head, a line for each mail, and how many more there are. */
export function digestLines({
  mails,
  full,
}: Pick<Digest<unknown>, 'full'> & { readonly mails: readonly DigestEntry[] }): readonly TextRef[] {
  const count = mails.length;
  const head = count === 1 ? { key: 'email.digest.one' } : { key: 'email.digest.several', params: { count } };
  const lines = mails
    .slice(0, NAMED)
    .map(({ from, subject }) =>
      subject === ''
        ? { key: 'email.digest.line-without-subject', params: { from } }
        : { key: 'email.digest.line', params: { from, subject } },
    );
  const more = count - lines.length;
  return [
    head,
    ...lines,
    ...(more === 0 ? [] : [{ key: 'email.digest.more', params: { more } }]),
    ...(full ? [{ key: 'email.digest.full' }] : []),
  ];
}

const key = (account: string): string => `digest:${account}`;

/** One line, short enough for a list. */
function cut(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * LONGEST)
      .replace(/\s+/gu, ' ')
      .trim(),
  ];
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
