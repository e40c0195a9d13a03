import type { Account } from '../../gateways/gateway.js';
import type { UserAccounts } from '../store/accounts.js';
import type { Jid } from '../xmpp/jid.js';
import { type ContactResult, readContact } from './addresses.js';
import { accountsOf, type Site } from './site.js';

/**
 * The account that carries a message of a user to a JID of ours: the one that the user has pinned to the contact, else the
 * one through which the contact wrote last, else the default one. Who has a single account costs no round trip more.
 * Undefined where the user is not registered.
 */
export async function accountFor(site: Site, user: string, to: Jid): Promise<Account | undefined> {
  const accounts = await accountsOf(site, user);
  if (accounts === undefined || accounts.all.length === 1) return accounts?.default;
  const found = contactIn(site, to, accounts);
  if (!found.ok) return accounts.default;
  const { pinned, last } = await site.stores.pins.find(site.gateway.name, user, found.contact);
  const { all } = accounts;
  return (
    all.find(({ label }) => label === pinned) ??
    all.find(({ label, born }) => label === last?.label && born === last.born) ??
    accounts.default
  );
}

/** A gateway that throws is told of when the message is made; here it must not take the other messages along. */
function contactIn(site: Site, to: Jid, accounts: UserAccounts): ContactResult | { readonly ok: false } {
  try {
    return readContact(site.gateway, to, accounts.default);
  } catch {
    return { ok: false };
  }
}
