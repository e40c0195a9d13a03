import type { UserView } from './views.js';

/**
 * What tells a person from others for as long as can be: the account at the services, else user and host, else the nick.
 * The kinds never meet, so that nobody is taken for another by the choice of a nick. Input of an occupant id (XEP-0421).
 */
export function occupantIdentity({
  nick,
  user,
  host,
  account,
}: Pick<UserView, 'nick' | 'user' | 'host' | 'account'>): string {
  if (account !== null && account !== undefined) return `account:${account.toLowerCase()}`;
  if (host !== undefined) return `host:${user ?? ''}@${host.toLowerCase()}`;
  return `nick:${nick.toLowerCase()}`;
}
