import { bareElement, type Element, el } from '../element.js';
import { type Hat, hatsElement } from '../hats.js';
import { NS } from '../namespaces.js';
import { occupantId } from '../occupant-id.js';
import type { Show } from '../presence.js';
import { formatTime } from '../time.js';
import { vcardUpdate } from '../vcard.js';
import type { Affiliation, Role, StatusCode, StatusOfLeaving } from './terms.js';
import { type Actor, type Destruction, mucUser } from './user.js';

/** Someone in a room, as the others see them. */
export interface Occupant {
  /** `room@service/nick`. */
  readonly address: string;
  readonly affiliation: Affiliation;
  /** Not `none`: that is the role of who has left. */
  readonly role: Exclude<Role, 'none'>;
  /** Real JID, where the receivers may know it. */
  readonly jid?: string;
  readonly occupantId?: string;
}

/** What an occupant's presence says beside who it is. */
export interface OccupantDetails {
  readonly show?: Show;
  readonly status?: string;
  /** Since when they are not active, ms since the epoch (XEP-0319). */
  readonly idleSince?: number;
  readonly hats?: readonly Hat[];
  /** SHA-1 of their picture in hex, '' where it is known that there is none (XEP-0153). */
  readonly photo?: string;
  /** From `capsElement`. */
  readonly caps?: Element;
}

/** To whom a presence goes, and what it tells to them alone. */
interface PresenceTarget {
  readonly to?: string;
  /** Of the presence that this one answers. */
  readonly id?: string;
  /** E.g. 110 for the one whom it is about. */
  readonly statuses?: readonly StatusCode[];
}

/** Tells that someone is in the room, or is now in it in another way (XEP-0045 7.2.2, 7.2.3). */
export function occupantPresence(
  { address, affiliation, role, jid, occupantId: occupant }: Occupant,
  { show, status, idleSince, hats, photo, caps }: OccupantDetails = {},
  { to, id, statuses }: PresenceTarget = {},
): Element {
  const presence = fromOccupant(address, to, id);
  if (show !== undefined) presence.add(bareElement('show').add(show));
  if (status !== undefined) presence.add(bareElement('status').add(status));
  if (idleSince !== undefined) presence.add(el('idle', { xmlns: NS.idle, since: formatTime(idleSince) }));
  if (caps !== undefined) presence.add(caps);
  if (photo !== undefined) presence.add(vcardUpdate(photo));
  if (hats !== undefined) presence.add(hatsElement(hats));
  presence.add(
    mucUser({ items: [{ affiliation, role, ...(jid === undefined ? {} : { jid }) }], statuses: statuses ?? [] }),
  );
  if (occupant !== undefined) presence.add(occupantId(occupant));
  return presence;
}

/** How someone came to leave. */
export type Leaving =
  /** By themselves; `text` is their last word. */
  | { readonly how: 'left'; readonly text?: string }
  | { readonly how: 'kicked' | 'banned' | 'affiliation-lost'; readonly actor?: Actor; readonly reason?: string }
  /** The room is for members only now. */
  | { readonly how: 'members-only' }
  | { readonly how: 'shutdown' | 'failure'; readonly text?: string }
  /** They go on under another nick: a new presence follows (XEP-0045 7.6). */
  | { readonly how: 'renamed'; readonly nick: string }
  | { readonly how: 'destroyed'; readonly destruction: Destruction };

const STATUS_OF: Readonly<Record<Leaving['how'], StatusOfLeaving | undefined>> = {
  left: undefined,
  kicked: 307,
  banned: 301,
  'affiliation-lost': 321,
  'members-only': 322,
  shutdown: 332,
  failure: 333,
  renamed: 303,
  destroyed: undefined,
};

/**
 * Tells that someone is no longer in the room under this nick (XEP-0045 7.6, 7.14, 8.2, 9.1, 9.4, 10.9). The role becomes
 * `none`, but not where only the nick changes; who is banned is an outcast. Status codes of the reason are added to those
 * of the target.
 */
export function occupantLeft(
  occupant: Occupant,
  leaving: Leaving,
  { to, id, statuses = [] }: PresenceTarget = {},
): Element {
  const { how } = leaving;
  const presence = fromOccupant(occupant.address, to, id, 'unavailable');
  const text = 'text' in leaving ? leaving.text : undefined;
  if (text !== undefined) presence.add(bareElement('status').add(text));
  const code = STATUS_OF[how];
  const item = {
    affiliation:
      how === 'banned' ? ('outcast' as const) : how === 'destroyed' ? ('none' as const) : occupant.affiliation,
    role: how === 'renamed' ? occupant.role : ('none' as const),
    ...(occupant.jid === undefined ? {} : { jid: occupant.jid }),
    ...('nick' in leaving ? { nick: leaving.nick } : {}),
    ...('actor' in leaving && leaving.actor !== undefined ? { actor: leaving.actor } : {}),
    ...('reason' in leaving && leaving.reason !== undefined ? { reason: leaving.reason } : {}),
  };
  presence.add(
    mucUser({
      items: [item],
      statuses: code === undefined ? statuses : [code, ...statuses],
      ...('destruction' in leaving ? { destroyed: leaving.destruction } : {}),
    }),
  );
  return occupant.occupantId === undefined ? presence : presence.add(occupantId(occupant.occupantId));
}

function fromOccupant(address: string, to?: string, id?: string, type?: 'unavailable'): Element {
  const presence = bareElement('presence');
  if (type !== undefined) presence.attrs.type = type;
  presence.attrs.from = address;
  if (to !== undefined) presence.attrs.to = to;
  if (id !== undefined) presence.attrs.id = id;
  return presence;
}
