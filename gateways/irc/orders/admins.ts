import type { SessionInfo } from '../commands/orders.js';
import type { Session } from '../session.js';
import { stateOf } from './connections.js';
import type { Done, Ordered, OrdersParts } from './ordering.js';

/** The users who have a nick on a network. */
export async function behind({ parts, order }: Ordered<'behind'>): Promise<Done<'behind'>> {
  const all = await on(parts, order.network);
  return {
    sessions: await infosOf(
      parts,
      all.filter((session) => session.place.same(session.place.own.user.nick, order.nick)),
    ),
  };
}

/** All connections, or those to a network. */
export async function sessions({ parts, order }: Ordered<'sessions'>): Promise<Done<'sessions'>> {
  return { sessions: await infosOf(parts, await on(parts, order.network)) };
}

/** Ends the connections that are not allowed any more, each with the reason. */
export async function enforce({ parts }: Ordered<'enforce'>): Promise<Done<'enforce'>> {
  let ended = 0;
  for (const session of parts.sessions()) {
    const why = await parts.mayStay(session.user, session.network);
    if (why === undefined) continue;
    ended += 1;
    // On IRC nobody is told why: that is between the admin and the user.
    void session.stop(session.place.say({ key: 'irc.quit.admin' }), session.place.say(why.text));
  }
  return { ended };
}

async function on(parts: OrdersParts, network: string | undefined): Promise<readonly Session[]> {
  const all = parts.sessions();
  if (network === undefined) return all;
  const names = await Promise.all(all.map((session) => parts.networkOf(session.user, session.network)));
  return all.filter((_, index) => names[index] === network);
}

async function infosOf(parts: OrdersParts, all: readonly Session[]): Promise<readonly SessionInfo[]> {
  return await Promise.all(
    all.map(async (session) => ({
      jid: session.user,
      network: await parts.networkOf(session.user, session.network),
      nick: session.place.own.user.nick,
      state: stateOf(session),
      since: session.standing.since,
      rooms: session.rooms.size,
    })),
  );
}
