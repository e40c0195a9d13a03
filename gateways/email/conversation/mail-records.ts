import { createHmac } from 'node:crypto';
import { type Account, type KeyValue, Recent } from '../../gateway.js';
import { base32 } from './base32.js';

/** Somebody in a conversation by mail. */
export interface Person {
  readonly name?: string;
  /** As it is to be written to: the local part in its own case. */
  readonly address: string;
}

/** Where a mail lies in the user's own mailbox (RFC 9051 2.3.1). */
export interface MailPlace {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** What is kept of a mail that was sent or has come, so that later ones can speak of it. Bodies are never kept. */
export interface MailRecord {
  /** Message-ID without its angle brackets. */
  readonly id: string;
  /** The Message-ID that a server gave it in place of ours, by which others speak of it. */
  readonly outside?: string;
  readonly account: string;
  /** Which registration of that account; see `Account.born`. */
  readonly born: number;
  readonly by: 'user' | 'contact';
  /** The contact whose conversation it is in. */
  readonly contact: string;
  /** Thread of the conversation in XMPP (XEP-0201). */
  readonly thread: string;
  /** `References` of the mail (RFC 5322 3.6.4), the oldest first. */
  readonly references: readonly string[];
  /** As it stood in the mail. */
  readonly subject: string;
  /** Whom a reply to it goes to: `Reply-To`, else `From`. For mails of the user: whom it was sent to. */
  readonly reply: readonly Person[];
  /** Everybody else in it, whom a reply to all reaches too. */
  readonly others: readonly Person[];
  /** Of a mail of the user: each recipient, in the order of the ids that reports use. */
  readonly recipients?: readonly { readonly contact: string; readonly address: string }[];
  /** Tells it from another mail with the same Message-ID. */
  readonly print?: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly place?: MailPlace;
  /** Whoever wants to know that it was read (RFC 8098), where telling is allowed. */
  readonly notify?: string;
  /** It came from a program: nothing is ever sent back by itself. */
  readonly automated?: true;
  /** Of a mail of the user: it was told as delivered when our own mail server took it, so that a failure needs words. */
  readonly promised?: true;
}

/** The newest mail of a conversation, or of one thread in it. */
interface Head {
  readonly id: string;
  readonly at: number;
  readonly subject?: string;
}

const KEY_LETTERS = 26;
/** As many as the letters need. */
const NAME_OCTETS = 17;
const REMEMBERED = 4096;
/** In the place of a thread: of what has come, whatever its thread. None in XMPP has this character. */
const INCOMING = '\0';
/** In the same way: of what the user wrote to a contact and to others with it. */
const JOINT = '\0joint';

/**
 * Mails by their ids, in Redis. The name under which one is kept is a keyed hash, so it can stand in addresses that are sent
 * out (`reply+<name>@`) and be found by it: whoever has not got a mail cannot name it.
 */
export class MailRecords {
  readonly #kv: KeyValue;
  readonly #secret: Buffer;
  readonly #seconds: number;
  /** Names that were asked for lately: each mail needs its own several times. */
  readonly #names = new Recent<string, string>(REMEMBERED);

  /** `secret`: 32 octets, the same in all processes; `keepMs`: how long a mail can be spoken of. */
  constructor(kv: KeyValue, secret: Buffer, keepMs: number) {
    this.#kv = kv;
    this.#secret = secret;
    this.#seconds = Math.max(1, Math.floor(keepMs / 1000));
  }

  /** Name of a mail of an account: 26 letters and digits (130 bits), small. */
  nameOf(account: Pick<Account, 'id' | 'born'>, id: string): string {
    const text = JSON.stringify([account.id, account.born, id]);
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', this.#secret).update(text).digest();
    const name = base32(digest.subarray(0, NAME_OCTETS)).slice(0, KEY_LETTERS);
    this.#names.set(text, name);
    return name;
  }

  /** Keeps a mail; it becomes the newest of its conversation and of its thread. */
  async put(record: MailRecord): Promise<void> {
    const name = this.nameOf({ id: record.account, born: record.born }, record.id);
    await this.#kv.setAll({ [mailKey(name)]: record, ...headsOf(record) }, this.#seconds);
  }

