import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A direct invitation to a room (XEP-0249). */
export interface Invite {
  /** JID of the room, as it is written. */
  readonly room: string;
  readonly password?: string;
  readonly reason?: string;
  /** The room goes on with a conversation of two, whose thread this is where it had one (XEP-0249 2, XEP-0045 7.8.1). */
  readonly continues?: { readonly thread?: string };
}

/** The invitation of a message, where it brings one that names its room. */
export function readInvite(invite: Element): Invite | undefined {
  const { jid, password, reason, continue: continues, thread } = invite.attrs;
  if (jid === undefined || jid.trim() === '') return undefined;
  return {
    room: jid.trim(),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(continues === 'true' || continues === '1'
      ? { continues: thread === undefined || thread === '' ? {} : { thread } }
      : {}),
  };
}

/** The payload of a direct invitation (XEP-0249). */
export function inviteElement({ room, password, reason, continues }: Invite): Element {
  const also = continues === undefined ? {} : { continue: 'true', thread: continues.thread };
  return el('x', { xmlns: NS.invite, jid: room, password, reason, ...also });
}
