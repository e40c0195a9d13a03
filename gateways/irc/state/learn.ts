import type { IrcSource } from '../wire/message.js';
import type { Network } from './network.js';
import type { User } from './user.js';

/** Details as a line tells them; what is undefined is not told. */
export interface Details {
  readonly user?: string | undefined;
  readonly host?: string | undefined;
  readonly realname?: string | undefined;
  readonly account?: string | null | undefined;
}

/** Takes over details of a person, silently. True where something is known now that was not. */
export function learnDetails(net: Network, user: User, details: Details): boolean {
  let changed = false;
  for (const key of ['user', 'host', 'realname'] as const) {
    const value = details[key];
    if (value === undefined || value === user[key]) continue;
    user[key] = net.strings.own(value);
    changed = true;
  }
  if (details.account !== undefined && details.account !== user.account) {
    user.account = details.account === null ? null : net.strings.own(details.account);
    changed = true;
  }
  return changed;
}

/**
 * Takes over user name and host from the source of a line, and tells of it where others see the person. Servers without
 * chghost tell a new host in no other way.
 */
export function learnSource(net: Network, user: User, source: IrcSource, at: number): void {
  if (source.host === undefined || (source.host === user.host && source.user === user.user)) return;
  const before = { user: user.user, host: user.host };
  const changed = learnDetails(net, user, { user: source.user, host: source.host });
  if (changed && user.shared > 0) net.emit({ type: 'host', at, user, own: user === net.own, before });
}

/** Takes over the services account, and tells of it where others see the person. */
export function learnAccount(net: Network, user: User, account: string | null, at: number): void {
  if (learnDetails(net, user, { account })) net.emit({ type: 'account', at, user, own: user === net.own });
}

/** An account as lines have it: `*` (or `0` in WHO) for none. */
export function accountOf(text: string | undefined): string | null | undefined {
  if (text === undefined || text === '') return undefined;
  return text === '*' || text === '0' ? null : text;
}
