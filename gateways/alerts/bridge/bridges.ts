import type { Element } from '../../../src/xmpp/element.js';
import { errorReply } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { AgentEvent } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Bridge, BridgeEnd } from '../book/bridge.js';
import { isNamed } from '../book/place.js';
import { jidOfPlace, placeOfJid } from '../book/place-jid.js';
import type { Phase } from '../room/membership.js';
import { RoomClient, type RoomEars } from '../room/room-client.js';
import type { End } from './ends/end.js';
import { PeopleEnd } from './ends/people-end.js';
import { RoomEnd } from './ends/room-end.js';
import { SentSet } from './loops/sent-set.js';
import { Ways } from './loops/ways.js';
import type { BridgePorts } from './ports.js';
import { Relay } from './relay.js';

interface BridgeSettings {
  /** Full JID of a bridge: it enters rooms as this one, and its people write to the bare one. Another one for each bridge. */
  jidOf(bridge: Bridge): string;
  /** Nick in rooms where the book names none. */
  readonly nick: string;
}

/** A bridge with what it is put together of. */
interface Running {
  readonly relay: Relay;
  /** Full JID. */
  readonly me: string;
  readonly bare: string;
  /** By bare JID of the room. */
  readonly rooms: ReadonlyMap<string, RoomEnd>;
  readonly people: readonly PeopleEnd[];
}

/** A bridge that is not registered yet, or cannot ask the store, looks again after so many ms. */
const ENTER_AGAIN_MS = 5000;

const NOBODY: RoomEars = {
  said: () => undefined,
  reflected: () => undefined,
  came: () => undefined,
  trouble: () => undefined,
  dropped: () => undefined,
};

/** The bridges that one lane's holder runs. */
export class Bridges {
  readonly #ports: BridgePorts;
  readonly #settings: BridgeSettings;
  readonly #sent: SentSet;
  #running: readonly Running[] = [];
  /** Rooms that we are in or want to be in; they stay when the book is written anew. */
  #clients = new Map<string, RoomClient>();

  constructor(ports: BridgePorts, settings: BridgeSettings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#sent = new SentSet(ports.kv);
  }

