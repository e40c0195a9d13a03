import type { Element } from '../../../src/xmpp/element.js';
import { KeyedQueue } from '../../gateway.js';
import type { Bridge } from '../book/bridge.js';
import type { Occupant } from '../room/occupants.js';
import type { RoomEars } from '../room/room-client.js';
import type { Carried } from './carrier.js';
import { Distributor } from './distributor.js';
import { type End, hears } from './ends/end.js';
import type { PeopleEnd } from './ends/people-end.js';
import { RoomEnd } from './ends/room-end.js';
import { HeardNotes } from './heard-notes.js';
import { EchoWindow } from './loops/echo-window.js';
import { labelled } from './loops/label.js';
import type { Origin } from './loops/origin.js';
import type { SentSet } from './loops/sent-set.js';
import type { Ways } from './loops/ways.js';
import { MessageMap } from './memory/message-map.js';
import { OwnCopies } from './own-copies.js';
import type { BridgePorts } from './ports.js';
import { BridgeReports } from './reports.js';
import { isIgnored } from './words/filter.js';
import { type Heard, readHeard, type Unheard } from './words/heard.js';

/** What seems to be a copy of something that was said at another end waits so long for that, ms: on another network it may be faster. */
const COPY_WAIT = 1500;
/** What is brought later than this says when it was said, ms. */
const LATE = 60_000;

interface Speaker {
  readonly key: string;
  readonly nick: string;
}

/** One bridge at work: whatever is said at an end goes to the others, once, and never round in a circle. */
export class Relay {
  readonly bridge: Bridge;
  readonly #ends: readonly End[];
  readonly #ports: BridgePorts;
  readonly #sent: SentSet;
  /** Of all bridges of the installation. */
  readonly #ways: Ways;
  readonly #map: MessageMap;
  readonly #reports: BridgeReports;
  readonly #distributor: Distributor;
  readonly #copies: OwnCopies;
  readonly #notes: HeardNotes;
  readonly #echoes = new EchoWindow();
  readonly #queue = new KeyedQueue();
  #latest: Promise<void> | undefined;

  constructor(bridge: Bridge, ends: readonly End[], sent: SentSet, ports: BridgePorts, ways: Ways) {
    this.#ways = ways;
    this.bridge = bridge;
    this.#ends = ends;
    this.#ports = ports;
    this.#sent = sent;
    const map = new MessageMap(ports.kv, bridge.name);
    const reports = new BridgeReports(bridge, ports);
    this.#map = map;
    this.#reports = reports;
    this.#distributor = new Distributor({ bridge, ends, sent, map, reports, ports });
    this.#copies = new OwnCopies(bridge, map);
    this.#notes = new HeardNotes(bridge, ports);
  }

  /** Takes a stanza of a room. Resolves when all that follows from it is done; rejects where it has to be brought again. */
  async hearRoom(end: RoomEnd, stanza: Element): Promise<void> {
    this.#latest = undefined;
    end.client.take(stanza);
    await this.#latest;
  }

  /** Takes what somebody of a list has written to the bridge. As `hearRoom`. */
  async hearPerson(end: PeopleEnd, who: Speaker, place: string, message: Element): Promise<void> {
    if (!hears(end)) return;
    const heard = readHeard(message, { by: '', irc: false, missedSince: 0 });
    if (isModeration(heard)) return;
    await this.#do(async () => await this.#heard(end, who, heard, place));
  }

  /** What a room is listened to with. */
  earsOf(end: RoomEnd): RoomEars {
    return {
      said: (message, speaker) => {
        const { room: by, missedSince } = end.client;
        const heard = readHeard(message, { by, irc: end.form === 'lines', missedSince });
        const wait = this.#seemsCopied(end, heard) ? this.#pause(COPY_WAIT) : undefined;
        this.#latest = Promise.resolve(wait).then(() =>
          this.#do(async () => await this.#heardInRoom(end, speaker, heard)),
        );
      },
      reflected: (id, message) => {
        this.#latest = this.#do(async () => await this.#copies.reflected(end, id, message));
      },
      came: (occupant, how) => {
        if (this.bridge.joins && hears(end)) {
          this.#latest = this.#do(async () => await this.#came(end, occupant, how));
        }
      },
      moved: () => {
        if (end.form !== 'xmpp' || end.client.phase !== 'in' || this.#notes.has(end)) return;
        this.#latest = this.#do(async () => await this.#notes.cameIn(end));
      },
      trouble: (what) => this.#reports.trouble(end, what),
      dropped: (count) => this.#reports.dropped(count),
    };
  }

  /** See `HeardNotes.missedFrom`. */
  async missedFrom(end: RoomEnd): Promise<number> {
    return await this.#notes.missedFrom(end);
  }

