import { bareElement, type Element, el } from '../element.js';
import { delay, unstyled } from '../messages.js';
import { NS } from '../namespaces.js';
import { occupantId } from '../occupant-id.js';
import { stanzaId } from '../stanza-ids.js';
import type { StatusCode } from './terms.js';
import { mucUser } from './user.js';

/** Where a message of a room comes from and goes to. */
export interface RoomMessageHead {
  /** `room@service/nick` of who says it, or the room itself. */
  readonly from: string;
  readonly to?: string;
  /** The one that the sender gave (XEP-0045 7.4 and `muc#stable_id`). */
  readonly id?: string;
  readonly lang?: string;
}

/** What a room puts onto a message that goes through it. */
export interface RoomStamps {
  /** JID of the room. */
  readonly room: string;
  /** Under which the room's archive has it (XEP-0359). */
  readonly stanzaId?: string;
  /** Of who says it (XEP-0421). */
  readonly occupantId?: string;
  /** When it was said, ms since the epoch, where that is not now: history (XEP-0045 7.2.14). */
  readonly saidAt?: number;
  /** Real JID of who said what is history, where the receiver may know it (XEP-0045 7.2.14). */
  readonly realJid?: string;
  /** The text has no styling of its own (XEP-0393). */
  readonly unstyled?: boolean;
}

/** A message that a room sends to its occupants. Parts such as replies and reactions come from the builders of `messages.ts`. */
export function groupchatMessage(
  head: RoomMessageHead,
  body: string | undefined,
  stamps: RoomStamps,
  ...parts: readonly (Element | undefined)[]
): Element {
  const message = fromRoom(head);
  if (body !== undefined) message.add(bareElement('body').add(body));
  if (parts.length > 0) message.add(...parts);
  return addStamps(message, stamps);
}

/**
 * The subject of a room (XEP-0045 7.2.15, 8.1), also the empty one that ends a join. `from` is who set it, or the room;
 * `saidAt` is when.
 */
export function subjectMessage(head: RoomMessageHead, subject: string, stamps: RoomStamps): Element {
  return addStamps(fromRoom(head).add(el('subject', {}, subject)), stamps);
}

function fromRoom({ from, to, id, lang }: RoomMessageHead): Element {
  const message = bareElement('message');
  message.attrs.type = 'groupchat';
  message.attrs.from = from;
  if (to !== undefined) message.attrs.to = to;
  if (id !== undefined) message.attrs.id = id;
  if (lang !== undefined) message.attrs['xml:lang'] = lang;
  return message;
}

function addStamps(message: Element, stamps: RoomStamps): Element {
  if (stamps.unstyled === true) message.add(unstyled());
  if (stamps.stanzaId !== undefined) message.add(stanzaId(stamps.stanzaId, stamps.room));
  if (stamps.occupantId !== undefined) message.add(occupantId(stamps.occupantId));
  if (stamps.saidAt !== undefined) message.add(delay(stamps.saidAt, stamps.room));
  if (stamps.realJid !== undefined) message.add(originalSender(stamps.realJid));
  return message;
}

/** Says who sent a message first, by their real JID (XEP-0033 in XEP-0045 7.2.14). */
const originalSender = (jid: string): Element =>
  el('addresses', { xmlns: NS.address }, el('address', { type: 'ofrom', jid }));

/**
 * A message between two occupants (XEP-0045 7.5), from the occupant's address, with the element that tells it from one
 * outside of the room.
 */
export function privateMessage(
  { from, to, id, lang }: RoomMessageHead,
  body: string | undefined,
  ...parts: readonly (Element | undefined)[]
): Element {
  const text = body === undefined ? undefined : el('body', {}, body);
  return el('message', { type: 'chat', from, to, id, 'xml:lang': lang }, text, ...parts, mucUser());
}

/** Tells the occupants that something about the room is now different (XEP-0045 10.2.1), by default 104. */
export function roomChanged(
  { room, to, id }: { readonly room: string; readonly to?: string; readonly id?: string },
  statuses: readonly StatusCode[] = [104],
): Element {
  return el('message', { type: 'groupchat', from: room, to, id }, mucUser({ statuses }));
}

/** Keeps a copy of a message to one client from the user's other clients (XEP-0280 9). */
export const privateCopy = (): Element => el('private', { xmlns: NS.carbons });
