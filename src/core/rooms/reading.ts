import type { RoomEnter, RoomInvitation, RoomStatus } from '../../../gateways/gateway.js';
import type { Element } from '../../xmpp/element.js';
import { readDecline, readInvitations } from '../../xmpp/muc/invitations.js';
import { readJoin } from '../../xmpp/muc/join.js';
import type { PresenceContent } from '../../xmpp/presence.js';

/** What of an event of a room its stanza says, beside addresses and ids. */
type Said<E> = Omit<E, 'from' | 'to' | 'contact' | 'nick' | 'stanzaId' | 'lang'>;

/** An available presence to a room: entering it, with `<x/>` of XEP-0045, or something new about who is in it. */
export function readRoomPresence(stanza: Element, read: PresenceContent): Said<RoomEnter> | Said<RoomStatus> {
  const { show, status } = read;
  const shown = { ...(show === undefined ? {} : { show }), ...(status === undefined ? {} : { status }) };
  const join = readJoin(stanza);
  return join === undefined ? { type: 'status', ...shown } : { type: 'enter', ...shown, ...join };
}

/** A mediated invitation or its decline (XEP-0045 7.8.2): the first of several, because each is for one. */
export function readInvitation(stanza: Element): Said<RoomInvitation> | undefined {
  const [invitation] = readInvitations(stanza);
  if (invitation !== undefined) {
    const { to, reason, continues } = invitation;
    return {
      type: 'invitation',
      what: 'invite',
      whom: to,
      ...(reason === undefined ? {} : { reason }),
      ...(continues?.thread === undefined ? {} : { thread: continues.thread }),
    };
  }
  const decline = readDecline(stanza);
  if (decline === undefined) return undefined;
  const { to, reason } = decline;
  return { type: 'invitation', what: 'decline', whom: to, ...(reason === undefined ? {} : { reason }) };
}
