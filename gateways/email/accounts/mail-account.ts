import type { Account } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import { isUnder, type MailServer, parseServerUrl } from '../servers.js';
import { FIELD, FOUND } from './fields.js';

/** A mailbox that the user has elsewhere. */
export interface OwnMailbox {
  readonly kind: 'mailbox';
  /** As the user writes it; the domain in small letters and its ASCII form. */
  readonly address: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** Login names. */
  readonly user: string;
  readonly smtpUser: string;
  readonly login: { readonly by: 'password' } | { readonly by: 'oauth'; readonly provider: string };
  /** Name of the known provider, see `providers.ts`. */
  readonly provider?: string;
}

/** An address of the gateway's own mail domain. */
interface GatewayAddress {
  readonly kind: 'address';
  readonly address: string;
  /** Name before the @. */
  readonly alias: string;
}

type MailAccount = OwnMailbox | GatewayAddress;

/** What an account is at the mail side; undefined where the config does not allow it any more, or the account is not whole. Pure. */
export function mailAccountOf(
  { fields }: Pick<Account, 'fields'>,
  config: Pick<EmailConfig, 'addresses' | 'ownMailboxes'>,
): MailAccount | undefined {
  if (fields[FOUND.kind] === 'address') {
    const { [FIELD.alias]: alias = '' } = fields;
    if (alias === '' || config.addresses === undefined) return undefined;
    return { kind: 'address', alias, address: `${alias}@${config.addresses.domain}` };
  }
  const imap = parseServerUrl(fields[FOUND.imap] ?? '');
  const smtp = parseServerUrl(fields[FOUND.smtp] ?? '');
  const {
    [FIELD.address]: address = '',
    [FOUND.user]: user = address,
    [FOUND.oauth]: oauth,
    [FOUND.provider]: provider,
  } = fields;
  if (imap === undefined || smtp === undefined || address === '' || !config.ownMailboxes.allowed) return undefined;
  if (oauth !== undefined && !Object.hasOwn(config.ownMailboxes.oauth, oauth)) return undefined;
  if (![imap, smtp].every(({ host }) => isHostAllowed(host, config))) return undefined;
  return {
    kind: 'mailbox',
    address,
    imap,
    smtp,
    user,
    smtpUser: fields[FOUND.smtpUser] ?? user,
    login: oauth === undefined ? { by: 'password' } : { by: 'oauth', provider: oauth },
    ...(provider === undefined ? {} : { provider }),
  };
}

/** The mail address of an account; undefined as of `mailAccountOf`. */
export function addressOf(
  account: Pick<Account, 'fields'>,
  config: Pick<EmailConfig, 'addresses' | 'ownMailboxes'>,
): string | undefined {
  return mailAccountOf(account, config)?.address;
}

/** Whether the admin lets users name a mail server (`ownMailboxes.hosts`); its IP addresses are another question. */
export function isHostAllowed(host: string, { ownMailboxes }: Pick<EmailConfig, 'ownMailboxes'>): boolean {
  const { allow, deny } = ownMailboxes.hosts;
  return !isUnder(host, deny) && (allow.length === 0 || isUnder(host, allow));
}
