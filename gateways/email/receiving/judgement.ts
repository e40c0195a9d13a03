import type { HoldContext, Problem } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord } from '../conversation/mail-records.js';
import type { MailList } from '../lists/list-of.js';
import { AddressSet } from '../policy/address-set.js';
import type { Authenticity } from '../policy/authentication.js';
import { automated } from '../policy/automated.js';
import { AddressRules } from '../policy/domains.js';
import { junkMark } from '../policy/junk.js';
import type { Acquaintance, KnownSenders } from '../policy/known-senders.js';
import { loopOf, type SenderCount, SenderCounts } from '../policy/loops.js';
import type { MailHead } from '../policy/mail.js';
import { arrivalOf, type WaitingReason } from '../policy/presence-mode.js';
import { type Warning, warningsOf } from '../policy/spoofing.js';
import { decideOnSender } from '../policy/unknown-senders.js';
import { Origins } from './origin.js';

/** What a user has to do with those from whom a mail comes. */
interface Senders {
  readonly author: Acquaintance;
  readonly list?: Acquaintance;
  /** How much the author has written, where the mail has been counted already. */
  readonly count?: SenderCount;
}

/** What is known of a mail when it is judged. */
interface Case {
  readonly identity: Identity;
  readonly settings: Settings;
  /** Its return path as the transport told it. */
  readonly mail: MailHead;
  /** Contact of its author. */
  readonly author: string;
  /** The list that it came over. */
  readonly list?: MailList;
  /** The mail that it answers. */
  readonly parent?: MailRecord;
  /** As `Judgement.senders` tells. */
  readonly senders: Senders;
  /** Wall time, ms. */
  readonly now: number;
}

/** What becomes of a mail. */
export type Fate =
  | { readonly kind: 'deliver' }
  /** It is not wanted: an address refuses it, in a mailbox it stays where it is. */
  | { readonly kind: 'refuse'; readonly problem: Problem }
  /** The user is asked about its sender, and it waits. */
  | { readonly kind: 'ask' }
  /** Nobody is asked: it waits until the user lets its sender come. */
  | { readonly kind: 'leave'; readonly why: 'stranger' | 'junk' }
  /** It waits for the user. `until`: wall time at which it is worth to look again. */
  | { readonly kind: 'wait'; readonly why: WaitingReason; readonly until?: number }
  /** Its sender writes without pause: it waits until that stops. `first`: of those that wait, so the user is told. */
  | { readonly kind: 'wait'; readonly why: 'rate'; readonly until: number; readonly first?: true };

/** A fate, and what else was found out. */
export interface Judged {
  readonly fate: Fate;
  readonly authenticity: Authenticity;
  readonly warnings: readonly Warning[];
  /** A program sent it. */
  readonly automated: boolean;
  readonly known: Acquaintance;
}

interface JudgementParts {
  readonly context: Pick<HoldContext, 'contacts' | 'kv' | 'presenceOf'>;
  readonly config: Pick<EmailConfig, 'addresses' | 'domain' | 'limits' | 'ownMailboxes' | 'senders'>;
  readonly people: KnownSenders;
}

const HOUR_MS = 3_600_000;

/** Decides whether a mail comes to its user, comes later, or not at all. */
export class Judgement {
  readonly #o: JudgementParts;
  readonly #origins: Origins;
  readonly #senders: AddressRules;
  readonly #counts: SenderCounts;

  constructor(parts: JudgementParts) {
    this.#o = parts;
    const { config, context } = parts;
    this.#origins = new Origins(config);
    this.#senders = new AddressRules(config.senders);
    this.#counts = new SenderCounts(context.kv, config.limits.notices);
  }

  /** Why a mail goes no further, whoever it is for: it goes in circles. An echo of the user's own is none. Pure. */
  loop(mail: MailHead, { account, own }: Identity): Problem | undefined {
    const { domain } = this.#o.config;
    const kind = loopOf(mail, { mark: domain, isOwnMessageId: () => false, user: account.jid, addresses: [...own] });
    return kind === undefined || kind === 'echo' ? undefined : IN_CIRCLES;
  }

