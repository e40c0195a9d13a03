import { rootCertificates } from 'node:tls';
import type { ImapServer } from '../imap/types.js';
import type { SmtpServer } from '../smtp/transaction.js';
import { FIELD } from './fields.js';
import type { OwnMailbox } from './mail-account.js';

interface Access {
  /** `HoldContext.secretsOf` of the account. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Of the account, where its user signs in at a provider. */
  readonly tokens?: { accessToken(renew: boolean): Promise<string> };
  /** Which IP addresses may be connected to; see `reachableServers`. */
  readonly allowed: (address: string) => boolean;
  /** Certificates of `ownMailboxes.caFile` (PEM), to trust besides those of the system. */
  readonly ca?: string;
}

/** Both servers of a mailbox with what lets its user in; undefined where there is neither a password nor a sign-in. */
export function serversOf(
  account: OwnMailbox,
  { secrets, tokens, allowed, ca }: Access,
): { readonly imap: ImapServer; readonly smtp: SmtpServer } | undefined {
  const { imap, smtp, user, smtpUser, login } = account;
  const password = secrets[FIELD.password] ?? '';
  const smtpPassword = secrets[FIELD.smtpPassword] || password;
  if (login.by === 'password' ? password === '' : tokens === undefined) return undefined;
  const auth = (name: string, secret: string) =>
    login.by === 'oauth' && tokens !== undefined
      ? { user: name, accessToken: (renew: boolean) => tokens.accessToken(renew) }
      : { user: name, password: secret };
  return {
    imap: {
      ...imap,
      auth: auth(user, password),
      allowPrivate: allowed,
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ca].join('\n') }),
    },
    // Only addresses of the public Internet, and those that the pool is told of.
    smtp: { ...smtp, auth: auth(smtpUser, smtpPassword), allowPrivate: false, ...(ca === undefined ? {} : { ca }) },
  };
}
