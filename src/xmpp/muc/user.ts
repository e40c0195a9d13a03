import { bareElement, type Element, el } from '../element.js';
import { NS } from '../namespaces.js';
import type { Affiliation, Role, StatusCode } from './terms.js';

/** What a room tells about one occupant (XEP-0045 15.5, `<item/>`). */
export interface Item {
  readonly affiliation?: Affiliation;
  readonly role?: Role;
  /** The real JID, where the receiver may know it. */
  readonly jid?: string;
  /** The new nick of who changes it, or the nick of who is spoken of from outside of the room. */
  readonly nick?: string;
  /** Who did it. */
  readonly actor?: Actor;
  readonly reason?: string;
}

/** Who kicked, banned or changed someone; the nick is for all, the JID for those who may know it. */
export interface Actor {
  readonly nick?: string;
  readonly jid?: string;
}

/** The end of a room (XEP-0045 10.9). */
export interface Destruction {
  /** JID of a room to go to instead. */
  readonly alternate?: string;
  readonly password?: string;
  readonly reason?: string;
}

interface MucUser {
  readonly items?: readonly Item[];
  readonly destroyed?: Destruction;
  readonly statuses?: readonly StatusCode[];
}

/** The `<x/>` of what a room says about itself and its occupants. Empty, it marks a private message (XEP-0045 7.5). */
export function mucUser({ items, destroyed, statuses }: MucUser = {}): Element {
  const x = bareElement('x');
  x.attrs.xmlns = NS.mucUser;
  if (items !== undefined) for (const item of items) x.add(itemElement(item));
  if (destroyed !== undefined) x.add(destroyElement(destroyed));
  if (statuses !== undefined) for (const code of statuses) x.add(statusElement(code));
  return x;
}

function statusElement(code: StatusCode): Element {
  const status = bareElement('status');
  status.attrs.code = String(code);
  return status;
}

/** One `<item/>`, in the namespace of what it is put into (muc#user or muc#admin). */
export function itemElement({ affiliation, role, jid, nick, actor, reason }: Item): Element {
  // Attribute by attribute, here and in `mucUser`: that takes half of the time, and a room has many presences.
  const item = bareElement('item');
  if (affiliation !== undefined) item.attrs.affiliation = affiliation;
  if (role !== undefined) item.attrs.role = role;
  if (jid !== undefined) item.attrs.jid = jid;
  if (nick !== undefined) item.attrs.nick = nick;
  if (actor !== undefined) item.add(el('actor', { nick: actor.nick, jid: actor.jid }));
  return reason === undefined ? item : item.add(el('reason', {}, reason));
}

/** The `<destroy/>` of muc#user and of muc#owner. */
function destroyElement({ alternate, password, reason }: Destruction): Element {
  return el(
    'destroy',
    { jid: alternate },
    password === undefined ? undefined : el('password', {}, password),
    reason === undefined ? undefined : el('reason', {}, reason),
  );
}
