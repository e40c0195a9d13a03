import type { Element } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { readMessage } from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import type { Clock, KeyValue, Log, Post, Timer } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { ReportEvent } from '../engine/event.js';
import { letters } from '../engine/ids.js';
import type { Houses } from '../houses/houses.js';
import { roomLaneOf } from '../lanes.js';
import { isOutside } from '../room/membership.js';
import type { Occupant } from '../room/occupants.js';
import { RoomClient, type RoomEars } from '../room/room-client.js';
import { RoomHistory } from './room-history.js';
import { RoomIds } from './room-ids.js';
import { RoomMemory } from './room-memory.js';
import { roomsOf, sourceRoomsOf } from './room-places.js';

/** Something for a room, as the lane that is in it gets it. */
export interface RoomSaying {
  /** Id of the message. */
  readonly id: string;
  /** Bare JID. */
  readonly room: string;
  /** The message as XML text. */
  readonly stanza: string;
  /** Wall time after which it is not worth saying any more, ms since the epoch. */
  readonly expires?: number;
  /** How often the room has given it back because we were not in it. */
  readonly tries?: number;
}

/** Time in which a room must let us in, ms. */
const PATIENCE_MS = 20_000;
/** A room that has refused us is not asked again within so many ms. */
const REFUSED_MS = 30_000;
/** A message can be given back so long after it was said, seconds. */
const GIVEN_BACK_S = 600;
const MOST_TRIES = 3;
/** A gateway that does not know us yet is asked again after so many ms. */
const AGAIN_MS = 10_000;

/** A room that we are in, or want to be in. */
interface Seat {
  readonly client: RoomClient;
  /** Called when where we stand is another. */
  readonly waiting: Set<() => void>;
  /** Monotonic, ms; since when the room refuses us. */
  refusedAt: number | undefined;
  /** Until it is tried again whether we may enter. */
  timer: Timer | undefined;
}

/** What being in the rooms of one lane needs. */
export interface AgentRoomsParts {
  readonly book: () => Book;
  readonly kv: KeyValue;
  readonly post: (stanza: Post) => Promise<void>;
  /** Says something again, in the lane of its room. */
  readonly again: (saying: RoomSaying) => Promise<void>;
  readonly report: (report: Omit<ReportEvent, 'type'>) => Promise<void>;
  readonly houses: Pick<Houses, 'ready'>;
  /** Bare JID of a place; undefined: it has none. */
  readonly jidOf: (place: ReturnType<typeof roomsOf>[number]) => string | undefined;
  readonly lane: string;
  /** Full JID under which we are in rooms. */
  readonly agent: string;
  readonly nick: string;
  readonly newId: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The rooms of one lane that the agent is in (XEP-0045), to tell alerts there and to hear what is said. */
export class AgentRooms {
  readonly #parts: AgentRoomsParts;
  readonly #memory: RoomMemory;
  readonly #ids: RoomIds;
  readonly #history: RoomHistory;
  readonly #seats = new Map<string, Seat>();
  /** Rooms that the book names, and those of them that are channels. */
  #named: ReadonlySet<string> = new Set();
  #onIrc: ReadonlySet<string> = new Set();
  /** Rooms that are sources of alerts and nothing else: what was missed in them is heard later. */
  #sources: ReadonlySet<string> = new Set();
  #closed = false;

  constructor(parts: AgentRoomsParts) {
    this.#parts = parts;
    this.#memory = new RoomMemory(parts.kv, parts.clock);
    this.#ids = new RoomIds(parts.kv);
    this.#history = new RoomHistory(parts.kv, parts.clock);
  }

