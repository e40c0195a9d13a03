import { subjectMessage } from '../../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import {
  type Envelope,
  type GatewayEvent,
  type HoldContext,
  type MessageEvent,
  type MessageRef,
  newArchiveId,
  type Outcome,
  type Problem,
} from '../../gateway.js';
import { contactOf } from '../address/contact-of.js';
import { threadOf } from '../conversation/thread-id.js';
import type { Departures, MayBeOut } from '../sending/departures.js';
import { messageIdOf } from '../sending/results.js';
import { subjectKey } from '../text/subject.js';
import { troubleOf } from '../trouble.js';
import { ROOM_PROBLEMS } from './problems.js';
import { isIn, type Room, type Rooms } from './rooms.js';
import { reflection } from './said.js';

interface RoomSayParts {
  readonly context: HoldContext;
  readonly rooms: Rooms;
  readonly departures: Pick<Departures, 'depart'>;
}

/** What a client says in a room, or to one in it. */
type Spoken = MessageEvent & { readonly room: NonNullable<MessageEvent['room']> };

const STORE_PAUSE_MS = 2000;

const DONE: Outcome = { kind: 'accepted', parts: [] };

/** Brings what clients say in rooms to the people of their conversations: one mail to all, or to one of them. */
export class RoomSay {
  readonly #o: RoomSayParts;

  constructor(parts: RoomSayParts) {
    this.#o = parts;
  }

  /** What becomes of a message as far as its lane goes. Never rejects. */
  async say(envelope: Envelope<GatewayEvent>, event: Spoken, mayBeOut: MayBeOut): Promise<Outcome> {
    const { context, rooms } = this.#o;
    try {
      const room = await rooms.roomFor(event.from, event.contact);
      if (room === undefined || !isIn(room, event.from)) return rejected(ROOM_PROBLEMS.notIn);
      if (event.room.to === 'one') return await this.#toOne(envelope, event, room, event.room.nick, mayBeOut);
      if (event.subject !== undefined && event.body === '') return await this.#setSubject(envelope, event, room);
      return await this.#toAll(envelope, event, room, mayBeOut);
    } catch (error) {
      context.log.warn(troubleOf(error), 'what was said in a room could not be written now');
      return { kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' };
    }
  }

  /** XEP-0045 7.5: a mail to one person alone, in the conversation with them. */
  async #toOne(
    envelope: Envelope<GatewayEvent>,
    event: Spoken,
    room: Room,
    nick: string,
    mayBeOut: MayBeOut,
  ): Promise<Outcome> {
    const person = this.#o.rooms.view(room).person(nick);
    if (person === undefined) {
      return rejected(room.seats[0]?.nick === nick ? ROOM_PROBLEMS.yourself : ROOM_PROBLEMS.nobody);
    }
    const { reply: _, ...said } = event;
    const alone: MessageEvent = { ...said, contact: contactOf(person.address) };
    const outcome = await this.#depart(envelope, room, alone, mayBeOut);
    if (outcome.kind !== 'accepted') return outcome;
    // For the core it is what was said to this occupant that is on its way.
    const parts = outcome.parts.map((part) => ({ ...part, contact: event.contact }));
    const refused = outcome.refused?.map((one) => ({ ...one, contact: event.contact }));
    return { ...outcome, parts, ...(refused === undefined ? {} : { refused }) };
  }

