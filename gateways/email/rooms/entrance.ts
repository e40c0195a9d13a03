import { delay } from '../../../src/xmpp/messages.js';
import { subjectMessage } from '../../../src/xmpp/muc/groupchat.js';
import { occupantPresence } from '../../../src/xmpp/muc/occupants.js';
import type { StatusCode } from '../../../src/xmpp/muc/terms.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { ArchivedStanza, HistoryWish, HoldContext, Problem, RoomEnter } from '../../gateway.js';
import { troubleOf } from '../trouble.js';
import { ROOM_PROBLEMS } from './problems.js';
import { MOST_SEATS } from './room-book.js';
import { isTaken, type Room, type Rooms } from './rooms.js';

interface EntranceParts {
  readonly context: HoldContext;
  readonly rooms: Rooms;
}

/** Lines of history: where the client says nothing, and at most. */
const USUAL_HISTORY = 20;
const MOST_HISTORY = 200;
/** Characters of all of it: texts of mails may be long. */
const MOST_CHARS = 262_144;

/** Lets clients into rooms (XEP-0045 7.2). */
export class Entrance {
  readonly #o: EntranceParts;

  constructor(parts: EntranceParts) {
    this.#o = parts;
  }

  /** Everybody who is there, oneself last, what was said, the subject. Undefined: the client is in. */
  async enter({ from, nick, stanzaId, history, show, status }: RoomEnter, room: Room): Promise<Problem | undefined> {
    const { rooms } = this.#o;
    if (nick === '') return ROOM_PROBLEMS.noNick;
    const others = room.seats.filter(({ jid }) => jid !== from);
    if (others.length >= MOST_SEATS) return ROOM_PROBLEMS.full;
    // All clients of the user are one: people who write mail cannot tell them apart.
    const called = others[0]?.nick ?? nick;
    if (isTaken(rooms, room, called)) return ROOM_PROBLEMS.nickTaken;
    const view = rooms.view(room, called);
    const statuses: readonly StatusCode[] = called === nick ? [100, 110] : [100, 110, 210];
    const shown = { ...(show === undefined ? {} : { show }), ...(status === undefined ? {} : { status }) };
    const target = { statuses, ...(stanzaId === undefined ? {} : { id: stanzaId }) };
    const said = await this.#history(room, history);
    const stanzas = [
      ...view.others.map((occupant) => serialise(occupantPresence(occupant))),
      serialise(occupantPresence(view.self, shown, target)),
      ...said.map((line) => asHistory(line, room.jid)),
      serialise(subjectMessage({ from: room.jid }, room.face.subject, { room: room.jid })),
    ];
    await rooms.tell(room, stanzas, [from]);
    // Last: what comes before it is in the room comes as a message of the contact.
    await rooms.book.setSeats(room.account, room.contact, [...others, { jid: from, nick: called }]);
    return undefined;
  }

  async #history({ account, contact }: Room, wish: HistoryWish): Promise<readonly ArchivedStanza[]> {
    const { context, rooms } = this.#o;
    const { maxStanzas, maxChars, seconds, since } = wish;
    const isAsked = maxChars !== undefined || seconds !== undefined || since !== undefined;
    const max = Math.min(maxStanzas ?? (isAsked ? MOST_HISTORY : USUAL_HISTORY), MOST_HISTORY);
    if (max <= 0 || maxChars === 0 || rooms.archive === undefined) return [];
    const from = seconds === undefined ? since : Math.max(since ?? 0, context.clock.now() - seconds * 1000);
    const limits = {
      max,
      ...(from === undefined ? {} : { since: from }),
      maxChars: Math.min(maxChars ?? MOST_CHARS, MOST_CHARS),
    };
    return await rooms.archive.recent(contact, account.jid, limits).catch((error: unknown) => {
      // Entering matters more than what was said before.
      context.log.warn(troubleOf(error), 'the history of a room could not be read');
      return [];
    });
  }
}

/** A line as history: with the time at which it was said, by the room (XEP-0203), unless it has one. */
function asHistory({ xml, at }: ArchivedStanza, room: string): string {
  const stanza = parseStanza(xml);
  if (stanza === undefined || stanza.getChild('delay', NS.delay) !== undefined) return xml;
  return serialise(stanza.add(delay(at, room)));
}
