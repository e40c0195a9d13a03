import { parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import type { AdminChange } from '../../../src/xmpp/muc/admin.js';
import type { IrcAddresses } from '../addresses.js';
import { isMaskName } from '../rooms/ban-masks.js';
import type { Place } from '../rooms/place.js';
import type { Session } from '../session.js';
import { isNick } from './asking.js';

/** Whom one item of a request means. */
export type Target =
  | { readonly kind: 'nick'; readonly nick: string; readonly user?: string; readonly host?: string }
  /** All whom a mask of a ban list means. */
  | { readonly kind: 'mask'; readonly mask: string }
  /** Nobody who can be on this network. */
  | { readonly kind: 'nobody' };

const NOBODY: Target = { kind: 'nobody' };

interface TargetPlace {
  readonly domain: string;
  readonly addresses: Pick<IrcAddresses, 'kindOf' | 'partsOf'>;
  readonly session: Pick<Session, 'user' | 'network'> & Pick<Place, 'own'>;
}

/**
 * Reads whom an item names: by a nick, or by a JID, which is that of a person (`nick%server@gateway`, with `user@host` as
 * resource), of an occupant, of an outcast as lists have them, or the own one of the user.
 */
export function targetOf({ nick, jid }: Pick<AdminChange, 'nick' | 'jid'>, place: TargetPlace): Target {
  if (nick !== undefined) return named(nick);
  if (jid === undefined) return NOBODY;
  if (!jid.includes('@')) return named(jid);
  const read = parseJid(jid);
  if (read === undefined) return NOBODY;
  const { domain, addresses, session } = place;
  if (read.bare === session.user) return { kind: 'nick', nick: session.own.user.nick };
  if (read.domain !== domain) return NOBODY;
  const address = unescapeLocal(read.local);
  const { name, network } = addresses.partsOf(address);
  if (network !== session.network) return NOBODY;
  if (addresses.kindOf(address) === 'room') return named(read.resource);
  const target = named(name);
  return target.kind === 'nick' ? { ...target, ...whereabouts(read.resource) } : target;
}

function named(name: string): Target {
  if (isNick(name)) return { kind: 'nick', nick: name };
  // A mask stands between spaces in a MODE.
  return isMaskName(name) && /^[^\s\p{Cc},:][^\s\p{Cc},]*$/u.test(name) ? { kind: 'mask', mask: name } : NOBODY;
}

/** `user@host`, or a host alone. */
function whereabouts(resource: string): { readonly user?: string; readonly host?: string } {
  const at = resource.lastIndexOf('@');
  const host = resource.slice(at + 1);
  if (host === '' || /[\s!*?]/.test(resource)) return {};
  return at <= 0 ? { host } : { user: resource.slice(0, at), host };
}
