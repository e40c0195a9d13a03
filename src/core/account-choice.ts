import type { Account } from '../../gateways/gateway.js';
import type { UserAccounts } from '../store/accounts.js';
import type { ContactResult } from './addresses.js';
import type { Arrival } from './arrival.js';
import { contactOf } from './making.js';
import { accountsOf, type Site } from './site.js';

/** What goes on as one, and the account that carries it; undefined: its sender is not registered. */
export interface Chosen {
  readonly arrival: Arrival;
  readonly account: Account | undefined;
}

/**
 * Chooses the accounts that carry what a user wrote: one, except where it goes to several contacts at once and they are
 * written to through several accounts; then it is taken apart.
 */
export async function chooseAccounts(site: Site, arrival: Arrival): Promise<readonly Chosen[]> {
  if ('refuse' in arrival.wish) return [{ arrival, account: undefined }];
  const accounts = await accountsOf(site, arrival.from.bare);
  if (accounts === undefined || accounts.all.length === 1) return [{ arrival, account: accounts?.default }];
  const { together } = arrival;
  if (together === undefined) return [{ arrival, account: await accountFor(site, arrival, accounts) }];
  const parts = new Map<Account, Arrival[]>();
  const carriers = await Promise.all(together.map((copy) => accountFor(site, copy, accounts)));
  carriers.forEach((account, index) => {
    const copy = together[index];
    if (copy !== undefined) parts.set(account, [...(parts.get(account) ?? []), copy]);
  });
  return [...parts].map(([account, copies]) => ({ arrival: { ...arrival, together: copies }, account }));
}

/**
 * The account that the user has pinned to the contact, else the one through which the contact wrote last, else the default
 * one. Asked only for who has several: the others cost no round trip.
 */
async function accountFor(site: Site, arrival: Arrival, accounts: UserAccounts): Promise<Account> {
  const found = contactIn(site, arrival, accounts);
  if (!found.ok) return accounts.default;
  const named = site.gateway.accountFor?.(found.contact, accounts.all);
  const fitting = accounts.all.find((account) => account === named);
  if (fitting !== undefined) return fitting;
  const { pinned, last } = await site.stores.pins.find(site.gateway.name, accounts.jid, found.contact);
  const { all } = accounts;
  return (
    all.find(({ label }) => label === pinned) ??
    all.find(({ label, born }) => label === last?.label && born === last.born) ??
    accounts.default
  );
}

/** A gateway that throws is told of when the message is made; here it must not take the other messages along. */
function contactIn(site: Site, arrival: Arrival, accounts: UserAccounts): ContactResult | { readonly ok: false } {
  try {
    return contactOf(site, arrival, accounts.default);
  } catch {
    return { ok: false };
  }
}
