import type { Session } from '../session.js';
import type { UserView } from '../state/views.js';
import { type Asking, insideOf, isNick, memberOf, nobody, notConnected, notInRoom, type Reply } from './asking.js';

/** A person who can be asked. */
export interface Who {
  readonly session: Session;
  /** As the network spells it, where it is known. */
  readonly nick: string;
  /** What is known without asking. */
  readonly user: UserView | undefined;
  /** It is the user who asks. */
  readonly self: boolean;
}

/**
 * Whom a request means: an occupant, by a client that is in the room too; a person; or the resource behind `%network`. A reply
 * where that is nobody, or nobody can be asked.
 */
export function whoOf(asking: Asking): Who | Reply {
  const { session, name, ask, parts } = asking;
  if (parts.addresses.kindOf(ask.contact) === 'room') {
    const inside = insideOf(asking, { joined: true });
    if (inside === undefined) return notInRoom();
    const { place } = inside.session;
    const { own } = place;
    if (place.same(ask.nick, own.user.nick)) return { ...inside, nick: own.user.nick, user: own.user, self: true };
    const user = memberOf(inside, ask.nick);
    return user === undefined ? nobody(ask.nick) : { session: inside.session, nick: user.nick, user, self: false };
  }
  const written = name === '' ? ask.nick : name;
  if (session?.up !== true) return notConnected();
  if (!isNick(written)) return nobody(written);
  const user = session.state?.user(written);
  const nick = user?.nick ?? written;
  return { session, nick, user, self: session.place.same(nick, session.place.own.user.nick) };
}
