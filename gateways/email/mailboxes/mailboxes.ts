import type { Account, HoldContext, Problem, Timer } from '../../gateway.js';
import { troubleOf } from '../trouble.js';
import type { Attendance } from './attendance.js';
import { MailboxStates } from './mailbox-states.js';
import { OwnMailbox, type OwnMailboxParts, printOf } from './own-mailbox.js';
import type { UserWalk } from './user-walk.js';

interface MailboxesParts extends Omit<OwnMailboxParts, 'attendance' | 'changed'> {
  readonly attendance: Attendance;
  /** Whether an account belongs to this lane. */
  readonly isOurs: (account: Account) => boolean;
  readonly changed: (account: Account, state: 'up' | 'down' | 'parked') => void;
  /** Sees all users, with the other lanes of the process. */
  readonly walk: Pick<UserWalk, 'over'>;
}

/** What the store could not tell is asked again after so many ms. */
const REPEAT_MS = 2000;
/** How often it is looked who has become absent, ms. */
const ATTENDANCE_MS = 3_600_000;

/** The mailboxes that one lane watches: of all its users, as long as they are registered. */
export class Mailboxes {
  readonly #o: MailboxesParts;
  readonly #context: HoldContext;
  readonly #open = new Map<string, OwnMailbox>();
  /** Accounts whose mailbox is being opened, as they were then. */
  readonly #opening = new Map<string, Account>();
  readonly #states = new MailboxStates();
  readonly #timers = new Set<Timer>();
  /** Users who are being looked at, and whether to look again. */
  readonly #looking = new Map<string, boolean>();
  #leaving = false;

  constructor(parts: MailboxesParts) {
    this.#o = parts;
    this.#context = parts.context;
  }

