import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Problem, RoomAsk } from '../../gateway.js';
import { problemOf } from '../rooms/place.js';
import type { AsksParts } from './asking.js';
import { routeFor } from './routes.js';
import type { Server } from './server.js';

/** Answers what is asked of rooms, of people and of networks; each kind of request by the file that `routes.ts` names. */
export class Asks {
  readonly #parts: AsksParts;
  readonly #server: Server;

  constructor(parts: AsksParts, server: Server) {
    this.#parts = parts;
    this.#server = server;
  }

  /** The payload of the answer in XML, nothing where the result is empty, or why there is none. */
  async answer(user: string, account: string, ask: RoomAsk): Promise<string | undefined | Problem> {
    const { addresses, session: find } = this.#parts;
    const payload = parseStanza(ask.payload);
    if (payload === undefined) return problemOf('modify', 'bad-request', 'irc.ask.wrong');
    const handler = routeFor({
      kind: addresses.kindOf(ask.contact),
      resource: ask.nick,
      method: ask.method,
      namespace: payload.ns,
      node: payload.attrs.node ?? '',
    });
    if (handler === undefined) return problemOf('cancel', 'feature-not-implemented', 'irc.ask.unknown');
    const { name, network } = addresses.partsOf(ask.contact);
    const reply = await handler({
      parts: this.#parts,
      server: this.#server,
      user,
      account,
      ask,
      payload,
      name,
      network,
      session: find(user, network),
    });
    if (reply.kind === 'refused') return reply.problem;
    return reply.payload === undefined ? undefined : serialise(reply.payload);
  }
}
