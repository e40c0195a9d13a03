import { type Asking, EMPTY, notConnected, type Reply, refusedBy } from './asking.js';
import { type Who, whoOf } from './who.js';

/**
 * A ping (XEP-0199). One of the own nick in a room asks whether the client is still there (XEP-0410 3.3) and is answered from
 * here; other people are asked over the network.
 */
export async function ping(asking: Asking): Promise<Reply> {
  if (isThere(asking)) return EMPTY;
  const found = whoOf(asking);
  if ('kind' in found) return found;
  return found.self ? EMPTY : await overNetwork(asking, found);
}

/**
 * Whether a client asks for itself in a room that it has not left: it stays there while a lost connection is made anew, and is
 * told what it missed. Told otherwise it would enter anew, and be told all twice.
 */
function isThere({ session, name, ask, parts }: Asking): boolean {
  if (session === undefined || parts.addresses.kindOf(ask.contact) !== 'room') return false;
  const room = session.rooms.get(name)?.room;
  return room?.audience.has(ask.from) === true && session.place.same(ask.nick, session.place.own.user.nick);
}

async function overNetwork({ server, session, parts }: Asking, { nick }: Who): Promise<Reply> {
  if (session === undefined) return notConnected();
  const told = await server.ctcp(session, nick, 'PING', String(parts.context.clock.now()));
  return told.ok ? EMPTY : refusedBy(told.problem);
}
