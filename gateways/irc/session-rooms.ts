import { type Problem, Recent, type RoomLeave, type Timer } from '../gateway.js';
import { joinLines } from './joins.js';
import { tooManyRooms } from './policy/limits.js';
import { CatchUp } from './rooms/catch-up.js';
import { type Place, problemOf } from './rooms/place.js';
import { Room } from './rooms/room.js';
import { RoomPeople } from './rooms/room-people.js';
import { RoomSay } from './rooms/room-say.js';
import { RoomTalk } from './rooms/room-talk.js';
import type { RoomMemory } from './session-parts.js';
import type { MessageEvent } from './state/events.js';
import { WHOX_FIELDS } from './state/names.js';
import type { ChannelView } from './state/views.js';
import { FoldedMap } from './wire/casemapping.js';

/** One channel with all that serves it. */
export interface RoomParts {
  readonly room: Room;
  readonly people: RoomPeople;
  readonly talk: RoomTalk;
  readonly say: RoomSay;
  readonly catchUp: CatchUp;
}

/** What the rooms of a session know of it, besides their place. */
interface SessionRoomsParts {
  /** The network as it stands in addresses. */
  readonly network: string;
  /** How many there may be; undefined while the settings of the user are not read. */
  readonly most: () => number | undefined;
  /** Somebody said it whom the user does not want to hear. */
  readonly ignored: (event: MessageEvent) => boolean;
  /** A client has left one. */
  readonly left: () => void;
  /** One is no more. */
  readonly forgotten: () => void;
}

/** How long a JOIN may go without an answer, ms. */
const JOIN_MS = 60_000;
/** Channels remembered because nobody wants to be taken to them. */
const MOST_UNWANTED = 64;
/** Rooms that may be entered while nobody knows how many are allowed. */
const MOST_ROOMS = 1000;
/** People of a channel about whom the server is asked at once (WHO). */
const MOST_WHO = 500;

/** The rooms of one user on one network: those that its clients are in, those that are kept, and those to be joined. */
export class SessionRooms implements Iterable<RoomParts> {
  readonly #place: Place;
  readonly #parts: SessionRoomsParts;
  readonly #rooms = new FoldedMap<RoomParts>();
  #joinQueued = false;
  readonly #requested = new Map<string, Timer>();
  /** Channels (folded) that the server may still let us into, although nobody wants to be there. */
  #unwanted = new Recent<string, true>(MOST_UNWANTED);

  constructor(place: Place, parts: SessionRoomsParts) {
    this.#place = place;
    this.#parts = parts;
  }