  /** Enters the rooms that the book names, and those in which something was said of late; leaves those of a book before. */
  async open(): Promise<void> {
    const { lane, jidOf, book } = this.#parts;
    const mine = roomsOf(book()).flatMap((place) => {
      const room = jidOf(place);
      const bare = room === undefined ? undefined : parseJid(room)?.bare;
      return bare === undefined || roomLaneOf(bare) !== lane ? [] : [{ room: bare, onIrc: place.kind === 'channel' }];
    });
    this.#named = new Set(mine.map(({ room }) => room));
    this.#onIrc = new Set(mine.flatMap(({ room, onIrc }) => (onIrc ? [room] : [])));
    this.#sources = new Set(sourceRoomsOf(book()).flatMap((place) => parseJid(jidOf(place) ?? '')?.bare ?? []));
    const remembered = await this.#memory.read();
    for (const [room, { client, timer }] of this.#seats) {
      if (this.#named.has(room) || remembered.has(room)) continue;
      this.#seats.delete(room);
      timer?.cancel();
      void client.leave();
    }
    const others = [...remembered].filter((room) => roomLaneOf(room) === lane && !this.#named.has(room));
    for (const { room, onIrc } of [...mine, ...others.map((room) => ({ room, onIrc: false }))]) {
      if (!this.#seats.has(room)) void this.#enter(room, onIrc);
    }
  }

  /**
   * Says something in a room, once we are in it. Resolves when it is in a lane, or will never be said, which is reported; rejects where
   * it is to be brought again. Again it is no second message.
   */
  async say(saying: RoomSaying): Promise<void> {
    const { kv, post, agent, clock, log, report } = this.#parts;
    const { id, room, stanza, expires, tries = 0 } = saying;
    const old = expires !== undefined && expires <= clock.now();
    if (!this.#named.has(room)) await this.#memory.note(room);
    const why = old ? 'it is too old' : await this.#entered(this.#seatIn(room));
    if (why !== undefined) {
      log.warn({ why }, 'a message about alerts cannot go into a room');
      await report({ id, fate: 'failed', reason: why });
      return;
    }
    await kv.set(keyOf(id), saying, GIVEN_BACK_S);
    // Another id of the envelope for each attempt, or it would be taken for one that was carried already.
    const envelope = tries === 0 ? id : `e${letters(40, [id, String(tries)])}`;
    await post({ id: envelope, from: agent, to: room, stanza, ...(expires !== undefined && { expires }) });
  }

  /**
   * Takes a stanza that came from a room or an occupant; true: nobody else needs to hear it. Not so what others say in the room, and what
   * comes from elsewhere. What was said before we came answers nothing: its nick may be another's by now. In a room that is only a source
   * what was said since we were there last is heard all the same, once (see `heard`).
   */
  async hear(stanza: Element): Promise<boolean> {
    const from = parseJid(stanza.attrs.from ?? '');
    const seat = from === undefined ? undefined : this.#seats.get(from.bare);
    if (from === undefined || seat === undefined) return stanza.attrs.type === 'groupchat';
    const { client } = seat;
    client.take(stanza);
    if (stanza.name === 'presence' && client.phase === 'in' && this.#sources.has(from.bare)) {
      await this.#history.cameIn(from.bare);
    }
    if (stanza.name !== 'message') return true;
    if (stanza.attrs.type === 'error') return from.resource === '' && (await this.#givenBack(stanza));
    if (stanza.attrs.type !== 'groupchat') return false;
    if (from.resource !== client.nick) {
      if (from.resource === '') return true;
      return stanza.getChild('delay', NS.delay) !== undefined && !(await this.#wasMissed(client, stanza));
    }
    // The room shows it: everybody there has it.
    const { id } = stanza.attrs;
    if (id !== undefined) {
      await this.#ids.note(from.bare, id, stanza);
      await this.#parts.report({ id, fate: 'delivered' });
    }
    return true;
  }

  /** All that follows from what somebody said in a room is in a lane: told again, it is nothing new. */
  async heard(stanza: Element): Promise<void> {
    const room = parseJid(stanza.attrs.from ?? '')?.bare ?? '';
    if (stanza.attrs.type === 'groupchat' && this.#sources.has(room)) await this.#history.taken(room, stanza);
  }

  /** The connection to the XMPP server is there again: asks all rooms whether we are still in. Channels are not reached by it. */
  check(): void {
    for (const [room, { client }] of this.#seats) if (!this.#onIrc.has(room)) client.check();
  }

  /** What a room tells of one of its occupants (a full JID). Who they really are is believed of rooms that the book names alone. */
  occupant(jid: string): Occupant | undefined {
    const parsed = parseJid(jid);
    if (parsed === undefined) return undefined;
    const found = this.#seats.get(parsed.bare)?.client.occupants.get(parsed.resource);
    if (found === undefined || this.#named.has(parsed.bare)) return found;
    const { jid: _, ...shown } = found;
    return shown;
  }

  /** Where we stand with each room. */
  get rooms(): readonly { readonly room: string; readonly nick: string; readonly phase: RoomClient['phase'] }[] {
    return [...this.#seats.values()].map(({ client: { room, nick, phase } }) => ({ room, nick, phase }));
  }

  /** Ends without leaving: whoever holds the lane next goes on in the rooms. */
  close(): void {
    this.#closed = true;
    for (const { client, waiting, timer } of this.#seats.values()) {
      timer?.cancel();
      client.close();
      for (const moved of waiting) moved();
    }
  }

  #seatIn(room: string): Seat {
    const known = this.#seats.get(room);
    if (known !== undefined) return known;
    const { agent, nick, random, newId, clock, post, log } = this.#parts;
    const ways = {
      post: async (stanza: string, id: string): Promise<void> => {
        await post({ id, from: agent, to: room, stanza }).catch((error: unknown) => {
          log.warn({ error: String(error) }, 'a stanza to a room was lost');
        });
      },
      newId,
      random,
      clock,
    };
    const waiting = new Set<() => void>();
    const client = new RoomClient({ me: agent, room }, nick, ways, this.#ears(room, waiting));
    const seat: Seat = { client, waiting, refusedAt: undefined, timer: undefined };
    this.#seats.set(room, seat);
    return seat;
  }

  #ears(room: string, waiting: ReadonlySet<() => void>): RoomEars {
    const { log, clock } = this.#parts;
    return {
      said: () => undefined,
      reflected: () => undefined,
      came: () => undefined,
      dropped: () => undefined,
      trouble: (why) => {
        const seat = this.#seats.get(room);
        if (seat !== undefined && why !== 'no-voice') seat.refusedAt = clock.monotonic();
        log.warn({ why }, 'the alerts gateway is not in one of its rooms');
      },
      moved: () => {
        for (const moved of [...waiting]) moved();
      },
    };
  }

  /** Enters a room of the book, or of one before it. */
  async #enter(room: string, onIrc: boolean): Promise<void> {
    const { houses, clock, log } = this.#parts;
    const seat = this.#seatIn(room);
    try {
      // Channels let nobody in whom their gateway does not know.
      const why = onIrc ? await houses.ready('irc') : undefined;
      if (why !== undefined) log.warn({ why }, 'the alerts gateway is not in one of its rooms');
      if (why !== undefined) return;
      const from = this.#sources.has(room) ? await this.#history.missedFrom(room) : undefined;
      if (this.#seats.get(room) === seat) seat.client.open(from);
    } catch {
      seat.timer = clock.after(AGAIN_MS, () => void this.#enter(room, onIrc));
    }
  }

  /** Whether a message that the room tells of earlier was said while we were away, and is new. */
  async #wasMissed({ room, missedSince }: RoomClient, message: Element): Promise<boolean> {
    const at = readMessage(message).delayedSince;
    if (!this.#sources.has(room) || missedSince === undefined || at === undefined || at < missedSince) return false;
    return !(await this.#history.isTaken(room, message));
  }

  /** Resolves when we are in a room: with nothing, or with why we are not. */
  async #entered(seat: Seat): Promise<string | undefined> {
    const { clock } = this.#parts;
    const { client, waiting } = seat;
    const begun = clock.monotonic();
    if (client.phase !== 'in' && seat.refusedAt !== undefined && begun - seat.refusedAt < REFUSED_MS) {
      return `the room refuses us: ${client.refusal ?? ''}`;
    }
    seat.refusedAt = undefined;
    if (client.phase !== 'in') client.open();
    while (client.phase !== 'in' && !this.#closed) {
      if (seat.refusedAt !== undefined) return `the room refuses us: ${client.refusal ?? ''}`;
      const left = PATIENCE_MS - (clock.monotonic() - begun);
      if (left <= 0) return 'the room does not answer';
      await new Promise<void>((resolve) => {
        const timer: Timer = clock.after(left, done);
        waiting.add(done);
        function done(): void {
          timer.cancel();
          waiting.delete(done);
          resolve();
        }
      });
    }
    if (this.#closed) throw new Error('closed');
    return undefined;
  }

  /** A message of ours came back: it is said again where we just were not in the room; true: that is so. */
  async #givenBack(stanza: Element): Promise<boolean> {
    const { kv, again } = this.#parts;
    const id = stanza.attrs.id ?? '';
    const { condition } = readError(stanza);
    if (!isOutside(condition)) return false;
    const said = await kv.get<RoomSaying>(keyOf(id));
    if (said === undefined || (said.tries ?? 0) >= MOST_TRIES) return false;
    await again({ ...said, tries: (said.tries ?? 0) + 1 });
    return true;
  }
}

function keyOf(id: string): string {
  return `said:${id}`;
}
