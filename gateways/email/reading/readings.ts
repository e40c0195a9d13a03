import { type Account, type HoldContext, KeyedQueue, type SignalEvent } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailPlace, MailRecords } from '../conversation/mail-records.js';
import type { Unread } from '../receiving/unread.js';
import type { ReadReports } from '../sending/read-reports.js';
import { troubleOf } from '../trouble.js';

/** What can be told a mailbox of a mail in it. */
export type MailFlag = '\\Seen' | '\\Answered' | '$Forwarded' | '$MDNSent';

/** The mailboxes that this lane watches. */
export interface FlagKeeper {
  /** Sets a flag, together with others that are set at the time. What fails is only logged. */
  flag(account: string, mail: { readonly id: string; readonly place: MailPlace }, flag: MailFlag): void;
}

interface ReadingsParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: Pick<MailRecords, 'newest'>;
  readonly unread: Unread;
  readonly reports: ReadReports;
  readonly flags: FlagKeeper;
}

/** What follows from that a user has read something: it is marked as read in the mailbox, and its sender may hear of it. */
export class Readings {
  readonly #o: ReadingsParts;
  /** What was read of one conversation comes one after the other. */
  readonly #order = new KeyedQueue();

  constructor(parts: ReadingsParts) {
    this.#o = parts;
  }

  /** Takes a signal of a user's client. Never throws; what cannot be done now is done with the next one. */
  signal(account: string, event: SignalEvent): void {
    if (event.type !== 'marker' || event.state !== 'displayed' || event.room) return;
    const ids = event.about.networkIds ?? [];
    if (ids.length === 0) return;
    const { contact } = event;
    this.#order.run(`${account}>${contact}`, () =>
      this.#displayed(account, contact, ids).catch((error: unknown) =>
        this.#o.context.log.warn(troubleOf(error), 'that mails were read could not be told now'),
      ),
    );
  }

  async #displayed(id: string, contact: string, ids: readonly string[]): Promise<void> {
    const { context, config, records } = this.#o;
    const account = await context.account(id);
    if (account === undefined) return;
    const last = await records.newest(account, ids);
    if (last !== undefined) await this.read(account, contact, last.at, readSettings(account.fields, config).seen);
  }

  /** All mails of a conversation were read that came until then (wall time, ms). */
  async read(account: Account, contact: string, until: number, seen: boolean): Promise<void> {
    const { config, unread, reports, flags } = this.#o;
    const identity: Identity | undefined = identityOf(account, config);
    const mails = await unread.read(account, contact, until);
    for (const { id, place, notify } of mails) {
      if (place !== undefined && seen) flags.flag(account.id, { id, place }, '\\Seen');
      if (notify !== undefined && identity !== undefined) await reports.tell(identity, id, notify);
    }
  }
}
