import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A direct invitation to a room (XEP-0249). */
export interface Invite {
  /** JID of the room, as it is written. */
  readonly room: string;
  readonly password?: string;
  readonly reason?: string;
}

/** The invitation of a message, where it brings one that names its room. */
export function readInvite(invite: Element): Invite | undefined {
  const { jid, password, reason } = invite.attrs;
  if (jid === undefined || jid.trim() === '') return undefined;
  return {
    room: jid.trim(),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
}

export function inviteElement({ room, password, reason }: Invite): Element {
  return el('x', { xmlns: NS.invite, jid: room, password, reason });
}
