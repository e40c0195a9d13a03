import type { Clock, HoldContext, KeyValue } from '../../gateway.js';
import type { MailPlace } from '../conversation/mail-records.js';
import { DigestBox } from '../policy/digest.js';
import { HeldMails } from '../policy/held-mails.js';
import { forgetKeptMails, type KeptMails, type Owner } from './kept-mails.js';
import type { Source } from './source.js';

/** A mail that waits: how it is found, and how it came. */
export interface WaitingMail {
  /** Message-ID, or what stands in its place. */
  readonly id: string;
  readonly print: string;
  /** Where it lies in the user's own mailbox; missing: it is kept here. */
  readonly place?: MailPlace;
  readonly source: Omit<Source, 'place' | 'released'>;
  /** Wall time before which it does not come, ms. */
  readonly notBefore?: number;
}

const SECONDS = 400 * 86_400;

/** Mails that have come and wait, by what they wait for. Mails of the user's own mailbox lie there; others are kept whole. */
export class WaitingRoom {
  /** For a word of the user about their senders. */
  readonly strangers: HeldMails<WaitingMail>;
  /** The same, of those that a filter calls junk. */
  readonly junk: HeldMails<WaitingMail>;
  /** For the user to be back. */
  readonly away: DigestBox<WaitingMail>;
  readonly kept: KeptMails;
  readonly #kv: KeyValue;

  constructor({ kv, clock }: Pick<HoldContext, 'clock' | 'kv'>, kept: KeptMails) {
    this.#kv = kv;
    this.kept = kept;
    this.strangers = new HeldMails({ kv, clock });
    this.junk = new HeldMails({ kv, clock, name: 'junk' });
    this.away = new DigestBox(kv);
  }

  /** By which account the boxes have it. */
  static nameOf({ id, born }: Pick<Owner, 'born' | 'id'>): string {
    return `${born}:${id}`;
  }

  /** Something will wait for this account: it is found when the user leaves. */
  async enter(account: Owner): Promise<string> {
    const name = WaitingRoom.nameOf(account);
    await this.#kv.setFields(listOf(account.jid), { [name]: '1' }, SECONDS);
    return name;
  }

  /** It has come, or the user wants nothing of it. */
  async done(account: Owner, mail: WaitingMail): Promise<void> {
    if (mail.place === undefined) await this.kept.remove(account, mail);
  }

  /** Removes all that waits for a user (bare JID), for `Gateway.left`. */
  static async forget(kv: KeyValue, clock: Clock, jid: string): Promise<void> {
    const names = Object.keys(await kv.fields(listOf(jid)));
    for (const name of names) {
      await new HeldMails({ kv, clock }).forget(name);
      await new HeldMails({ kv, clock, name: 'junk' }).forget(name);
      await new DigestBox(kv).forget(name);
    }
    await kv.remove(listOf(jid));
    await forgetKeptMails(kv, jid, clock.now());
  }
}

const listOf = (jid: string): string => `waiting:${jid}`;
