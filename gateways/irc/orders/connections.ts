import { parseJid } from '../../../src/xmpp/jid.js';
import type { ConnectionInfo, RoomInfo } from '../commands/orders.js';
import { problemOf } from '../rooms/place.js';
import type { Session } from '../session.js';
import { sendRaw } from '../user-acts.js';
import { type Done, notConnectedTo, type Ordered, sessionOn, sessionsOf } from './ordering.js';

/** The connections of a user. */
export async function connections(ordered: Ordered<'connections'>): Promise<Done<'connections'>> {
  return { connections: sessionsOf(ordered).map(connectionInfo) };
}

/** Ends connections of a user. */
export async function disconnect(ordered: Ordered<'disconnect'>): Promise<Done<'disconnect'>> {
  const { parts, order } = ordered;
  const { network, message } = order;
  const all = sessionsOf(ordered).filter((session) => network === undefined || session.network === network);
  await Promise.all(
    all.map((session) =>
      session.stop(message ?? parts.quitMessage, message ?? session.place.say({ key: 'irc.room.disconnected' })),
    ),
  );
  return { ended: all.length };
}

/** Connects anew, by what is registered now. */
export async function reconnect(ordered: Ordered<'reconnect'>): Promise<Done<'reconnect'>> {
  const { parts, user, order } = ordered;
  const why = await parts.mayStay(user, order.network);
  if (why !== undefined) return { problem: why };
  const known = sessionOn(ordered, order.network);
  if (known !== undefined) {
    // The command is answered when the old connection is closed at the latest; the new one takes its time.
    await known.reconnect(parts.quitMessage, known.place.say({ key: 'irc.room.renewed' }));
    return {};
  }
  const session = await parts.open(user, order.network, user);
  if ('condition' in session) return { problem: session };
  session.start();
  return {};
}

/** Leaves a room with all clients. */
export async function leave(ordered: Ordered<'leave'>): Promise<Done<'leave'>> {
  const { network, room } = ordered.order;
  const session = sessionOn(ordered, network);
  if (session === undefined) return notConnectedTo(network);
  return session.rooms.leaveWholly(room)
    ? {}
    : { problem: problemOf('cancel', 'item-not-found', 'irc.order.not-in', { room }) };
}

/** Sends a line as it is. */
export async function raw(ordered: Ordered<'raw'>): Promise<Done<'raw'>> {
  const { network, line } = ordered.order;
  const session = sessionOn(ordered, network);
  if (session?.up !== true) return notConnectedTo(network);
  return await new Promise((resolve) => {
    sendRaw(session, line, (outcome) => resolve(outcome.kind === 'rejected' ? { problem: outcome.problem } : {}));
  });
}

/** How the connection of a session stands, as people are told. */
export function stateOf(session: Session): ConnectionInfo['state'] {
  if (session.up) return 'up';
  const { kind } = session.connection.state;
  return kind === 'waiting' || kind === 'failed' ? 'waiting' : 'connecting';
}

function connectionInfo(session: Session): ConnectionInfo {
  const { since, host } = session.standing;
  const { tls, account } = session.connection;
  return {
    network: session.network,
    state: stateOf(session),
    server: host === undefined ? session.network : `${host.host}:${host.port}`,
    ...(tls === undefined ? {} : { tls: tls.protocol }),
    since,
    nick: session.place.own.user.nick,
    ...(account === undefined ? {} : { account }),
    rooms: [...session.rooms].map(
      ({ room }): RoomInfo => ({
        room: room.name,
        resources: room.audience.jids.flatMap((jid) => parseJid(jid)?.resource ?? []),
        persistent: session.place.wishes.persistent,
      }),
    ),
  };
}