  /** Runs the bridges of a book, in the place of those before: enters new rooms and leaves those that are no more. */
  open(book: Book, isMine: (bridge: Bridge) => boolean = () => true): void {
    const before = this.#clients;
    this.#clients = new Map();
    const ways = new Ways(book.bridges);
    this.#running = book.bridges
      .filter((bridge) => bridge.enabled && isMine(bridge))
      .flatMap((bridge) => {
        return this.#start(bridge, book, before, ways) ?? [];
      });
    for (const [key, client] of before) if (!this.#clients.has(key)) void client.leave();
  }

  /** Whether this address (unescaped bare JID) is one of a bridge's that runs here. */
  has(bare: string): boolean {
    return this.#running.some((running) => running.bare === bare);
  }

  /**
   * Takes what was sent to an address of a bridge. Resolves with whether it was for one; rejects where it has to be brought again, which
   * does no harm.
   */
  async hear(event: Pick<AgentEvent, 'from' | 'to' | 'stanza'>): Promise<boolean> {
    const [from, to] = [parseJid(event.from), parseJid(event.to)];
    const ours = this.#running.filter(({ bare }) => bare === to?.bare);
    const stanza = parseStanza(event.stanza);
    if (from === undefined || to === undefined || ours.length === 0) return false;
    if (stanza === undefined) return true;
    const inRooms = ours.filter(({ rooms }) => rooms.has(from.bare));
    for (const { relay, me, rooms } of inRooms) {
      const end = rooms.get(from.bare);
      if (end !== undefined && me === to.full) await relay.hearRoom(end, stanza);
    }
    if (inRooms.length === 0 && stanza.name === 'message') await this.#hearPerson(ours, from.bare, stanza);
    return true;
  }

  /** Where we stand with each room, for those who run the gateway. */
  get rooms(): readonly { readonly room: string; readonly nick: string; readonly phase: Phase }[] {
    return [...this.#clients.values()].map(({ room, nick, phase }) => ({ room, nick, phase }));
  }

  /** The connection to the XMPP server is there again: asks all rooms whether we are still in. Channels are not reached by it. */
  check(): void {
    for (const { rooms } of this.#running) {
      for (const { client, form } of rooms.values()) if (form === 'xmpp') client.check();
    }
  }

  /** Ends without leaving the rooms: whoever holds the lane next goes on in them. */
  async close(): Promise<void> {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    this.#running = [];
  }

  #start(bridge: Bridge, book: Book, before: ReadonlyMap<string, RoomClient>, ways: Ways): Running | undefined {
    const jid = parseJid(this.#settings.jidOf(bridge));
    if (jid === undefined) return undefined;
    const rooms = new Map<string, RoomEnd>();
    const people: PeopleEnd[] = [];
    for (const settings of bridge.ends) {
      const room = this.#roomEnd(settings, jid.full, before);
      if (room !== undefined) rooms.set(room.client.room, room);
      else if (isForPeople(settings)) people.push(new PeopleEnd(settings, book, jid.full, this.#ports));
      else this.#ports.log.warn({ bridge: bridge.name }, 'an end of a bridge is no room and nobody: it is left out');
    }
    const ends: readonly End[] = [...rooms.values(), ...people];
    const relay = new Relay(bridge, ends, this.#sent, this.#ports, ways);
    for (const end of rooms.values()) {
      end.client.listen(relay.earsOf(end));
      void this.#enter(bridge, relay, end);
    }
    return { relay, me: jid.full, bare: jid.bare, rooms, people };
  }

  /** Enters a room, and asks for what was said there since the bridge was heard of last; or a channel, of which nothing is kept. */
  async #enter(bridge: Bridge, relay: Relay, end: RoomEnd): Promise<void> {
    const { client, form } = end;
    try {
      if (form === 'lines') await this.#registered(bridge);
      client.open(form === 'xmpp' ? await relay.missedFrom(end) : undefined);
    } catch {
      if (![...this.#clients.values()].includes(client)) return;
      this.#ports.clock.after(ENTER_AGAIN_MS, () => void this.#enter(bridge, relay, end));
    }
  }

  /** Resolves when the gateway of channels knows the bridge, or never will; rejects where it may yet. */
  async #registered(bridge: Bridge): Promise<void> {
    const { registered, log } = this.#ports;
    const why = await registered(bridge, 'irc');
    if (why !== undefined) log.warn({ bridge: bridge.name, why }, 'a bridge is no user of the IRC gateway');
  }

  #roomEnd(settings: BridgeEnd, me: string, before: ReadonlyMap<string, RoomClient>): RoomEnd | undefined {
    const { target } = settings;
    if (isNamed(target) || (target.kind !== 'room' && target.kind !== 'channel')) return undefined;
    const room = jidOfPlace(target, this.#ports.domains);
    if (room === undefined) return undefined;
    const nick = settings.nick ?? this.#settings.nick;
    const key = `${me} ${room} ${nick}`;
    const client = before.get(key) ?? this.#clients.get(key) ?? this.#newClient(me, room, nick);
    this.#clients.set(key, client);
    return new RoomEnd(settings, target, me, client);
  }

  #newClient(me: string, room: string, nick: string): RoomClient {
    const { post, clock, log } = this.#ports;
    const ways = {
      post: async (stanza: string, id: string): Promise<void> => {
        await post({ id, from: me, to: room, stanza }).catch((error: unknown) => {
          log.warn({ error: String(error) }, 'a stanza of a bridge to a room was lost');
        });
      },
      newId: () => this.#ports.newId(),
      random: () => this.#ports.random(),
      clock,
    };
    return new RoomClient({ me, room }, nick, ways, NOBODY);
  }

  async #hearPerson(ours: readonly Running[], jid: string, message: Element): Promise<void> {
    if (message.attrs.type === 'error' || message.attrs.type === 'groupchat') return;
    let known = false;
    for (const { relay, people } of ours) {
      for (const end of people) {
        const who = end.speaker(jid);
        if (who === undefined) continue;
        known = true;
        const place = placeOfJid(jid, this.#ports.domains)?.uri ?? `xmpp:${jid}`;
        await relay.hearPerson(end, { key: who.key, nick: who.title }, place, message);
      }
    }
    if (!known && message.getChild('body') !== undefined) await this.#refuse(message);
  }

  async #refuse(message: Element): Promise<void> {
    const text = this.#ports.text({ key: 'alerts.bridge.not-a-member' });
    const answer = errorReply(message, { condition: 'forbidden', text });
    const { from, to } = answer?.attrs ?? {};
    if (answer === undefined || from === undefined || to === undefined) return;
    await this.#ports.post({ id: this.#ports.newId(), from, to, stanza: serialise(answer) });
  }
}

function isForPeople({ target }: BridgeEnd): boolean {
  if (isNamed(target)) return target.kind !== 'route';
  return target.kind === 'chat' || target.kind === 'phone' || target.kind === 'mail' || target.kind === 'nick';
}
