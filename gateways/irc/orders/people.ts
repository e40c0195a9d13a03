import { isNick, nobodyIs } from '../asks/asking.js';
import { whois as askWhois } from '../asks/whois.js';
import { changeIgnored, ignoredBy, MOST_IGNORED } from '../ignores.js';
import { problemOf } from '../rooms/place.js';
import { whoisLines } from '../whois-lines.js';
import { type Done, notConnectedTo, type Ordered, sessionOn } from './ordering.js';

/** Messages of somebody are dropped, or no longer. */
export async function ignore(ordered: Ordered<'ignore'>): Promise<Done<'ignore'>> {
  const { parts, user, order } = ordered;
  const { network, mask, on } = order;
  const { kv } = parts.context;
  if (!(await changeIgnored(kv, user, { network, mask }, on))) {
    return { problem: problemOf('cancel', 'resource-constraint', 'irc.order.ignored-full', { most: MOST_IGNORED }) };
  }
  await sessionOn(ordered, network)?.ignores.load();
  return {};
}

/** The masks that a user ignores on a network. */
export async function ignored({ parts, user }: Ordered<'ignored'>): Promise<Done<'ignored'>> {
  return { masks: await ignoredBy(parts.context.kv, user) };
}

/** What the network tells of somebody. */
export async function whois(ordered: Ordered<'whois'>): Promise<Done<'whois'>> {
  const { network, nick } = ordered.order;
  const session = sessionOn(ordered, network);
  if (session === undefined) return notConnectedTo(network);
  if (!isNick(nick)) return { problem: nobodyIs(nick) };
  const told = await askWhois(ordered.parts.server, session, nick);
  return told.ok ? { lines: whoisLines(told.value) } : { problem: told.problem };
}

/** Invites somebody on IRC to a room. */
export async function invite(ordered: Ordered<'invite'>): Promise<Done<'invite'>> {
  const { network, room, nick } = ordered.order;
  const session = sessionOn(ordered, network);
  if (session === undefined) return notConnectedTo(network);
  const found = session.rooms.get(room)?.room;
  if (found === undefined) return { problem: problemOf('cancel', 'item-not-found', 'irc.order.not-in', { room }) };
  if (!isNick(nick)) return { problem: nobodyIs(nick) };
  const problem = await ordered.parts.server.perform(session, [{ command: 'INVITE', params: [nick, found.name] }]);
  return problem === undefined ? {} : { problem };
}