  async #heardInRoom(end: RoomEnd, occupant: Occupant, heard: Heard | Unheard): Promise<void> {
    await this.#takeInRoom(end, occupant, heard);
    if (end.form === 'xmpp' && typeof heard !== 'string') await this.#notes.heard(end, heard);
  }

  async #takeInRoom(end: RoomEnd, { nick, id, jid }: Occupant, heard: Heard | Unheard): Promise<void> {
    if (typeof heard !== 'string' && heard.said.kind === 'subject') {
      await this.#subject(end, nick, heard, heard.said.subject);
      return;
    }
    if (!hears(end)) return;
    // From the room itself nothing but moderation is of interest, and from nobody else it is any (XEP-0425 5).
    if ((nick === '') !== isModeration(heard)) return;
    if (typeof heard !== 'string' && (await this.#copies.isFormer(end, nick, heard))) return;
    const key = id === undefined ? (jid === undefined ? `nick ${nick}` : bareOf(jid)) : `id ${id}`;
    await this.#heard(end, { key, nick }, heard, end.key);
  }

  async #heard(from: End, speaker: Speaker, heard: Heard | Unheard, account: string): Promise<void> {
    if (typeof heard === 'string') {
      this.#reports.stopped(heard);
      return;
    }
    const { said, ids } = heard;
    const text = said.kind === 'text' ? said.text : '';
    if (isIgnored(this.bridge, speaker.nick, text)) {
      this.#reports.stopped('ignored');
      return;
    }
    if (heard.missedAt !== undefined && (await this.#isTaken(from, heard, account))) return;
    const now = this.#ports.clock.monotonic();
    if (text !== '') {
      if (this.#echoes.isCopy(`${from.key}\n${speaker.key}`, speaker.nick, text, now)) {
        this.#reports.stopped('copy');
        return;
      }
      this.#echoes.note(speaker.nick, text, now);
    }
    const origin = this.#nextHop(from, heard, account);
    if (origin === undefined) {
      this.#reports.stopped('hops');
      return;
    }
    if (heard.origin !== undefined && (await this.#isForeignCopy(heard.origin, from))) {
      this.#reports.stopped('copy');
      return;
    }
    const { missedAt } = heard;
    const late = missedAt !== undefined && this.#ports.clock.now() - missedAt > LATE ? { late: missedAt } : {};
    const carried: Carried = { from, nick: speaker.nick, speaker: speaker.key, origin, ...late };
    await this.#distributor.carry(carried, said, ids);
  }

  /** Where something was said first, with the hop that we add; undefined: it has gone through as many bridges as it may. */
  #nextHop(from: End, { origin, ids }: Heard, account: string): Origin | undefined {
    const found: Origin = origin ?? { network: from.title.network, account, id: ids[0] ?? '', hops: 0 };
    return found.hops >= this.bridge.hops ? undefined : { ...found, hops: found.hops + 1 };
  }

  /** Whether something that a room tells again was taken when it was said, by this process or one before it. */
  async #isTaken(from: End, { ids, origin }: Heard, account: string): Promise<boolean> {
    const { network } = from.title;
    const origins = origin === undefined ? ids.map((id) => ({ network, account, id, hops: 0 })) : [origin];
    for (const to of this.#distributor.others(from)) {
      for (const one of origins) if (await this.#sent.has(one, to.key)) return true;
    }
    for (const id of ids) if ((await this.#map.find(from.key, id)) !== undefined) return true;
    return false;
  }

  /** Whether another installation has brought what our own bridges bring to the same place: then those carry it further. */
  async #isForeignCopy(origin: Origin, { key }: End): Promise<boolean> {
    return this.#ways.lead(origin.account, key) && !(await this.#sent.has(origin, key));
  }

  /** Whether a text without a mark names somebody as its speaker who is at another end. */
  #seemsCopied(from: End, heard: Heard | Unheard): boolean {
    if (typeof heard === 'string' || heard.said.kind !== 'text' || heard.origin !== undefined) return false;
    const name = labelled(heard.said.text);
    if (name === undefined) return false;
    return this.#ends.some(
      (end) => end !== from && end instanceof RoomEnd && end.client.occupants.get(name) !== undefined,
    );
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.#ports.clock.after(ms, resolve));
  }

  async #came(from: RoomEnd, { nick, id }: Occupant, how: 'joined' | 'left'): Promise<void> {
    if (isIgnored(this.bridge, nick, '')) return;
    const origin = { network: from.title.network, account: from.key, id: this.#ports.newId(), hops: 1 };
    await this.#distributor.come({ from, nick, speaker: id ?? nick, origin }, how);
  }

  async #subject(from: RoomEnd, nick: string, heard: Heard, subject: string): Promise<void> {
    const before = from.client.subject;
    from.client.subject = subject;
    // The first one is told to whoever enters.
    if (!this.bridge.subject || before === undefined || before === subject || !hears(from)) return;
    const origin = this.#nextHop(from, heard, from.key);
    if (origin !== undefined) await this.#distributor.subject({ from, nick, speaker: nick, origin }, subject);
  }

  /** One thing after the other; resolves or rejects as `task` does. */
  #do(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.run('', async () => await task().then(resolve, reject));
    });
  }
}

function isModeration(heard: Heard | Unheard): boolean {
  return typeof heard !== 'string' && heard.said.kind === 'retraction' && heard.said.moderated;
}

function bareOf(jid: string): string {
  return jid.replace(/\/.*$/s, '');
}