  /** XEP-0045 8.1: another subject begins another conversation by mail with the next message. */
  async #setSubject({ id }: Envelope, { subject = '', stanzaId, lang }: Spoken, room: Room): Promise<Outcome> {
    const { rooms } = this.#o;
    const { account, contact, jid, face } = room;
    const fresh = { people: face.people, subject, thread: threadOf(id) };
    const isOther = subjectKey(subject) !== subjectKey(face.subject);
    await rooms.book.setFace(account, contact, isOther ? fresh : { ...face, subject });
    const head = {
      from: rooms.view(room).self.address,
      ...(stanzaId === undefined ? {} : { id: stanzaId }),
      ...(lang === undefined ? {} : { lang }),
    };
    await rooms.tell(room, [serialise(subjectMessage(head, subject, { room: jid }))]);
    return DONE;
  }

  async #toAll(envelope: Envelope<GatewayEvent>, event: Spoken, room: Room, mayBeOut: MayBeOut): Promise<Outcome> {
    const { face } = room;
    const found = await this.#found(event, room);
    const { thread: _, subject = face.subject, ...said } = found;
    const isAbout = (found.reply ?? found.replaces ?? found.retracts ?? found.reactions)?.networkIds !== undefined;
    const mail: MessageEvent = {
      ...said,
      // An answer to an older mail has the subject of that one.
      ...(isAbout || subject === '' ? {} : { subject }),
      ...(face.thread === '' || isAbout ? {} : { thread: face.thread }),
      ...(isAbout || face.last === undefined ? {} : { reply: { id: '', networkIds: [face.last] } }),
    };
    const outcome = await this.#depart(envelope, room, mail, mayBeOut);
    if (outcome.kind === 'accepted' && !isRefused(outcome)) {
      await this.#reflect(event, outcome.parts[0]?.id, room).catch((error: unknown) =>
        // It has gone out: it must not go out again for that.
        this.#o.context.log.warn(troubleOf(error), 'what was said in a room could not be shown there'),
      );
    }
    return outcome;
  }

  /** Goes out for the account that knows the conversation, whichever the core has taken. */
  async #depart(
    envelope: Envelope<GatewayEvent>,
    { account }: Room,
    event: MessageEvent,
    mayBeOut: MayBeOut,
  ): Promise<Outcome> {
    const { id, born } = account;
    return await this.#o.departures.depart({ ...envelope, account: id, born, event }, event, mayBeOut);
  }

  /** All clients of the user see it; `part`: id of the mail that has gone out, or waits for its moment. */
  async #reflect(event: Spoken, part: string | undefined, room: Room): Promise<void> {
    const { context, rooms } = this.#o;
    const { account, contact, jid, face } = room;
    const networkId = part === undefined ? undefined : messageIdOf(part);
    const isText = event.reactions === undefined && event.retracts === undefined;
    if (isText && networkId !== undefined) {
      // While it was on its way another mail may have changed who is there.
      const newest = (await rooms.book.face(account, contact)) ?? face;
      await rooms.book.setFace(account, contact, { ...newest, last: networkId });
    }
    const now = context.clock.now();
    const id = newArchiveId(now);
    const { self } = rooms.view(room);
    const xml = reflection({ event, self, room: jid, id });
    await rooms.tell(room, [xml]);
    const from = self.address.slice(jid.length + 1);
    rooms.keep(room, [{ id, at: now, xml, from, ...(networkId === undefined ? {} : { networkId }) }]);
  }

  /** The mails that it speaks of: clients name them by the ids of the room, or by those that they gave themselves. */
  async #found(event: Spoken, room: Room): Promise<Spoken> {
    const { reply, replaces, retracts, reactions } = event;
    const named = async <R extends MessageRef>(ref: R | undefined): Promise<R | undefined> => {
      const networkId = ref === undefined ? undefined : await this.#o.rooms.networkIdOf(room, ref.id);
      return ref === undefined || networkId === undefined ? ref : { ...ref, networkIds: [networkId] };
    };
    const [answered, replaced, retracted, reacted] = await Promise.all([
      named(reply),
      named(replaces),
      named(retracts),
      named(reactions),
    ]);
    return {
      ...event,
      ...(answered === undefined ? {} : { reply: answered }),
      ...(replaced === undefined ? {} : { replaces: replaced }),
      ...(retracted === undefined ? {} : { retracts: retracted }),
      ...(reacted === undefined ? {} : { reactions: reacted }),
    };
  }
}

/** Nobody can get it; each is named by an error. */
function isRefused({ parts, refused = [] }: Extract<Outcome, { readonly kind: 'accepted' }>): boolean {
  return parts.length === 0 && refused.length > 0;
}

function rejected(problem: Problem): Outcome {
  return { kind: 'rejected', problem };
}
