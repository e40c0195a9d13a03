import { readFileSync } from 'node:fs';
import type { Account, HoldContext, Problem } from '../../gateway.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import type { TokenSource } from '../accounts/oauth/token-source.js';
import { reachableServers } from '../accounts/reachable-servers.js';
import { serversOf } from '../accounts/servers-of.js';
import type { EmailConfig } from '../config.js';
import type { PausedHosts } from './paused-hosts.js';

/** What the config file says of the mail servers that users may name. */
export interface ServerRules {
  /** Which IP addresses may be connected to. */
  readonly allowed: (address: string) => boolean;
  /** Certificates to trust besides those of the system (PEM). */
  readonly ca?: string;
}

/** Throws where the file of certificates cannot be read. */
export function serverRules({ ownMailboxes: { allowNetworks, caFile } }: EmailConfig): ServerRules {
  return {
    allowed: reachableServers(allowNetworks),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
  };
}

interface AccessParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly rules: ServerRules;
  readonly paused: PausedHosts;
  /** The tokens of an account whose user signs in at a provider. */
  readonly tokens: (account: Account, provider: string) => Pick<TokenSource, 'accessToken'>;
}

const NO_LOGIN: Problem = { type: 'auth', condition: 'not-authorized', text: { key: 'email.mailbox.no-login' } };
const GONE: Problem = { type: 'auth', condition: 'registration-required', text: { key: 'email.account.gone' } };

/** The servers of users' own mailboxes, with what lets them in. Passwords are read when they are used. */
export class Access {
  readonly #o: AccessParts;

  constructor(parts: AccessParts) {
    this.#o = parts;
  }

  get rules(): ServerRules {
    return this.#o.rules;
  }

  get paused(): PausedHosts {
    return this.#o.paused;
  }

  /** Why the servers of an account are not connected to for now. Pure. */
  pausedReason(account: Account): Problem | undefined {
    return this.#o.paused.reason(account, this.#o.config);
  }

  /** Rejects where the store cannot be asked. */
  async of(account: Account): Promise<NonNullable<ReturnType<typeof serversOf>> | Problem> {
    const { config, context, rules, tokens } = this.#o;
    const mail = mailAccountOf(account, config);
    if (mail?.kind !== 'mailbox') return GONE;
    const paused = this.pausedReason(account);
    if (paused !== undefined) return paused;
    const { login } = mail;
    const servers = serversOf(mail, {
      secrets: await context.secretsOf(account),
      ...(login.by === 'oauth' ? { tokens: tokens(account, login.provider) } : {}),
      ...rules,
    });
    if (servers === undefined) return NO_LOGIN;
    return config.ownMailboxes.plain ? { ...servers, smtp: { ...servers.smtp, plainLogin: true } } : servers;
  }
}