  /**
   * Keeps a mail that can be spoken of and is not the newest: it has been there for long, or may not go out after all. `name`: its
   * own, where that is known already.
   */
  async keep(
    record: MailRecord,
    name = this.nameOf({ id: record.account, born: record.born }, record.id),
  ): Promise<void> {
    await this.#kv.set(mailKey(name), record, this.#seconds);
  }

  /** A server has given a mail another Message-ID: under that one it is found, too. */
  async rename(record: MailRecord, outside: string): Promise<void> {
    const account = { id: record.account, born: record.born };
    const renamed: MailRecord = { ...record, outside };
    const keys = [this.nameOf(account, record.id), this.nameOf(account, outside)].map(mailKey);
    await this.#kv.setAll(Object.fromEntries(keys.map((key) => [key, renamed])), this.#seconds);
  }

  /**
   * A mail is the newest of its conversation and of its thread. One to several contacts at once is in no conversation with one of
   * them alone, which stays at its own last mail.
   */
  async lead(record: MailRecord): Promise<void> {
    await this.#kv.setAll(headsOf(record), this.#seconds);
  }

  async get(account: Pick<Account, 'id' | 'born'>, id: string): Promise<MailRecord | undefined> {
    return await this.byName(this.nameOf(account, id));
  }

  async byName(name: string): Promise<MailRecord | undefined> {
    return await this.#kv.get<MailRecord>(mailKey(name));
  }

  /** The newest of several that is known. */
  async newest(account: Pick<Account, 'id' | 'born'>, ids: readonly string[]): Promise<MailRecord | undefined> {
    const found = await Promise.all(ids.map((id) => this.get(account, id)));
    let newest: MailRecord | undefined;
    for (const one of found) if (one !== undefined && (newest === undefined || one.at >= newest.at)) newest = one;
    return newest;
  }

  /**
   * The newest mail of a thread; without one, that of the whole conversation, or of what the user wrote to the contact among others
   * where they have no conversation alone.
   */
  async last(account: Pick<Account, 'id' | 'born'>, contact: string, thread?: string): Promise<MailRecord | undefined> {
    const head =
      (await this.#kv.get<Head>(headKey(account, contact, thread ?? ''))) ??
      (thread === undefined ? await this.#kv.get<Head>(headKey(account, contact, JOINT)) : undefined);
    return head === undefined ? undefined : await this.get(account, head.id);
  }

  /** Subject of the newest mail of a conversation. */
  async lastSubject(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<string | undefined> {
    return (await this.#kv.get<Head>(headKey(account, contact, '')))?.subject;
  }

  /** The newest mail that has come from a contact; without one, from anybody. */
  async lastIncoming(account: Pick<Account, 'id' | 'born'>, contact = ''): Promise<MailRecord | undefined> {
    return await this.last(account, contact, INCOMING);
  }

  /** Where a mail lies now, or that nobody waits for word of it any more. */
  async change(record: MailRecord, change: Partial<Pick<MailRecord, 'place' | 'notify'>>): Promise<void> {
    const { notify: _, ...rest } = record;
    const kept = 'notify' in change ? rest : record;
    await this.keep({ ...kept, ...change });
  }
}

/** Whether a mail of the user went to several contacts at once: those behind a group or a room are one. */
function isJoint({ recipients = [] }: MailRecord): boolean {
  return new Set(recipients.map(({ contact }) => contact)).size > 1;
}

const mailKey = (name: string): string => `m:${name}`;

/** Where a record is the newest mail, and as what. */
function headsOf(record: MailRecord): Record<string, Head> {
  const account = { id: record.account, born: record.born };
  const head: Head = { id: record.id, at: record.at, subject: record.subject };
  const newestOf = isJoint(record) ? JOINT : '';
  const heads: Record<string, Head> = {};
  for (const contact of new Set([record.contact, ...(record.recipients ?? []).map(({ contact }) => contact)])) {
    heads[headKey(account, contact, newestOf)] = head;
    heads[headKey(account, contact, record.thread)] = head;
  }
  if (record.by === 'contact') {
    heads[headKey(account, record.contact, INCOMING)] = head;
    heads[headKey(account, '', INCOMING)] = head;
  }
  return heads;
}

/** No contact has a blank in it. */
function headKey({ id, born }: Pick<Account, 'id' | 'born'>, contact: string, thread: string): string {
  return `h:${born}:${id}:${contact} ${thread}`;
}
