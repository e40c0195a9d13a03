import { readAdmin } from '../../../src/xmpp/muc/admin.js';
import type { Problem } from '../../gateway.js';
import { standingOf } from '../rooms/roles.js';
import { composeModes } from '../wire/modes.js';
import type { LineOut } from '../wire/serialise.js';
import { list } from './admin-list.js';
import { Planner } from './admin-plan.js';
import { type Asking, EMPTY, type Inside, insideOf, notInRoom, type Reply, refused, refusedBy } from './asking.js';

/** Octets of a line beside its modes and the channel: the prefix that others see, the command, what ends it. */
const AROUND = 120;

/** Roles and affiliations of people in a room (XEP-0045 8 and 9), which on IRC are modes, kicks and bans. */
export async function admin(asking: Asking): Promise<Reply> {
  const { server, parts, ask, payload } = asking;
  const read = readAdmin(ask.method, payload);
  if (!read.ok) return refused('modify', read.condition, 'irc.ask.wrong');
  // The standing is that of the user, whichever client asks.
  const inside = insideOf(asking, { joined: false });
  if (inside === undefined) return notInRoom();
  const { request } = read;
  if (request.kind === 'list') return await list(server, inside, request);
  const plan = await new Planner(parts, server, inside).plan(request.changes);
  if ('condition' in plan) return refusedBy(plan);
  const { session, channel } = inside;
  const kicks = plan.kicks.map(({ nick, reason }) => ({
    command: 'KICK',
    params: [channel.name, nick, ...(reason === undefined ? [] : [reason])],
  }));
  // Whoever is to be kept out must not come back in between.
  const problem =
    (await server.perform(session, modeLines(inside, plan.modes))) ?? (await server.perform(session, kicks));
  return problem === undefined ? EMPTY : refusedBy(byRank(problem, inside));
}

/** Changes as MODE lines, as few as the server lets. */
export function modeLines(
  { session, channel: { name } }: Inside,
  modes: Parameters<typeof composeModes>[0],
): readonly LineOut[] {
  const { isupport } = session.place;
  const octets = isupport.linelen - AROUND - Buffer.byteLength(name);
  return composeModes(modes, { modes: isupport.modes, octets }).map((params) => ({
    command: 'MODE',
    params: [name, ...params],
  }));
}

/** Who is no operator may not at all, who is one may not against somebody higher (XEP-0045 8.2 and 9.1). */
export function byRank(problem: Problem, inside: Inside): Problem {
  if (problem.code !== 'irc 482') return problem;
  return isModerator(inside)
    ? { ...problem, type: 'cancel', condition: 'not-allowed' }
    : { ...problem, type: 'auth', condition: 'forbidden' };
}

/** Whether the user moderates the room, by the mode that they have in the channel (XEP-0045 section 5.1). */
export function isModerator({ session, channel }: Inside): boolean {
  const signs = channel.members.get(session.place.own.user) ?? '';
  const ranking = { prefix: session.place.isupport.prefix, moderated: channel.modes.has('m') };
  return standingOf(signs, ranking).role === 'moderator';
}
