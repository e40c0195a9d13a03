import { type Element, el } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { pingPayload } from '../../../src/xmpp/ping.js';
import { presence } from '../../../src/xmpp/presence.js';
import { formatTime } from '../../../src/xmpp/time.js';

/** An occupant of ours: our full JID, and the bare one of the room. */
export interface Seat {
  readonly me: string;
  readonly room: string;
}

/** Enters under a nick (XEP-0045 7.2.2); `since`: wall time from which on what was said is to be told, ms; without it nothing of it is. */
export function joinPresence({ me, room }: Seat, nick: string, since?: number): Element {
  const history = el('history', since === undefined ? { maxchars: 0, maxstanzas: 0 } : { since: formatTime(since) });
  return presence({ from: me, to: `${room}/${nick}` }, el('x', { xmlns: NS.muc }, history));
}

/** Leaves (XEP-0045 7.14). */
export function leavePresence({ me, room }: Seat, nick: string): Element {
  return presence({ type: 'unavailable', from: me, to: `${room}/${nick}` });
}

/** Asks whether we are still in the room (XEP-0410). */
export function selfPing({ me, room }: Seat, nick: string, id: string): Element {
  return el('iq', { type: 'get', id, from: me, to: `${room}/${nick}` }, pingPayload());
}

/** Opens a room that our join has made, as the service likes rooms to be (XEP-0045 10.1.2). */
export function instantRoom({ me, room }: Seat, id: string): Element {
  const form = el('x', { xmlns: NS.data, type: 'submit' });
  return el('iq', { type: 'set', id, from: me, to: room }, el('query', { xmlns: NS.mucOwner }, form));
}