  /** While some go others may come, or end: those of this moment. */
  [Symbol.iterator](): Iterator<RoomParts> {
    return [...this.#rooms.values()][Symbol.iterator]();
  }

  get(name: string): RoomParts | undefined {
    return this.#rooms.get(name);
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Whether any client of the user is in one. */
  get attended(): boolean {
    return [...this].some(({ room }) => room.wanted);
  }

  /** What is to be remembered of them. */
  get memory(): readonly RoomMemory[] {
    return [...this]
      .filter(({ room }) => room.state !== 'out')
      .map(({ room }) => ({
        name: room.name,
        clients: room.audience.jids,
        ...(room.key === undefined ? {} : { key: room.key }),
      }));
  }

  /** The parts of a channel; made where there are none. */
  of(name: string): RoomParts {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    const room = new Room(this.#place, name);
    const talk = new RoomTalk(this.#place, room);
    const parts = {
      room,
      people: new RoomPeople(this.#place, room),
      talk,
      say: new RoomSay(this.#place, room),
      catchUp: new CatchUp(this.#place, room, (event, past) => {
        if (!past || !this.#parts.ignored(event)) talk.said(event, past);
      }),
    };
    this.#rooms.set(name, parts);
    return parts;
  }

  /** A room is no more. */
  forget(name: string): void {
    this.#rooms.delete(name);
    this.#answeredJoin(name);
    this.#parts.forgotten();
  }

  /** The server has let us into a channel, whoever wanted it. */
  joined(name: string): RoomParts {
    this.#answeredJoin(name);
    const parts = this.of(name);
    // As the server spells it.
    this.#rooms.set(name, parts);
    return parts;
  }

  /** A channel that the server takes us to although nobody wants it: in place of another one, or no longer. */
  unwanted(name: string): void {
    this.#unwanted.set(this.#place.fold(name), true);
  }

  /** We are in a channel that nobody wants: leaves it. False where somebody does. */
  turnedBack(name: string): boolean {
    const key = this.#place.fold(name);
    const unwanted = this.#unwanted.get(key) === true;
    this.#unwanted.delete(key);
    if (!unwanted || this.#rooms.get(name) !== undefined) return false;
    this.#place.send({ command: 'PART', params: [name] });
    return true;
  }

  /** The channel goes on under another name (IRCv3 channel-rename): its clients are told where. */
  renamed(channel: ChannelView, from: string, reason: string | undefined): void {
    const before = this.#rooms.get(from)?.room;
    const next = this.of(channel.name);
    next.room.joined(channel);
    next.room.membersKnown();
    if (before === undefined || before === next.room) return;
    const destruction = { alternate: next.room.jid, ...(reason === undefined ? {} : { reason }) };
    before.ended({ how: 'destroyed', destruction });
    this.forget(from);
  }

  /** The server does not let us in. */
  joinRefused(name: string, problem: Problem, text: string): void {
    this.#answeredJoin(name);
    const found = this.#rooms.get(name);
    if (found === undefined) return;
    found.room.refuse(problem, text);
    this.forget(name);
  }

  /** A client leaves one. */
  leave(event: RoomLeave, name: string): void {
    const found = this.#rooms.get(name);
    if (found?.room.leave(event) === true) this.#left(found, event.status);
  }

  /** Leaves one with all clients, also one that is kept. False where the user is not in it. */
  leaveWholly(name: string): boolean {
    const found = this.#rooms.get(name)?.room;
    if (found === undefined) return false;
    if (this.#place.up && found.channel !== undefined) this.#place.send({ command: 'PART', params: [found.name] });
    found.ended({ how: 'left' });
    this.forget(found.name);
    return true;
  }

  /** A client is gone from all of them. */
  gone(jid: string): void {
    for (const parts of this) {
      if (parts.room.drop(jid)) this.#left(parts, this.#place.say({ key: 'irc.room.client-gone' }));
    }
  }

  #left({ room }: RoomParts, reason: string | undefined): void {
    this.#parts.left();
    // Before the settings are read nobody knows whether it is to be kept: see `settled`.
    const kept = this.#parts.most() === undefined || this.#place.wishes.persistent;
    if (kept && (room.state === 'in' || room.returning)) return;
    // The JOIN is on its way, and cannot be taken back.
    if (room.channel === undefined && this.#requested.has(this.#place.fold(room.name))) this.unwanted(room.name);
    if (room.state === 'in' || room.channel !== undefined) {
      this.#place.send({
        command: 'PART',
        params: [room.name, ...(reason === undefined || reason === '' ? [] : [reason])],
      });
    }
    room.part();
    this.forget(room.name);
  }

  /** Joins what is to be joined, as soon as the connection is up. */
  joinSoon(): void {
    if (this.#joinQueued || !this.#place.up) return;
    this.#joinQueued = true;
    // Those of one moment go into one line.
    setImmediate(() => {
      this.#joinQueued = false;
      if (this.#place.up) this.#join();
    });
  }

  #join(): void {
    const due = [...this].filter(({ room }) => room.due && !this.#requested.has(this.#place.fold(room.name)));
    for (const { room } of due) {
      const timer = this.#place.clock.after(JOIN_MS, () => {
        this.joinRefused(
          room.name,
          problemOf('wait', 'remote-server-timeout', 'irc.room.no-answer'),
          this.#place.say({ key: 'irc.room.no-answer' }),
        );
      });
      this.#requested.set(this.#place.fold(room.name), timer);
    }
    const most = this.#place.isupport.targmax.get('JOIN');
    for (const line of joinLines(
      due.map(({ room }) => ({ name: room.name, key: room.key })),
      most,
    )) {
      this.#place.send(line);
    }
  }

  #answeredJoin(name: string): void {
    const key = this.#place.fold(name);
    this.#requested.get(key)?.cancel();
    this.#requested.delete(key);
  }

  /** Rooms of a lost connection that the last client has left meanwhile. */
  #dropLeft(): void {
    if (this.#place.wishes.persistent) return;
    for (const { room } of this) {
      if (room.wanted || !room.returning) continue;
      room.part();
      this.forget(room.name);
    }
  }

  /** Why a room more than so many is too many. Before the first connection nobody knows the limit: see `#trim`. */
  #tooMany(rooms: number): Problem | undefined {
    return tooManyRooms({ maxRooms: this.#parts.most() ?? MOST_ROOMS, name: this.#parts.network }, rooms);
  }

  /** Rooms that were entered before the limit was known, and are too many. */
  #trim(): void {
    let joined = 0;
    for (const { room } of this) {
      const why = this.#tooMany(joined);
      if (why === undefined || !room.turnAway(why)) joined += 1;
      else this.forget(room.name);
    }
  }

  /** Why one more is too many; undefined: it is not, or there is such a room already. */
  tooManyWith(name: string): Problem | undefined {
    return this.#rooms.get(name) === undefined ? this.#tooMany(this.#rooms.size) : undefined;
  }

  /** All members of a channel are known: asks what else there is to know. */
  askAbout({ room }: RoomParts): void {
    const { channel } = room;
    if (channel === undefined) return;
    const { caps, isupport } = this.#place;
    this.#place.send({ command: 'MODE', params: [room.name] });
    if (!isupport.whox || channel.members.size > MOST_WHO) return;
    if (!caps.has('away-notify') && !caps.has('account-notify')) return;
    this.#place.send({ command: 'WHO', params: [room.name, WHOX_FIELDS] });
  }

  /** The connection is up: drops what nobody wants, and what is too much, and joins the others. */
  settled(): void {
    this.#rooms.refold(this.#place.isupport.casemapping);
    this.#dropLeft();
    this.#trim();
    this.#join();
  }

  /** The connection is lost: what it was asked for is not answered any more. */
  unanswered(): void {
    for (const timer of this.#requested.values()) timer.cancel();
    this.#requested.clear();
    this.#unwanted = new Recent(MOST_UNWANTED);
  }

  /** There will be no connection any more. */
  ended(text: string): void {
    for (const { room } of this) room.ended({ how: 'failure', text }, []);
    this.#rooms.clear();
  }

  /** Those who wait to be let in are told why they are not. */
  turnAway(problem: Problem): void {
    for (const { room } of this) if (room.turnAway(problem)) this.forget(room.name);
  }
}
