import type { Account, HoldContext } from '../../gateway.js';
import type { MailPlace, MailRecord } from '../conversation/mail-records.js';

/** A mail that the user has not read yet, and what is to be done when that happens. */
interface UnreadMail {
  /** Message-ID. */
  readonly id: string;
  /** Wall time at which it came, ms. */
  readonly at: number;
  /** It is to be marked as read there. */
  readonly place?: MailPlace;
  /** Address that is to be told that it was read (RFC 8098). */
  readonly notify?: string;
}

/** Mails that nobody reads are forgotten at last. */
const KEPT_SECONDS = 90 * 86_400;
/** Mails of one conversation that are remembered as unread, and after how many more the oldest are forgotten. */
const MOST = 500;
const OFTEN = 100;

/**
 * What the user has not read in each conversation. A client tells only of the last message that was displayed (XEP-0333 4.2): all
 * before it were, too.
 */
export class Unread {
  readonly #kv: HoldContext['kv'];

  constructor({ kv }: Pick<HoldContext, 'kv'>) {
    this.#kv = kv;
  }

  /** Nothing is kept of a mail for which there is nothing to do. */
  async add({ account, born, contact, id, at, place, notify }: MailRecord): Promise<void> {
    if (place === undefined && notify === undefined) return;
    const mail: UnreadMail = {
      id,
      at,
      ...(place === undefined ? {} : { place }),
      ...(notify === undefined ? {} : { notify }),
    };
    const key = keyOf({ id: account, born }, contact);
    const [count] = await Promise.all([
      this.#kv.count(`n${key}`, KEPT_SECONDS),
      this.#kv.setFields(key, { [id]: JSON.stringify(mail) }, KEPT_SECONDS),
    ]);
    // A client that tells nobody what was read would have them all kept.
    if (count % OFTEN === 0) await this.#forget(key, surplus(await this.#all(key)));
  }

  /** Takes out what was read with a mail: itself and all that came before it. */
  async read(account: Pick<Account, 'id' | 'born'>, contact: string, upTo: number): Promise<readonly UnreadMail[]> {
    const key = keyOf(account, contact);
    const all = await this.#all(key);
    const read = all.filter(({ at }) => at <= upTo);
    await this.#forget(key, [...read, ...surplus(all)]);
    return read;
  }

  /** The oldest first. */
  async #all(key: string): Promise<readonly UnreadMail[]> {
    const all = Object.values(await this.#kv.fields(key)).flatMap((text) => parse(text));
    return all.sort((one, other) => one.at - other.at);
  }

  async #forget(key: string, mails: readonly UnreadMail[]): Promise<void> {
    const ids = new Set(mails.map(({ id }) => id));
    if (ids.size > 0) await this.#kv.removeFields(key, [...ids]);
  }
}

/** What is too much of it. */
function surplus(all: readonly UnreadMail[]): readonly UnreadMail[] {
  return all.slice(0, Math.max(0, all.length - MOST));
}

function keyOf({ id, born }: Pick<Account, 'id' | 'born'>, contact: string): string {
  return `u:${born}:${id}:${contact}`;
}

function parse(text: string): readonly UnreadMail[] {
  try {
    return [JSON.parse(text) as UnreadMail];
  } catch {
    return [];
  }
}
