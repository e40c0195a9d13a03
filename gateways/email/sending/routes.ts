import { createHash } from 'node:crypto';
import type { Problem } from '../../gateway.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailPlace } from '../conversation/mail-records.js';
import type { MailFlag } from '../reading/readings.js';
import type { SmtpPool } from '../smtp/pool.js';
import type { SmtpServer, TransactionResult } from '../smtp/transaction.js';
import type { Pools } from './pools.js';
import { fromSmarthost } from './smarthost-trouble.js';

/** The server that the mails of an account go out by. */
export interface Route {
  readonly pool: Pick<SmtpPool, 'send'>;
  /** It is the admin's: users can do nothing about trouble with it. */
  readonly ofAdmin?: true;
  /** Puts what was sent into the user's own mailbox, where the provider does not do so by itself. */
  readonly keepCopy?: (identity: Identity, octets: Uint8Array) => void;
  /** Marks a mail in that mailbox. */
  readonly flag?: (mail: { readonly id: string; readonly place: MailPlace }, flag: MailFlag) => void;
  /** Whether the mailbox has a mail among those that were sent, because the server itself put it there. Never rejects. */
  readonly isSent?: (identity: Identity, messageId: string) => Promise<boolean>;
}

/** How users' own mailboxes are reached. */
export interface OwnMailServers {
  /** Which IP addresses they may have. */
  readonly allowed: (address: string) => boolean;
  /** The submission server, and what to be sure of that it is still the same. */
  smtp(identity: Identity): Promise<{ readonly server: SmtpServer; readonly print: string } | Problem>;
  keepCopy(identity: Identity, octets: Uint8Array): void;
  flag(account: string, mail: { readonly id: string; readonly place: MailPlace }, flag: MailFlag): void;
  isSent(identity: Identity, messageId: string): Promise<boolean>;
  /** The server does not let the account in. */
  locked(identity: Identity, why: Problem): Promise<void>;
}

/** Connections that one user's server gets at once: providers allow few. */
const OWN_CONNECTIONS = 2;

/** Finds the server for an account: the admin's for addresses of the gateway, the user's own for all others. */
export class Routes {
  readonly #config: EmailConfig;
  readonly #pools: Pools;
  readonly #own: OwnMailServers;
  readonly #smarthost: SmtpServer | undefined;

  constructor(config: EmailConfig, pools: Pools, own: OwnMailServers, smarthost: SmtpServer | undefined) {
    this.#config = config;
    this.#pools = pools;
    this.#own = own;
    this.#smarthost = smarthost;
  }

  async of(identity: Identity): Promise<Route | Problem> {
    const gone: Problem = { type: 'auth', condition: 'registration-required', text: { key: 'email.account.gone' } };
    const mail = mailAccountOf(identity.account, this.#config);
    if (mail === undefined) return gone;
    if (mail.kind === 'address') {
      const { addresses } = this.#config;
      const smarthost = this.#smarthost;
      if (addresses === undefined || smarthost === undefined) return gone;
      const { connections } = addresses.smtp;
      const pool = this.#pools.of('smarthost', () => smarthost, { connections, loginAgain: true });
      return { pool: { send: async (transaction) => this.#watched(await pool.send(transaction)) }, ofAdmin: true };
    }
    const own = await this.#own.smtp(identity);
    if ('condition' in own) return own;
    const key = createHash('sha256').update(`${identity.account.id}\n${own.print}`).digest('base64url');
    return {
      pool: this.#pools.of(key, () => own.server, { connections: OWN_CONNECTIONS, addressAllowed: this.#own.allowed }),
      keepCopy: (who, octets) => this.#own.keepCopy(who, octets),
      flag: (which, flag) => this.#own.flag(identity.account.id, which, flag),
      isSent: (who, messageId) => this.#own.isSent(who, messageId),
    };
  }

  #watched(result: TransactionResult): TransactionResult {
    this.#pools.smarthostWatch.note(result);
    return fromSmarthost(result);
  }

  async locked(identity: Identity, why: Problem): Promise<void> {
    if (identity.kind === 'mailbox') await this.#own.locked(identity, why);
  }
}