  /**
   * What is looked up about the author of a mail, and the list that it came over. `isFirst`: the mail comes for the first time, as far
   * as can be told before it is looked for, and is counted at once. Rejects where the store cannot be asked.
   */
  async senders(
    { account: { id, jid } }: Identity,
    author: string,
    list: MailList | undefined,
    isFirst: boolean,
  ): Promise<Senders> {
    const { people } = this.#o;
    const [known, theirs, count] = await Promise.all([
      people.of(jid, author),
      list === undefined ? undefined : people.of(jid, list.contact),
      isFirst && list === undefined ? this.#counts.count(id, author) : undefined,
    ]);
    return {
      author: known,
      ...(theirs === undefined ? {} : { list: theirs }),
      ...(count === undefined ? {} : { count }),
    };
  }

  /** Counts the mail among those of its sender where that has not been done; rejects where the store cannot be asked. */
  async of(one: Case): Promise<Judged> {
    const { identity, settings, mail, author, list, parent, now } = one;
    const { author: known, list: theirs } = one.senders;
    const authenticity = this.#origins.authenticityOf(mail, identity);
    // A list may be as busy as it likes.
    const counted = list === undefined ? one.senders.count : NOBODY_COUNTS;
    const count = counted ?? (await this.#counts.count(identity.account.id, author));
    const found = {
      authenticity,
      warnings: warningsOf(mail, { authenticity, list: list !== undefined }),
      automated: automated(mail) !== undefined,
      known,
    };
    const refusal = this.#denied(mail);
    if (refusal !== undefined) return { ...found, fate: { kind: 'refuse', problem: refusal } };
    const authentic = authenticity !== 'fail';
    const decision = decideOnSender(
      {
        known: { ...theirs, ...known },
        listedImportant: new AddressSet(settings.important).match(author) !== undefined,
        answers: parent?.by === 'user',
        reports: false,
        authentic,
      },
      settings.unknownSenders,
    );
    if (decision.action === 'block') return { ...found, fate: { kind: 'refuse', problem: BLOCKED } };
    const trusted = authentic && (known.accepted ?? known.important ?? theirs?.accepted) !== undefined;
    const important = decision.action === 'deliver' && decision.important;
    if (!trusted && !important && junkMark(mail) !== undefined)
      return { ...found, fate: { kind: 'leave', why: 'junk' } };
    const isContact = decision.action !== 'deliver' && (await this.#isContact(identity, list?.contact ?? author));
    if (decision.action !== 'deliver' && !(isContact && authentic)) {
      // About whom the user knows nobody asks again: what is not from them waits until the user writes to them.
      const isAsked = decision.action === 'ask' && !isContact;
      return { ...found, fate: isAsked ? { kind: 'ask' } : { kind: 'leave', why: 'stranger' } };
    }
    if (count.tooMany && !important) {
      const first = count.first ? ({ first: true } as const) : {};
      return { ...found, fate: { kind: 'wait', why: 'rate', until: now + HOUR_MS, ...first } };
    }
    return { ...found, fate: await this.#arrival(identity, settings, important, now) };
  }

  /** Whether the user has somebody among the contacts already, say from a time before they were asked about strangers. */
  async #isContact({ account }: Identity, contact: string): Promise<boolean> {
    const { contacts } = this.#o.context;
    return (await contacts.list(account.jid)).includes(contact);
  }

  /** Whether the admin lets these senders write to nobody. */
  #denied({ from, returnPath = '' }: MailHead): Problem | undefined {
    const refused = from.some(({ address }) => this.#senders.refusal(address) !== undefined);
    // Lists and relays have return paths of their own, which no list of the admin's needs to allow.
    return refused || this.#senders.refusal(returnPath) === 'denied' ? DENIED : undefined;
  }

  async #arrival({ account }: Identity, settings: Settings, important: boolean, now: number): Promise<Fate> {
    // Who wants mail always is not looked for.
    const presence = settings.delivery === 'always' ? SOMEWHERE : await this.#o.context.presenceOf(account.id);
    const arrival = arrivalOf(settings, presence, important, now);
    if (arrival.now) return { kind: 'deliver' };
    return { kind: 'wait', why: arrival.why, ...(arrival.until === undefined ? {} : { until: arrival.until }) };
  }
}

const NOBODY_COUNTS: SenderCount = { tooMany: false, first: false };
const SOMEWHERE = { available: true } as const;

const IN_CIRCLES: Problem = { type: 'cancel', condition: 'undefined-condition', text: { key: 'email.loop' } };
const DENIED: Problem = { type: 'cancel', condition: 'policy-violation', text: { key: 'email.policy.sender-denied' } };
const BLOCKED: Problem = { type: 'cancel', condition: 'not-allowed', text: { key: 'email.policy.sender-blocked' } };
