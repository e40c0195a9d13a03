import type { Account, HoldContext } from '../../gateway.js';
import type { MailPlace, MailRecord } from '../conversation/mail-records.js';

/** A mail that the user has not read yet, and what is to be done when that happens. */
export interface UnreadMail {
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
/** Mails of one conversation that are remembered as unread. */
const MOST = 500;

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
    await this.#kv.setFields(keyOf({ id: account, born }, contact), { [id]: JSON.stringify(mail) }, KEPT_SECONDS);
  }

  /** Takes out what was read with a mail: itself and all that came before it. */
  async read(account: Pick<Account, 'id' | 'born'>, contact: string, upTo: number): Promise<readonly UnreadMail[]> {
    const key = keyOf(account, contact);
    const all = Object.values(await this.#kv.fields(key)).flatMap((text) => parse(text));
    all.sort((one, other) => one.at - other.at);
    const read = all.filter(({ at }) => at <= upTo);
    const forgotten = all.slice(0, Math.max(0, all.length - MOST));
    const gone = new Set([...read, ...forgotten].map(({ id }) => id));
    if (gone.size > 0) await this.#kv.removeFields(key, [...gone]);
    return read;
  }
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
