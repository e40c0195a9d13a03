import { bareElement, copy, type Element } from './element.js';
import { parseJid } from './jid.js';
import { NS } from './namespaces.js';

/** The id that `by`, an archive's own address, gave to a message (XEP-0359 3.1). */
export function stanzaId(id: string, by: string): Element {
  // Attribute by attribute: every message of a room has one, and `el` takes twice the time.
  const element = bareElement('stanza-id');
  element.attrs.xmlns = NS.stanzaIds;
  element.attrs.id = id;
  element.attrs.by = by;
  return element;
}

/** The id that `by` (a normalised JID) gave; undefined where it gave none, or where there are several of that name. */
export function readStanzaId(message: Element, by: string): string | undefined {
  const [first, ...others] = message.getChildren('stanza-id', NS.stanzaIds).filter((child) => isBy(child, by));
  const id = first?.attrs.id ?? '';
  return id === '' || others.length > 0 ? undefined : id;
}

/** Written only by rooms: whoever else sends it pretends to be one. */
const OF_ROOMS = new Set<string>([NS.occupantId, NS.mucUser, NS.hats]);

/**
 * A copy of a message as it may go through a room: without what only the room may say, which is a stanza id in the room's
 * name (XEP-0359 5), occupant ids (XEP-0421 4), hats and the element of the room (XEP-0313 6.1.2), and times at which the
 * room is said to have held it. `room` is the normalised JID of the room.
 */
export function withoutClaims(message: Element, room: string): Element {
  const kept = copy(message);
  const children = kept.children.splice(0);
  return kept.add(...children.filter((child) => typeof child === 'string' || !isClaim(child, room)));
}

function isClaim(child: Element, room: string): boolean {
  if (child.name === 'stanza-id' && child.ns === NS.stanzaIds) return isBy(child, room);
  if (child.name === 'delay' && child.ns === NS.delay) return sameAddress(child.attrs.from ?? '', room);
  return OF_ROOMS.has(child.ns);
}

function isBy({ attrs }: Element, by: string): boolean {
  return sameAddress(attrs.by ?? '', by);
}

/** Also where it is written in another way, which the receiver's server or client may normalise again. */
function sameAddress(written: string, normalised: string): boolean {
  return written === normalised || parseJid(written.trim())?.full === normalised;
}
