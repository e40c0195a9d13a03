import type { Session } from '../session.js';
import type { Whois, WhoisEvent } from '../state/events.js';
import { nobodyIs } from './asking.js';
import type { Server, Told } from './server.js';

/** What the network tells of somebody; a problem where nobody has the nick. `nick` is one (see `isNick`). */
export async function whois(server: Server, session: Session, nick: string): Promise<Told<Whois>> {
  // Named twice, it is asked of the server where they are, which alone knows since when they are idle.
  const line = { command: 'WHOIS', params: [nick, nick] };
  const told = await server.inquire<WhoisEvent>(session, `whois ${session.place.fold(nick)}`, line);
  // Some servers say 402 of the second name, and end no list that they have not begun.
  if (!told.ok) return told.problem.condition === 'item-not-found' ? { ok: false, problem: nobodyIs(nick) } : told;
  const found = told.value?.whois;
  return found === undefined ? { ok: false, problem: nobodyIs(nick) } : { ok: true, value: found };
}
