import type { Account } from '../../gateway.js';
import type { Person } from './mail-records.js';

/** An account as a correspondent by mail. */
export interface Identity {
  readonly account: Account;
  /** `mailbox`: the user's own at some provider; `address`: one of ours, for which the admin's mail server works. */
  readonly kind: 'mailbox' | 'address';
  /** `From` of its mails. */
  readonly self: Person;
  /** Its addresses, in small letters. */
  readonly own: ReadonlySet<string>;
  /** Right side of its Message-IDs (RFC 5322 3.6.4). */
  readonly domain: string;
}

/** Whether an address is one of the account's own, however it is written; what stands behind a `+` does not count. */
export function isOwn({ own }: Pick<Identity, 'own'>, address: string): boolean {
  const small = address.toLowerCase();
  if (own.has(small)) return true;
  const at = small.lastIndexOf('@');
  const plus = small.indexOf('+');
  return plus > 0 && plus < at && own.has(small.slice(0, plus) + small.slice(at));
}