  /** Opens those of all users, in the background. */
  start(): void {
    void this.#walk();
    if (this.#o.attendance.counts) this.#lookForAbsent();
  }

  /** Accounts of these users have changed; undefined: anybody's may have. */
  changed(users: readonly string[] | undefined): void {
    if (users === undefined) void this.#walk();
    else for (const user of users) void this.#look(user);
  }

  of(account: string): OwnMailbox | undefined {
    return this.#open.get(account);
  }

  /** All that are open. */
  all(): readonly OwnMailbox[] {
    return [...this.#open.values()];
  }

  /** Tries at once to open the mailbox of an account, also where it is parked. */
  resume({ id, jid }: Pick<Account, 'id' | 'jid'>): void {
    const own = this.#open.get(id);
    if (own === undefined) void this.#look(jid);
    else {
      own.resume().catch((error: unknown) => {
        this.#context.log.warn(troubleOf(error), 'what was known of a mailbox could not be forgotten');
      });
    }
  }

  /** A user (bare JID) comes or goes. Who comes has the mailbox watched again at once. Never rejects. */
  async seen(user: string, isOnline: boolean): Promise<void> {
    if (!this.#o.attendance.counts) return;
    if (isOnline) for (const own of this.all()) if (own.account.jid === user) own.attend(false);
    await this.#o.attendance.seen(user).catch((error: unknown) => {
      this.#context.log.warn(troubleOf(error), 'that a user was online could not be noted');
    });
  }

  /** Leaves the servers that an admin has paused, and goes back to those that are paused no more. */
  async pausesChanged(): Promise<void> {
    await this.#o.access.paused.load();
    for (const [id, { account }] of this.#open) if (this.pausedReason(account) !== undefined) this.#end(id);
    void this.#walk();
  }

  /** Why the mailbox of an account is left alone for now. */
  pausedReason(account: Account): Problem | undefined {
    return this.#o.access.pausedReason(account);
  }

  /** Unknown ones are not there (yet). */
  stateOf(account: string): 'up' | 'down' | 'parked' | undefined {
    return this.#states.of(account);
  }

  /**
   * Opens none any more and fetches nothing, and waits for what is being handed over and for what servers say of passwords that they
   * were given, at most `ms`.
   */
  async drain(ms: number): Promise<void> {
    this.#leave();
    await Promise.all(this.all().map((own) => own.drain(ms)));
  }

  close(): void {
    this.#leave();
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const one of all) one.close();
  }

  /** From now on no mailbox is opened. */
  #leave(): void {
    this.#leaving = true;
    for (const timer of this.#timers) timer.cancel();
  }

  async #walk(): Promise<void> {
    const seen = new Set<string>();
    try {
      await this.#o.access.paused.load();
      await this.#o.walk.over(
        () => this.#context.users(),
        (accounts) => {
          if (this.#leaving) return;
          for (const account of accounts) if (this.#o.isOurs(account)) seen.add(account.id);
          this.#meet(accounts);
        },
      );
    } catch (error) {
      this.#context.log.warn(troubleOf(error), 'the mailboxes of the users could not all be opened yet');
      this.#repeat(() => void this.#walk());
      return;
    }
    for (const [id, { account }] of this.#open) if (!seen.has(id)) void this.#look(account.jid);
  }

  async #look(user: string): Promise<void> {
    if (this.#leaving) return;
    if (this.#looking.has(user)) {
      this.#looking.set(user, true);
      return;
    }
    this.#looking.set(user, false);
    try {
      const accounts = await this.#context.accountsOf(user);
      const there = new Set(accounts.map(({ id }) => id));
      for (const [id, own] of this.#open) if (own.account.jid === user && !there.has(id)) this.#end(id);
      for (const [id, { jid }] of this.#opening) if (jid === user && !there.has(id)) this.#opening.delete(id);
      this.#meet(accounts);
    } catch {
      this.#repeat(() => void this.#look(user));
    } finally {
      const again = this.#looking.get(user) === true;
      this.#looking.delete(user);
      if (again) void this.#look(user);
    }
  }

  #meet(accounts: readonly Account[]): void {
    for (const account of accounts) {
      if (!this.#o.isOurs(account)) continue;
      if (this.#isKnown(account)) continue;
      void this.#renew(account).catch(() => this.#repeat(() => void this.#look(account.jid)));
    }
  }

  /** Whether an account is watched as it is, or as it has become since. */
  #isKnown({ id, born, rev }: Account): boolean {
    const known = this.#opening.get(id) ?? this.#open.get(id)?.account;
    return known !== undefined && known.born === born && known.rev >= rev;
  }

  async #renew(account: Account): Promise<void> {
    if (this.#leaving) return;
    this.#opening.set(account.id, account);
    this.#end(account.id);
    try {
      const own = await OwnMailbox.open(account, { ...this.#o, changed: (whose, state) => this.#noted(whose, state) });
      if (own === undefined) return;
      // The account may have changed once more meanwhile, or have ended.
      if (this.#leaving || this.#opening.get(account.id) !== account) {
        own.close();
        return;
      }
      this.#open.set(account.id, own);
      own.start();
      this.#count();
    } finally {
      if (this.#opening.get(account.id) === account) this.#opening.delete(account.id);
    }
  }

  /** Of a mailbox that is watched no more nothing is told. */
  #noted(account: Account, state: 'up' | 'down' | 'parked'): void {
    if (this.#open.get(account.id)?.print !== printOf(account)) return;
    this.#states.set(account.id, state);
    this.#o.changed(account, state);
    this.#count();
  }

  #end(id: string): void {
    const own = this.#open.get(id);
    // Most accounts may be none of a mailbox.
    if (own === undefined) return;
    this.#open.delete(id);
    this.#states.end(id);
    own.close();
    this.#count();
  }

  #lookForAbsent(): void {
    this.#repeat(() => {
      void this.#notePresence().finally(() => this.#lookForAbsent());
    }, ATTENDANCE_MS);
  }

  /** Never rejects. */
  async #notePresence(): Promise<void> {
    try {
      for (const own of this.all()) own.attend(await this.#o.attendance.isAbsent(own.account));
    } catch (error) {
      this.#context.log.warn(troubleOf(error), 'which users are absent could not be looked up');
    }
  }

  #repeat(work: () => void, ms = REPEAT_MS): void {
    if (this.#leaving) return;
    const timer = this.#context.clock.after(ms, () => {
      this.#timers.delete(timer);
      work();
    });
    this.#timers.add(timer);
  }

  #count(): void {
    const { metrics, lane } = this.#context;
    for (const [state, count] of this.#states.counts) metrics.gauge('mailboxes', count, { lane, state });
  }
}
