import { mailAccountOf } from '../accounts/mail-account.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import {
  type Authentication,
  type Authenticity,
  authenticationOf,
  authenticityOf,
  TrustedServers,
} from '../policy/authentication.js';
import type { MailHead } from '../policy/mail.js';

/** Providers whose marks are remembered. */
const MOST = 1000;

/** Says whether mails are from whom they name, by the marks of servers that may know (RFC 8601). */
export class Origins {
  readonly #config: Pick<EmailConfig, 'addresses' | 'ownMailboxes'>;
  readonly #ours: TrustedServers;
  readonly #providers = new Map<string, TrustedServers>();

  constructor(config: Pick<EmailConfig, 'addresses' | 'ownMailboxes'>) {
    this.#config = config;
    this.#ours = new TrustedServers(config.addresses?.authservIds ?? []);
  }

  /** Of a mail that came to an account: by the admin's mail server, or by the provider of the user's own mailbox. */
  authenticityOf(mail: Pick<MailHead, 'from' | 'headers'>, identity: Identity): Authenticity {
    return authenticityOf(mail, this.authenticationOf(mail, identity));
  }

  /** What the server found out that may know; undefined where it has not looked. */
  authenticationOf(mail: Pick<MailHead, 'headers'>, { account, kind }: Identity): Authentication | undefined {
    return authenticationOf(mail, kind === 'address' ? this.#ours : this.#providerOf(account));
  }

  #providerOf(account: Identity['account']): TrustedServers {
    const mail = mailAccountOf(account, this.#config);
    const host = mail?.kind === 'mailbox' ? mail.imap.host : '';
    const known = this.#providers.get(host);
    if (known !== undefined) return known;
    if (this.#providers.size >= MOST) this.#providers.clear();
    const servers = TrustedServers.ofProvider(host);
    this.#providers.set(host, servers);
    return servers;
  }
}
