import { type Element, el } from '../element.js';
import { NS } from '../namespaces.js';

/** Invitations that one message may have. */
const MOST_INVITATIONS = 50;

/** An invitation by way of the room (XEP-0045 7.8.2), as its sender writes it. */
export interface MediatedInvitation {
  /** Who is invited, as it is written. */
  readonly to: string;
  readonly reason?: string;
  /** The room goes on with a conversation of two, whose thread this is where it had one (7.8.1). */
  readonly continues?: { readonly thread?: string };
}

/** Someone does not want to come (XEP-0045 7.8.2). */
export interface Decline {
  /** Who invited, as it is written. */
  readonly to: string;
  readonly reason?: string;
}

/** The invitations of a message to a room, in order; those that name nobody are left out. */
export function readInvitations(message: Element): readonly MediatedInvitation[] {
  const invites = message.getChild('x', NS.mucUser)?.getChildren('invite') ?? [];
  return invites.slice(0, MOST_INVITATIONS).flatMap((invite) => {
    const to = invite.attrs.to?.trim() ?? '';
    const continues = invite.getChild('continue');
    const thread = continues?.attrs.thread ?? '';
    if (to === '') return [];
    return [
      {
        to,
        ...reasonOf(invite),
        ...(continues === undefined ? {} : { continues: thread === '' ? {} : { thread } }),
      },
    ];
  });
}

/** The decline in a message to a room; undefined where it has none, or one that names nobody. */
export function readDecline(message: Element): Decline | undefined {
  const decline = message.getChild('x', NS.mucUser)?.getChild('decline');
  const to = decline?.attrs.to?.trim() ?? '';
  return decline === undefined || to === '' ? undefined : { to, ...reasonOf(decline) };
}

function reasonOf(element: Element): { reason?: string } {
  const reason = element.getChildText('reason')?.trim() ?? '';
  return reason === '' ? {} : { reason };
}

/** What a room passes on: who invites or declines, instead of to whom it goes. */
interface PassedOn {
  /** Who invites or declines: a bare JID, or the occupant's address where real ones are not shown. */
  readonly from: string;
  readonly reason?: string;
}

interface MessageHead {
  /** The room. */
  readonly from: string;
  readonly to?: string;
  readonly id?: string;
}

/** The message of a room to who is invited (XEP-0045 7.8.2). */
export function invitationMessage(
  head: MessageHead,
  invitation: PassedOn & { readonly password?: string; readonly continues?: { readonly thread?: string } },
  ...parts: readonly (Element | undefined)[]
): Element {
  const { from, reason, password, continues } = invitation;
  const invite = el(
    'invite',
    { from },
    reason === undefined ? undefined : el('reason', {}, reason),
    continues === undefined ? undefined : el('continue', { thread: continues.thread }),
  );
  const secret = password === undefined ? undefined : el('password', {}, password);
  return el('message', { ...head }, el('x', { xmlns: NS.mucUser }, invite, secret), ...parts);
}

/** The message of a room to who invited someone that does not want to come. */
export function declineMessage(head: MessageHead, { from, reason }: PassedOn): Element {
  const decline = el('decline', { from }, reason === undefined ? undefined : el('reason', {}, reason));
  return el('message', { ...head }, el('x', { xmlns: NS.mucUser }, decline));
}
