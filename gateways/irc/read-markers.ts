import { displayed, hint } from '../../src/xmpp/messages.js';
import { groupchatMessage } from '../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../src/xmpp/serialise.js';
import { Recent, type SignalEvent } from '../gateway.js';
import { idIn } from './rooms/occupants.js';
import type { Place } from './rooms/place.js';
import type { Room } from './rooms/room.js';
import { READ_MARKER, type Timeline } from './rooms/timeline.js';
import type { ReadMarkerEvent } from './state/events.js';
import { isTarget } from './wire/serialise.js';

/** Conversations of which it is known how far they are read. */
const REMEMBERED = 1024;
/** Clients tell of each message by itself: so long the newest one is waited for, ms, because lines to a server are scarce. */
const GATHER_MS = 1000;
/** Stanzas of the archive in which the one that was read last is sought. */
const LOOKED_AT = 50;

/** What it needs of the connection. */
type MarkerPlace = Pick<
  Place,
  'archive' | 'caps' | 'clock' | 'fold' | 'log' | 'names' | 'occupantIds' | 'own' | 'send' | 'up' | 'user'
>;

/** The conversations of the session. */
interface MarkedTalks {
  readonly rooms: {
    get(name: string): { readonly room: Pick<Room, 'audience' | 'contact' | 'jid' | 'name' | 'timeline'> } | undefined;
  };
  readonly people: { readonly timeline: Timeline };
}

type MarkedRoom = NonNullable<ReturnType<MarkedTalks['rooms']['get']>>['room'];

/**
 * How far the user has read, between clients of XMPP (XEP-0333) and what else is logged in to the account at the server (IRCv3
 * read-marker). It only ever moves forward.
 */
export class ReadMarkers {
  readonly #place: MarkerPlace;
  readonly #talks: MarkedTalks;
  /** By folded target, ms since the epoch: the latest that the server knows, or is about to be told. */
  readonly #known = new Recent<string, number>(REMEMBERED);
  /** What the server is about to be told of. */
  readonly #due = new Set<string>();

  constructor(place: MarkerPlace, talks: MarkedTalks) {
    this.#place = place;
    this.#talks = talks;
  }

  /** A client shows a message; `name`: of the channel or the nick that it is of. */
  displayed(event: SignalEvent, name: string): void {
    if (event.type !== 'marker' || event.state !== 'displayed' || !this.#place.caps.has(READ_MARKER)) return;
    const { about, room, nick } = event;
    if (room !== true || nick !== undefined) {
      const { timeline } = this.#talks.people;
      const times = (about.networkIds ?? [about.id]).flatMap((id) => timeline.at(id) ?? []);
      if (times.length > 0) this.#read(nick ?? name, Math.max(...times));
      return;
    }
    const found = this.#talks.rooms.get(name)?.room;
    if (found === undefined) return;
    const at = found.timeline.at(about.id);
    if (at !== undefined) this.#read(found.name, at);
    else void this.#readEarlier(found, about.id);
  }

  /**
   * The server tells how far a conversation is read: after a JOIN, as the answer to ours, or because another client has read on.
   * Of private conversations no client is told: a marker could come only from the contact, who has not said so.
   */
  moved({ target, until }: ReadMarkerEvent): void {
    if (until === undefined || !this.#advances(target, until)) return;
    const found = this.#talks.rooms.get(target)?.room;
    if (found === undefined || found.audience.size === 0) return;
    const id = found.timeline.upTo(until);
    if (id !== undefined) this.#show(found, id);
    else void this.#showEarlier(found, until);
  }

  /** Whether it is news that a conversation is read up to a time; it is known then. */
  #advances(target: string, until: number): boolean {
    const key = this.#place.fold(target);
    if (until <= (this.#known.get(key) ?? Number.NEGATIVE_INFINITY)) return false;
    this.#known.set(key, until);
    return true;
  }

  #read(target: string, at: number): void {
    const key = this.#place.fold(target);
    if (!isTarget(target) || !this.#advances(target, at) || this.#due.has(key)) return;
    this.#due.add(key);
    this.#place.clock.after(GATHER_MS, () => {
      this.#due.delete(key);
      const until = this.#known.get(key);
      if (until === undefined || !this.#place.up || !this.#place.caps.has(READ_MARKER)) return;
      const line = { command: 'MARKREAD', params: [target, `timestamp=${new Date(until).toISOString()}`] };
      // What the server has against it is nothing that the user could do anything about.
      this.#place.send(line, { answered: () => undefined });
    });
  }

  /** A message from before this process knew of the room. */
  async #readEarlier(room: MarkedRoom, id: string): Promise<void> {
    const { archive, user, log } = this.#place;
    try {
      const line = await archive.find(room.contact, user, { id });
      if (line !== undefined) this.#read(room.name, line.at);
    } catch (error) {
      log.warn({ error: String(error) }, 'the message that a user has read could not be looked up');
    }
  }

  async #showEarlier(room: MarkedRoom, until: number): Promise<void> {
    const { archive, user, log } = this.#place;
    try {
      const lines = await archive.recent(room.contact, user, { max: LOOKED_AT });
      const line = lines.findLast(({ at }) => at <= until);
      // It may have moved on meanwhile.
      if (line !== undefined && this.#known.get(this.#place.fold(room.name)) === until) this.#show(room, line.id);
    } catch (error) {
      log.warn({ error: String(error) }, 'the message up to which a user has read could not be looked up');
    }
  }

  /** Tells the user's own clients, as if the one that has read it were in the room too. The archive has no use for it. */
  #show(room: MarkedRoom, id: string): void {
    const { names, own } = this.#place;
    const stamps = { room: room.jid, occupantId: idIn(this.#place, room, own.user) };
    const from = names.occupant(room.jid, own.user.nick);
    const message = groupchatMessage({ from }, undefined, stamps, displayed(id), hint('no-store'));
    room.audience.tell(serialise(message));
  }
}
