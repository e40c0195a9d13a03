import type { Account } from '../../gateway.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import { mailAccountOf } from './mail-account.js';
import { readSettings } from './settings.js';

interface Known {
  readonly config: EmailConfig;
  readonly identity: Identity | undefined;
}

/** Accounts never change (another revision is another object), and each mail asks for them several times. */
const known = new WeakMap<Account, Known>();

/** An account as a correspondent by mail; undefined where it has no address (any more). Pure. */
export function identityOf(account: Account, config: EmailConfig): Identity | undefined {
  const before = known.get(account);
  if (before?.config === config) return before.identity;
  const identity = read(account, config);
  known.set(account, { config, identity });
  return identity;
}

function read(account: Account, config: EmailConfig): Identity | undefined {
  const mail = mailAccountOf(account, config);
  const parsed = mail === undefined ? undefined : parseMailAddress(mail.address);
  if (mail === undefined || parsed?.ok !== true) return undefined;
  const { name } = readSettings(account.fields, config);
  const address = wireForm(parsed.address);
  return {
    account,
    kind: mail.kind,
    self: { ...(name === undefined ? {} : { name }), address },
    own: new Set([address.toLowerCase(), mail.address.toLowerCase()]),
    domain: parsed.address.ascii,
  };
}
