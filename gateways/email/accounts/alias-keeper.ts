import type { Account, HoldContext, Timer } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { UserWalk } from '../mailboxes/user-walk.js';
import { troubleOf } from '../trouble.js';
import { AliasClaims } from './alias-claims.js';
import { mailAccountOf } from './mail-account.js';

interface AliasKeeperParts {
  readonly context: Pick<HoldContext, 'accountsOf' | 'clock' | 'kv' | 'log' | 'users'>;
  readonly config: Pick<EmailConfig, 'ownMailboxes'> & { readonly addresses: NonNullable<EmailConfig['addresses']> };
  /** Whether an account belongs to this lane. */
  readonly isOurs: (account: Account) => boolean;
  /** Sees all users, with the other lanes of the process. */
  readonly walk: Pick<UserWalk, 'over'>;
}

const WEEK_MS = 7 * 86_400_000;
const REPEAT_MS = 60_000;
/** Names that are noted at once. */
const TOGETHER = 100;

/** Notes whose the names of addresses are, for as long as their users are there: see `AliasClaims`. */
export class AliasKeeper {
  readonly #o: AliasKeeperParts;
  readonly #claims: AliasClaims;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: AliasKeeperParts) {
    this.#o = parts;
    this.#claims = new AliasClaims(parts.context.kv, parts.config.addresses.aliases.keptFor);
  }

  /** Notes all now and once a week, in the background. */
  start(): void {
    void this.#all();
  }

  /** Accounts of these users were made or changed; undefined: anybody's. What fails is noted with all others. */
  changed(users: readonly string[] | undefined): void {
    if (users === undefined) return;
    void this.#some(users).catch((error: unknown) => this.#failed(error));
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  async #all(): Promise<void> {
    const { walk, context, config } = this.#o;
    const ours: Account[] = [];
    let next = Math.min(WEEK_MS, Math.max(REPEAT_MS, config.addresses.aliases.keptFor / 2));
    try {
      await walk.over(
        () => context.users(),
        (accounts) => ours.push(...accounts.filter((account) => this.#isOurs(account))),
      );
      await this.#keep(ours);
    } catch (error) {
      this.#failed(error);
      next = REPEAT_MS;
    }
    if (!this.#closed) this.#timer = context.clock.after(next, () => void this.#all());
  }

  async #some(users: readonly string[]): Promise<void> {
    for (const user of users) {
      const accounts = await this.#o.context.accountsOf(user);
      await this.#keep(accounts.filter((account) => this.#isOurs(account)));
    }
  }

  #isOurs(account: Account): boolean {
    return this.#o.isOurs(account) && mailAccountOf(account, this.#o.config)?.kind === 'address';
  }

  async #keep(accounts: readonly Account[]): Promise<void> {
    for (let at = 0; at < accounts.length && !this.#closed; at += TOGETHER) {
      await Promise.all(
        accounts.slice(at, at + TOGETHER).map(async (account) => {
          const mail = mailAccountOf(account, this.#o.config);
          if (mail?.kind === 'address') await this.#claims.keep(mail.alias, account.jid);
        }),
      );
    }
  }

  #failed(error: unknown): void {
    this.#o.context.log.warn(troubleOf(error), 'it could not be noted whose the names of addresses are');
  }
}
