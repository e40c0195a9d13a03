import type { Account, HoldContext, PresenceState } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Vacation } from '../policy/vacation.js';
import { troubleOf } from '../trouble.js';

/** A wait of `HoldContext.later`: somebody is back from an absence. */
export interface AbsenceWait {
  readonly kind: 'absence';
  /** Bare JID of the user who sees it. */
  readonly user: string;
  readonly contact: string;
}

interface ContactPresencesParts {
  readonly context: Pick<
    HoldContext,
    'accountsOf' | 'clock' | 'contacts' | 'kv' | 'later' | 'log' | 'presence' | 'text'
  >;
  readonly config: EmailConfig;
  /** How the mailbox of an account is; undefined: not known (yet). */
  readonly stateOf: (account: string) => 'up' | 'down' | 'parked' | undefined;
  /** Whether the lane has this account's mailbox: others do not know how it is. */
  readonly isOurs: (account: Account) => boolean;
}

type Absence = Pick<Vacation, 'status' | 'until'>;

const SECONDS = 400 * 86_400;
/** Longest wait, ms: longer ones are begun anew when it is over. */
const LONGEST_MS = 20 * 86_400_000;

/**
 * How contacts show themselves: there, as long as mail of their user goes out and comes in; away where they have answered so; gone
 * where no mailbox of the user opens.
 */
export class ContactPresences {
  readonly #o: ContactPresencesParts;

  constructor(parts: ContactPresencesParts) {
    this.#o = parts;
  }

  /** Shows a contact to a user (bare JID) as it is now. */
  async show(user: string, contact: string): Promise<void> {
    await this.#show(user, contact, await this.#reach(user));
  }

  /** An automatic reply says that somebody is away. */
  async away({ jid }: Pick<Account, 'jid'>, contact: string, { status, until }: Vacation): Promise<void> {
    const { kv } = this.#o.context;
    const absence: Absence = { status, until };
    await kv.setFields(absencesOf(jid), { [contact]: JSON.stringify(absence) }, SECONDS);
    await this.#wait(jid, contact, until);
    await this.show(jid, contact);
  }

  /** Somebody has written in person, and so is away no more. Cheap: called for each mail. */
  async wrote({ jid }: Pick<Account, 'jid'>, contact: string): Promise<void> {
    if ((await this.#absence(jid, contact)) !== undefined) await this.#returned(jid, contact);
  }

  async later({ user, contact }: AbsenceWait): Promise<void> {
    const absence = await this.#absence(user, contact);
    if (absence !== undefined && absence.until > this.#o.context.clock.now())
      await this.#wait(user, contact, absence.until);
    else await this.#returned(user, contact);
  }

  /** A mailbox has opened, or does not open any more. Never rejects. */
  async mailbox({ jid }: Pick<Account, 'jid'>, state: 'up' | 'down' | 'parked'): Promise<void> {
    // Servers that cannot be reached for a while are no reason to say that everybody is gone.
    if (state === 'down') return;
    await this.changed(jid);
  }

  /** The accounts of a user may be others: all contacts are shown anew where they cannot be reached any more, or can again. Never rejects. */
  async changed(user: string): Promise<void> {
    const { context } = this.#o;
    try {
      const [first] = await context.accountsOf(user);
      // Who has none any more has left, and the contacts with them.
      if (first === undefined || !this.#o.isOurs(first)) return;
      const reach = await this.#reach(user);
      const key = `unreachable:${user}`;
      const was = (await context.kv.get(key)) !== undefined;
      if (reach.available !== was) return;
      for (const contact of await context.contacts.list(user)) await this.#show(user, contact, reach);
      // At last, so that a process that dies in the middle leaves it to be done again.
      if (reach.available) await context.kv.remove(key);
      else await context.kv.set(key, 1, SECONDS);
    } catch (error) {
      context.log.warn(troubleOf(error), 'the presence of contacts could not be told');
    }
  }

  async #returned(user: string, contact: string): Promise<void> {
    await this.#o.context.kv.removeFields(absencesOf(user), [contact]);
    await this.#o.context.later.cancel(waitOf(user, contact));
    await this.show(user, contact);
  }

  async #show(account: string, contact: string, reach: PresenceState): Promise<void> {
    const absence = reach.available ? await this.#absence(account, contact) : undefined;
    const away = absence !== undefined && absence.until > this.#o.context.clock.now();
    await this.#o.context.presence({
      account,
      contact,
      ...reach,
      ...(away ? { show: 'away' as const, status: absence.status } : {}),
    });
  }

  /** Whether mail of a user goes anywhere. */
  async #reach(user: string): Promise<PresenceState> {
    const { context, config, stateOf } = this.#o;
    const accounts = await context.accountsOf(user);
    const works = accounts.some((account) => {
      const identity = identityOf(account, config);
      return identity !== undefined && (identity.kind === 'address' || stateOf(account.id) !== 'parked');
    });
    const { language } = readSettings(accounts[0]?.fields ?? {}, config);
    const key = works ? 'email.presence.mail' : 'email.presence.parked';
    return { available: works, status: context.text({ key }, language) };
  }

  async #absence(user: string, contact: string): Promise<Absence | undefined> {
    const text = (await this.#o.context.kv.fields(absencesOf(user)))[contact];
    return text === undefined ? undefined : (JSON.parse(text) as Absence);
  }

  async #wait(user: string, contact: string, until: number): Promise<void> {
    const { later, clock } = this.#o.context;
    const wait: AbsenceWait = { kind: 'absence', user, contact };
    await later.schedule(waitOf(user, contact), Math.max(0, Math.min(until - clock.now(), LONGEST_MS)), wait);
  }
}

/** Removes what is kept of absences for a user (bare JID), for `Gateway.left`. */
export async function forgetAbsences(kv: HoldContext['kv'], user: string): Promise<void> {
  await kv.remove(absencesOf(user));
  await kv.remove(`unreachable:${user}`);
}

const absencesOf = (user: string): string => `absent:${user}`;
const waitOf = (user: string, contact: string): string => `absence:${user}:${contact}`;
