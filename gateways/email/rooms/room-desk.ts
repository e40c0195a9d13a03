import { parseJid } from '../../../src/xmpp/jid.js';
import { type Leaving, occupantLeft, occupantPresence } from '../../../src/xmpp/muc/occupants.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import {
  type HoldContext,
  KeyedQueue,
  type Outcome,
  type Problem,
  type RoomAsk,
  type RoomEvent,
  type RoomGone,
  type RoomLeave,
  type RoomStatus,
} from '../../gateway.js';
import { troubleOf } from '../trouble.js';
import type { Entrance } from './entrance.js';
import type { Membership } from './membership.js';
import { ROOM_PROBLEMS } from './problems.js';
import { answerOf } from './room-asks.js';
import { isTaken, type Room, type Rooms } from './rooms.js';

interface RoomDeskParts {
  readonly context: HoldContext;
  readonly rooms: Rooms;
  readonly entrance: Entrance;
  readonly membership: Membership;
}

/** What clients do in rooms. */
type Act = Exclude<RoomEvent, { readonly type: 'order' }>;

const DONE: Extract<Outcome, { kind: 'accepted' }> = { kind: 'accepted', parts: [] };

/** Takes what clients do in rooms and ask of them. What they say is for `RoomSay`. */
export class RoomDesk {
  readonly #o: RoomDeskParts;
  /** What one user does in rooms, one after the other. */
  readonly #order = new KeyedQueue();

  constructor(parts: RoomDeskParts) {
    this.#o = parts;
  }

  /** What becomes of an event, in the order of its user. Never rejects. */
  async take(event: Act): Promise<Outcome> {
    const user = parseJid(event.from)?.bare ?? '';
    return await new Promise((resolve) => {
      this.#order.run(user, async () => {
        resolve(await this.#take(event).catch((error: unknown) => this.#failed(error)));
      });
    });
  }

  async #take(event: Act): Promise<Outcome> {
    const room = await this.#o.rooms.roomFor(event.from, event.contact);
    if (event.type === 'ask') return await this.#answer(event, room);
    const why = room === undefined ? absent(event) : await this.#act(event, room);
    return why === undefined ? DONE : { kind: 'rejected', problem: why };
  }

  async #act(event: Exclude<Act, RoomAsk>, room: Room): Promise<Problem | undefined> {
    switch (event.type) {
      case 'enter':
        return await this.#o.entrance.enter(event, room);
      case 'status':
        return await this.#status(event, room);
      case 'leave':
        return await this.#leave(event, room);
      case 'gone':
        return await this.#gone(event, room);
      case 'invitation':
        return await this.#o.membership.invite(event, room);
    }
  }

  async #answer(ask: RoomAsk, room: Room | undefined): Promise<Outcome> {
    const { rooms, membership } = this.#o;
    const reply = answerOf(ask, room, (one, nick) => rooms.view(one, nick));
    if (reply.kind === 'result') {
      return reply.payload === undefined ? DONE : { ...DONE, answer: serialise(reply.payload) };
    }
    const why =
      reply.kind === 'refused'
        ? reply.problem
        : await membership.takeOut(reply.room, reply.person, reply.leaving, ask.lang);
    return why === undefined ? DONE : { kind: 'rejected', problem: why };
  }

  #failed(error: unknown): Outcome {
    this.#o.context.log.warn(troubleOf(error), 'what a user did in a room could not be done');
    return { kind: 'unknown', maybeSent: true, reason: troubleOf(error).error };
  }

  /** XEP-0045 7.6 and 7.7. Of a client that is not in the room it says nothing about the room. */
  async #status({ from, nick, show, status }: RoomStatus, room: Room): Promise<Problem | undefined> {
    const { rooms } = this.#o;
    const seat = room.seats.find(({ jid }) => jid === from);
    if (seat === undefined) return undefined;
    const shown = { ...(show === undefined ? {} : { show }), ...(status === undefined ? {} : { status }) };
    if (nick === seat.nick || nick === '') {
      const presence = occupantPresence(rooms.view(room).self, shown, { statuses: [100, 110] });
      await rooms.tell(room, [serialise(presence)]);
      return undefined;
    }
    if (isTaken(rooms, room, nick)) return ROOM_PROBLEMS.nickTaken;
    const before = occupantLeft(rooms.view(room).self, { how: 'renamed', nick }, { statuses: [110] });
    const after = occupantPresence(rooms.view(room, nick).self, shown, { statuses: [100, 110] });
    const seats = room.seats.map(({ jid }) => ({ jid, nick }));
    await rooms.book.setSeats(room.account, room.contact, seats);
    await rooms.tell(room, [serialise(before), serialise(after)]);
    return undefined;
  }

  /** XEP-0045 7.14. Mails of the conversation come as messages of the contact again. */
  async #leave({ from, stanzaId, status }: RoomLeave, room: Room): Promise<undefined> {
    const { rooms } = this.#o;
    if (!room.seats.some(({ jid }) => jid === from)) return;
    const target = { statuses: [110] as const, ...(stanzaId === undefined ? {} : { id: stanzaId }) };
    const leaving: Leaving = { how: 'left', ...(status === undefined ? {} : { text: status }) };
    await this.#rise(room, from);
    await rooms.tell(room, [serialise(occupantLeft(rooms.view(room).self, leaving, target))], [from]);
  }

  /** A client is not there any more. Where it was the last one, what came back is told as a message of the contact. */
  async #gone({ from, stanzaId }: RoomGone, room: Room): Promise<undefined> {
    const { context, rooms } = this.#o;
    const { account, contact } = room;
    const left = await this.#rise(room, from);
    if (left > 0 || stanzaId === undefined) return;
    const lost = await rooms.archive?.find(contact, account.jid, { id: stanzaId });
    const stanza = lost === undefined ? undefined : parseStanza(lost.xml);
    const body = stanza?.getChildText('body') ?? '';
    const author = parseJid(stanza?.attrs.from ?? '')?.resource ?? '';
    if (lost === undefined || body === '') return;
    await context.deliver({
      account: account.id,
      born: account.born,
      contact,
      dedupe: `room:${account.born}:${lost.id}`,
      ...(lost.networkId === undefined ? {} : { id: lost.networkId }),
      body: author === '' ? body : `${author}: ${body}`,
      sentAt: lost.at,
    });
  }

  /** Gives up the seat of a client; tells how many there are left. */
  async #rise({ account, contact, seats }: Room, client: string): Promise<number> {
    const left = seats.filter(({ jid }) => jid !== client);
    if (left.length < seats.length) await this.#o.rooms.book.setSeats(account, contact, left);
    return left.length;
  }
}

/** What is said where nobody remembers the conversation: nothing to who is not there anyway. */
function absent({ type }: Act): Problem | undefined {
  return type === 'enter' || type === 'invitation' ? ROOM_PROBLEMS.unknown : undefined;
}
