import { type Asking, EMPTY, notConnected, type Reply, refusedBy } from './asking.js';
import { type Who, whoOf } from './who.js';

/**
 * A ping (XEP-0199). One of the own nick in a room asks whether the client is still there (XEP-0410 3.3) and is answered from
 * here; other people are asked over the network.
 */
export async function ping(asking: Asking): Promise<Reply> {
  const found = whoOf(asking);
  if ('kind' in found) return found;
  return found.self ? EMPTY : await overNetwork(asking, found);
}

async function overNetwork({ server, session, parts }: Asking, { nick }: Who): Promise<Reply> {
  if (session === undefined) return notConnected();
  const told = await server.ctcp(session, nick, 'PING', String(parts.context.clock.now()));
  return told.ok ? EMPTY : refusedBy(told.problem);
}
