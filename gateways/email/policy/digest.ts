import type { KeyValue, TextRef } from '../../gateway.js';

/** A mail that waits in the mailbox, as the digest names it. */
export interface DigestEntry {
  /** Name of the sender, else the address. */
  readonly from: string;
  readonly subject: string;
  /** Wall time at which it came, ms since the epoch. */
  readonly at: number;
}

/** All that waited. */
export interface Digest {
  /** Number of mails, also of those that are not named; at most 200. */
  readonly count: number;
  /** The oldest first; at most 50. */
  readonly entries: readonly DigestEntry[];
  /** To be given to `DigestBox.delivered`. */
  readonly ids: readonly string[];
}

/** Mails of one account that are kept; what comes beyond is only in the mailbox. */
const MOST = 200;
const NAMED = 50;
const LONGEST = 120;
const TTL_SECONDS = 60 * 86_400;

/**
 * Mails that came while their user was away, by account, until one digest names them all. Kept in the store: who is back is told by
 * whichever process holds the account then. Only that one may call.
 */
export class DigestBox {
  readonly #kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>;

  constructor(kv: Pick<KeyValue, 'fields' | 'remove' | 'removeFields' | 'setFields'>) {
    this.#kv = kv;
  }

  /** `id` by which the mail is known: the same again changes nothing. */
  async note(account: string, id: string, entry: DigestEntry): Promise<void> {
    const fields = await this.#kv.fields(key(account));
    const full = Object.keys(fields).length >= MOST && !Object.hasOwn(fields, id);
    if (full) return;
    const kept: DigestEntry = { from: cut(entry.from), subject: cut(entry.subject), at: entry.at };
    await this.#kv.setFields(key(account), { [id]: JSON.stringify(kept) }, TTL_SECONDS);
  }

  /** The user has seen a mail elsewhere, or it is gone: it is no longer named. */
  async drop(account: string, ids: readonly string[]): Promise<void> {
    await this.#kv.removeFields(key(account), ids);
  }

  /** What waits; undefined where nothing does. It stays until `delivered`, so that a crash makes a digest come twice and never lost. */
  async waiting(account: string): Promise<Digest | undefined> {
    const fields = await this.#kv.fields(key(account));
    const all = Object.entries(fields)
      .map(([id, text]) => ({ id, entry: JSON.parse(text) as DigestEntry }))
      .toSorted((one, other) => one.entry.at - other.entry.at);
    if (all.length === 0) return undefined;
    return { count: all.length, entries: all.slice(0, NAMED).map(({ entry }) => entry), ids: all.map(({ id }) => id) };
  }

  /** The digest is in a lane. What came after it was made stays for the next one. */
  async delivered(account: string, digest: Digest): Promise<void> {
    await this.drop(account, digest.ids);
  }

  /** Removes all of an account. */
  async forget(account: string): Promise<void> {
    await this.#kv.remove(key(account));
  }
}

/** The sentences of a digest: its head, a line for each mail, and how many more there are. */
export function digestLines({ count, entries }: Digest): readonly TextRef[] {
  const head = count === 1 ? { key: 'email.digest.one' } : { key: 'email.digest.several', params: { count } };
  const lines = entries.map(({ from, subject }) =>
    subject === ''
      ? { key: 'email.digest.line-without-subject', params: { from } }
      : { key: 'email.digest.line', params: { from, subject } },
  );
  const more = count - entries.length;
  return more === 0 ? [head, ...lines] : [head, ...lines, { key: 'email.digest.more', params: { more } }];
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
