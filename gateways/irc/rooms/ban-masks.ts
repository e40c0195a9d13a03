import type { ChannelView, ListEntry, UserView } from '../state/views.js';

/** Hosts behind which many people are: web gateways and their like, as networks name them. */
const GATEWAYS = /^(?:gateway|gw|webchat)[./-]/i;

interface BanOptions {
  /** What stands before an account in a mask (ISUPPORT ACCOUNTEXTBAN), where the network has that. */
  readonly accountExtban: string | undefined;
  /** Others are behind the same host: only the user name tells them apart. */
  readonly sharedHost: boolean;
}

/** The mask that keeps a person out: by account where that can be told, else by host, else by nick. */
export function banMask(
  { nick, user, host, account }: Pick<UserView, 'nick' | 'user' | 'host' | 'account'>,
  { accountExtban, sharedHost }: BanOptions,
): string {
  if (accountExtban !== undefined && account !== null && account !== undefined) return `${accountExtban}${account}`;
  if (host === undefined) return `${nick}!*@*`;
  return sharedHost && user !== undefined && user !== '' ? `*!${user}@${host}` : `*!*@${host}`;
}

/** Whether a ban of this person's host would meet others: it is known as a gateway, or others in the channel have it. */
export function isSharedHost(channel: Pick<ChannelView, 'members'>, { user, host }: UserView): boolean {
  if (host === undefined) return false;
  if (GATEWAYS.test(host)) return true;
  const lower = host.toLowerCase();
  for (const other of channel.members.keys()) {
    if (other.user !== user && other.host?.toLowerCase() === lower) return true;
  }
  return false;
}

/** Whom a mask means. */
type MaskTarget =
  | { readonly kind: 'account'; readonly account: string }
  /** Whoever has that nick. */
  | { readonly kind: 'nick'; readonly nick: string }
  | { readonly kind: 'hostmask'; readonly nick: string; readonly user: string; readonly host: string }
  /** Something that only the network understands. */
  | { readonly kind: 'other' };

const HOSTMASK = /^([^!@]+)!([^@]*)@(.+)$/;
const WILD = /[*?]/;

/** Reads a mask of a list. */
export function readMask(mask: string, accountExtban: string | undefined): MaskTarget {
  if (accountExtban !== undefined && mask.startsWith(accountExtban)) {
    const account = mask.slice(accountExtban.length);
    return account === '' || WILD.test(account) ? { kind: 'other' } : { kind: 'account', account };
  }
  const [, nick, user, host] = HOSTMASK.exec(mask) ?? [];
  if (nick === undefined || user === undefined || host === undefined) return { kind: 'other' };
  if (user === '*' && host === '*' && !WILD.test(nick)) return { kind: 'nick', nick };
  return { kind: 'hostmask', nick, user, host };
}

/**
 * What stands before the `%` of the address that an outcast has: the nick of a mask that means one, else the whole mask
 * (which a nick can never look like, for it has a `!`, an `@` or a `:`). Not escaped.
 */
export function outcastName(mask: string): string {
  const target = readMask(mask, undefined);
  return target.kind === 'nick' ? target.nick : mask;
}

/** Whether such a name is a mask, not a nick. */
export function isMaskName(name: string): boolean {
  return /[!@:*?$]/.test(name);
}

/**
 * The masks of a list that an outcast's address means. Addresses know no capitals, some masks do: where several differ
 * only in them, all are meant. `fold` as the network folds.
 */
export function masksOf(
  name: string,
  entries: readonly ListEntry[],
  fold: (text: string) => string,
): readonly string[] {
  const masks = entries.map(({ mask }) => mask);
  if (masks.includes(name)) return [name];
  const folded = fold(name);
  return masks.filter((mask) => fold(mask) === folded || fold(outcastName(mask)) === folded);
}

/** Whether a mask of the usual form, or one of an account, meets a person. `fold` as the network folds. */
export function maskMeets(
  mask: string,
  { nick, user, host, account }: Pick<UserView, 'nick' | 'user' | 'host' | 'account'>,
  accountExtban: string | undefined,
  fold: (text: string) => string,
): boolean {
  const target = readMask(mask, accountExtban);
  switch (target.kind) {
    case 'account':
      return account !== null && account !== undefined && fold(account) === fold(target.account);
    case 'nick':
      return fold(nick) === fold(target.nick);
    case 'hostmask':
      return (
        globMeets(fold(target.nick), fold(nick)) &&
        globMeets(fold(target.user), fold(user ?? '')) &&
        globMeets(fold(target.host), fold(host ?? ''))
      );
    case 'other':
      return false;
  }
}

/** `*` for any text, `?` for one character. In time that is the product of both lengths at worst, whatever the pattern. */
export function globMeets(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let resume = 0;
  while (inText < text.length) {
    const wanted = pattern.charAt(at);
    if (wanted === '*') {
      star = at;
      resume = inText;
      at += 1;
    } else if (wanted === '?' || (wanted !== '' && wanted === text.charAt(inText))) {
      at += 1;
      inText += 1;
    } else if (star !== -1) {
      // The last star takes one character more.
      at = star + 1;
      resume += 1;
      inText = resume;
    } else return false;
  }
  while (pattern.charAt(at) === '*') at += 1;
  return at === pattern.length;
}
