import { lastQuery } from '../../../src/xmpp/last.js';
import { type Asking, type Reply, refused, refusedBy, result } from './asking.js';
import { whoOf } from './who.js';
import { whois } from './whois.js';

/** Since when somebody has said nothing (XEP-0012 3). Not every server tells it of everybody. */
export async function last(asking: Asking): Promise<Reply> {
  const who = whoOf(asking);
  if ('kind' in who) return who;
  const told = await whois(asking.server, who.session, who.nick);
  if (!told.ok) return refusedBy(told.problem);
  const { idle } = told.value;
  return idle === undefined
    ? refused('cancel', 'service-unavailable', 'irc.person.idle', { nick: who.nick })
    : result(lastQuery(idle));
}
