import { type HoldContext, type MessageEvent, Recent, type UserEvent } from '../../gateway.js';
import { isListContact } from '../address/special-contacts.js';
import type { KnownSenders } from '../policy/known-senders.js';
import { troubleOf } from '../trouble.js';
import type { AbsenceWait, ContactPresences } from './contact-presences.js';
import type { DigestWait, Releases, ReleaseWait, StrangersWait } from './releases.js';

/** Waits of `HoldContext.later` that belong here. */
type UserWait = AbsenceWait | DigestWait | ReleaseWait | StrangersWait;

const WAITS: ReadonlySet<string> = new Set<UserWait['kind']>(['absence', 'digest', 'release', 'strangers']);

interface UserDeskParts {
  readonly context: HoldContext;
  readonly people: Pick<KnownSenders, 'wrote'>;
  readonly releases: Releases;
  readonly presences: ContactPresences;
}

/** Contacts that were written to lately, and for how long they are not looked up again, ms. */
const REMEMBERED = 10_000;
const AGAIN_MS = 600_000;

/** What users do beside writing, and what follows from it for the mail that comes to them. */
export class UserDesk {
  readonly #o: UserDeskParts;
  readonly #written = new Recent<string, number>(REMEMBERED);

  constructor(parts: UserDeskParts) {
    this.#o = parts;
  }

  /** A user comes, goes, adds a contact, lets one in or removes one. Rejects where it has to be heard again. */
  async hear(event: UserEvent): Promise<void> {
    const { context, presences, releases } = this.#o;
    const { account: user } = event;
    if (event.type === 'presence') {
      if (event.state.available) await releases.back(user);
      return;
    }
    const { contact } = event;
    // Who lets a sender in who has asked need not want to see one.
    if (event.type === 'allowed') return await releases.accept(user, contact);
    if (!event.wanted) {
      await releases.refuse(user, contact);
      return;
    }
    await presences.show(user, contact);
    await context.contacts.answer({ account: user, contact, granted: true });
    await releases.accept(user, contact);
  }

  /** A user writes to contacts: what waited of them comes. Never throws; what fails is only logged. */
  wrote(account: string, { contact, recipients }: Pick<MessageEvent, 'contact' | 'recipients'>): void {
    const now = this.#o.context.clock.monotonic();
    const contacts = recipients === undefined ? [contact] : recipients.map((one) => one.contact);
    const fresh = contacts.filter((one) => (this.#written.get(`${account} ${one}`) ?? 0) <= now);
    if (fresh.length === 0) return;
    for (const one of fresh) this.#written.set(`${account} ${one}`, now + AGAIN_MS);
    this.#wrote(account, fresh).catch((error: unknown) => {
      for (const one of fresh) this.#written.delete(`${account} ${one}`);
      this.#o.context.log.warn(troubleOf(error), 'whom a user has written to could not be noted');
    });
  }

  /** Accounts of these users have changed. */
  accounts(users: readonly string[] | undefined): void {
    for (const user of users ?? []) void this.#o.presences.changed(user);
  }

  static isWait(payload: unknown): payload is UserWait {
    if (typeof payload !== 'object' || payload === null || !('kind' in payload)) return false;
    return typeof payload.kind === 'string' && WAITS.has(payload.kind);
  }

  async later(wait: UserWait): Promise<void> {
    if (wait.kind === 'absence') await this.#o.presences.later(wait);
    else await this.#o.releases.later(wait);
  }

  async #wrote(id: string, contacts: readonly string[]): Promise<void> {
    const { context, people, releases } = this.#o;
    const account = await context.account(id);
    if (account === undefined) return;
    // Addresses are noted when the mail has gone out; that of a list is not its contact.
    await people.wrote(account.jid, contacts.filter(isListContact));
    for (const contact of contacts) await releases.release(account.jid, contact);
  }
}
