import type { Account } from '../../gateway.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import { mailAccountOf } from './mail-account.js';
import { readSettings } from './settings.js';

/** An account as a correspondent by mail; undefined where it has no address (any more). Pure. */
export function identityOf(account: Account, config: EmailConfig): Identity | undefined {
  const mail = mailAccountOf(account, config);
  const read = mail === undefined ? undefined : parseMailAddress(mail.address);
  if (mail === undefined || read?.ok !== true) return undefined;
  const { name } = readSettings(account.fields, config);
  const address = wireForm(read.address);
  return {
    account,
    kind: mail.kind,
    self: { ...(name === undefined ? {} : { name }), address },
    own: new Set([address.toLowerCase(), mail.address.toLowerCase()]),
    domain: read.address.ascii,
  };
}
