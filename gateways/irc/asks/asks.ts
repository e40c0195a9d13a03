import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import { el } from '../../../src/xmpp/element.js';
import { roomInfo } from '../../../src/xmpp/muc/info.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { HoldContext, Problem, RoomAsk } from '../../gateway.js';
import type { IrcAddresses } from '../addresses.js';
import { problemOf } from '../rooms/place.js';
import type { Session } from '../session.js';

export interface AsksParts {
  readonly context: HoldContext;
  readonly addresses: IrcAddresses;
  readonly session: (user: string, network: string) => Session | undefined;
}

/** Answers what is asked of rooms, of people in them and of networks. */
export class Asks {
  readonly #parts: AsksParts;

  constructor(parts: AsksParts) {
    this.#parts = parts;
  }

  /** The payload of the answer in XML, nothing where the result is empty, or why there is none. */
  async answer(user: string, ask: RoomAsk): Promise<string | undefined | Problem> {
    const { addresses, session: find } = this.#parts;
    const { name, network } = addresses.partsOf(ask.contact);
    const session = find(user, network);
    const payload = parseStanza(ask.payload) ?? el('none');
    const room = session?.room(name)?.room;
    if (payload.ns === NS.ping) {
      const own =
        session !== undefined &&
        ask.nick === session.own.user.nick &&
        room?.audience.has(ask.from) === true &&
        room.state === 'in';
      return own ? undefined : problemOf('modify', 'not-acceptable', 'irc.room.not-in');
    }
    if (payload.ns === NS.discoInfo) {
      const info = roomInfo({
        network: 'irc',
        moderated: room?.channel?.modes.has('m') === true,
        membersOnly: false,
        passwordProtected: false,
        hidden: false,
        persistent: true,
        nonAnonymous: true,
        can: ['stable-id', 'self-ping', 'occupant-id', 'stanza-id', 'archive'],
      });
      return serialise(discoInfoQuery(info, payload.attrs.node));
    }
    return problemOf('cancel', 'feature-not-implemented', 'irc.internal');
  }

  async order(_order: unknown, _sessions: readonly Session[], _account: string): Promise<unknown> {
    return null;
  }
}
