import type { Element } from '../../../src/xmpp/element.js';
import { readStanzaId } from '../../../src/xmpp/stanza-ids.js';
import { KeyedQueue } from '../../gateway.js';
import type { Bridge } from '../book/bridge.js';
import { letters } from '../engine/ids.js';
import type { Trouble } from '../room/membership.js';
import type { Occupant } from '../room/occupants.js';
import { nextSecond, OVERLAP, type RoomEars } from '../room/room-client.js';
import { type Carried, Carrier } from './carrier.js';
import { type End, hears, tells } from './ends/end.js';
import type { PeopleEnd } from './ends/people-end.js';
import { RoomEnd } from './ends/room-end.js';
import { EchoWindow } from './loops/echo-window.js';
import { labelled } from './loops/label.js';
import { copyId, type Origin } from './loops/origin.js';
import type { SentSet } from './loops/sent-set.js';
import { StormBreaker } from './loops/storm-breaker.js';
import type { Ways } from './loops/ways.js';
import { MessageMap, type Unit } from './memory/message-map.js';
import type { BridgePorts } from './ports.js';
import { isIgnored } from './words/filter.js';
import { type Heard, readHeard, type Said, type Unheard } from './words/heard.js';

/** Why something was not carried to an end. */
type Stopped = Unheard | 'ignored' | 'copy' | 'hops' | 'sent' | 'storm' | 'unknown-message' | 'switched-off';

/** Comings and goings, and subjects, of one pair in a minute; what is more is left out without a word. */
const MOST_COMINGS = 20;
const MOST_SUBJECTS = 6;

/** What seems to be a copy of something that was said at another end waits so long for that, ms: on another network it may be faster. */
const COPY_WAIT = 1500;
/** What is brought later than this says when it was said, ms. */
const LATE = 60_000;
/** It is noted as often that we hear what is said, ms, and known for as long, seconds. */
const NOTE_EVERY = 5000;
const NOTED_FOR = 30 * 24 * 3600;

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
  readonly #carrier: Carrier;
  readonly #echoes = new EchoWindow();
  readonly #storms = new StormBreaker();
  readonly #queue = new KeyedQueue();
  /** Until when it is noted that we have heard what is said in a room, wall time, ms; 0: this process has not noted it. */
  readonly #noted = new Map<string, number>();
  #latest: Promise<void> | undefined;

  constructor(bridge: Bridge, ends: readonly End[], sent: SentSet, ports: BridgePorts, ways: Ways) {
    this.#ways = ways;
    this.bridge = bridge;
    this.#ends = ends;
    this.#ports = ports;
    this.#sent = sent;
    this.#map = new MessageMap(ports.kv, bridge.name);
    this.#carrier = new Carrier(bridge, this.#map, (ref) => ports.text(ref));
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
        this.#latest = this.#do(async () => await this.#reflected(end, id, message));
      },
      came: (occupant, how) => {
        if (this.bridge.joins && hears(end)) {
          this.#latest = this.#do(async () => await this.#came(end, occupant, how));
        }
      },
      moved: () => {
        if (end.form !== 'xmpp' || end.client.phase !== 'in' || this.#noted.has(end.key)) return;
        this.#latest = this.#do(async () => await this.#cameIn(end));
      },
      trouble: (what) => this.#trouble(end, what),
      dropped: (count) => this.#ports.count('bridge_dropped', { bridge: this.bridge.name }, count),
    };
  }

  /** From when on we want to hear what was said in a room, wall time, ms: since a process before this one has, else from now on. */
  async missedFrom(end: RoomEnd): Promise<number> {
    const until = await this.#ports.kv.get<number>(this.#noteKey(end));
    return until === undefined ? nextSecond(this.#ports.clock.now()) : until - OVERLAP;
  }

  async #heardInRoom(end: RoomEnd, occupant: Occupant, heard: Heard | Unheard): Promise<void> {
    await this.#takeInRoom(end, occupant, heard);
    if (end.form !== 'xmpp' || typeof heard === 'string') return;
    const at = heard.missedAt ?? this.#ports.clock.now();
    if (at - (this.#noted.get(end.key) ?? 0) < NOTE_EVERY) return;
    await this.#ports.kv.set(this.#noteKey(end), at, NOTED_FOR);
    this.#noted.set(end.key, at);
  }

  /** We are in a room, maybe for the first time: then nothing before that concerns us. */
  async #cameIn(end: RoomEnd): Promise<void> {
    const now = this.#ports.clock.now();
    await this.#ports.kv.add(this.#noteKey(end), now, NOTED_FOR);
    this.#noted.set(end.key, this.#noted.get(end.key) ?? 0);
  }

  #noteKey({ key }: RoomEnd): string {
    return `bridge/${this.bridge.name}/heard/${letters(24, [key])}`;
  }

  async #takeInRoom(end: RoomEnd, { nick, id, jid }: Occupant, heard: Heard | Unheard): Promise<void> {
    if (typeof heard !== 'string' && heard.said.kind === 'subject') {
      await this.#subject(end, nick, heard, heard.said.subject);
      return;
    }
    if (!hears(end)) return;
    // From the room itself nothing but moderation is of interest, and from nobody else it is any (XEP-0425 5).
    if ((nick === '') !== isModeration(heard)) return;
    if (typeof heard !== 'string' && (await this.#isFormerCopy(end, nick, heard))) return;
    const key = id === undefined ? (jid === undefined ? `nick ${nick}` : bareOf(jid)) : `id ${id}`;
    await this.#heard(end, { key, nick }, heard, end.key);
  }

  async #heard(from: End, speaker: Speaker, heard: Heard | Unheard, account: string): Promise<void> {
    if (typeof heard === 'string') {
      this.#stopped(heard);
      return;
    }
    const { said, ids } = heard;
    const text = said.kind === 'text' ? said.text : '';
    if (isIgnored(this.bridge, speaker.nick, text)) {
      this.#stopped('ignored');
      return;
    }
    if (heard.missedAt !== undefined && (await this.#isTaken(from, heard, account))) return;
    const now = this.#ports.clock.monotonic();
    if (text !== '') {
      if (this.#echoes.isCopy(`${from.key}\n${speaker.key}`, speaker.nick, text, now)) {
        this.#stopped('copy');
        return;
      }
      this.#echoes.note(speaker.nick, text, now);
    }
    const network = from.title.network;
    const found: Origin = heard.origin ?? { network, account, id: ids[0] ?? '', hops: 0 };
    if (found.hops >= this.bridge.hops) {
      this.#stopped('hops');
      return;
    }
    if (heard.origin !== undefined && (await this.#isForeignCopy(heard.origin, from))) {
      this.#stopped('copy');
      return;
    }
    const origin = { ...found, hops: found.hops + 1 };
    const { missedAt } = heard;
    const late = missedAt !== undefined && this.#ports.clock.now() - missedAt > LATE ? { late: missedAt } : {};
    const carried: Carried = { from, nick: speaker.nick, speaker: speaker.key, origin, ...late };
    await this.#carry(carried, said, ids);
  }

  /** Whether something that a room tells again was taken when it was said, by this process or one before it. */
  async #isTaken(from: End, { ids, origin }: Heard, account: string): Promise<boolean> {
    const { network } = from.title;
    const origins = origin === undefined ? ids.map((id) => ({ network, account, id, hops: 0 })) : [origin];
    for (const to of this.#others(from)) {
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

  async #carry(carried: Carried, said: Said, ids: readonly string[]): Promise<void> {
    const { edits, retractions, reactions } = this.bridge;
    switch (said.kind) {
      case 'text': {
        const { replaces } = said;
        const earlier = replaces === undefined ? undefined : await this.#ownUnit(carried, replaces, carried.speaker);
        if (replaces !== undefined && !edits) this.#stopped('switched-off');
        else if (earlier === undefined) await this.#carryText(carried, said, ids);
        else await this.#carryCorrection(carried, said, earlier);
        return;
      }
      case 'retraction':
        if (retractions) await this.#carryRetraction(carried, said);
        else this.#stopped('switched-off');
        return;
      case 'reactions':
        if (reactions) await this.#carryReactions(carried, said);
        else this.#stopped('switched-off');
        return;
      case 'subject':
        return;
    }
  }

  async #carryText(carried: Carried, said: Extract<Said, { kind: 'text' }>, ids: readonly string[]): Promise<void> {
    const { from, speaker, nick } = carried;
    const named = said.files.map(({ name, url }) => name ?? url).join(' ');
    const text = said.text === '' ? named : said.text;
    const known = await this.#map.find(from.key, ids[0] ?? '');
    const unit = known ?? (await this.#map.begin({ from: from.key, speaker, nick, text }, ids));
    const answered =
      this.bridge.replies && said.answers !== undefined ? await this.#map.find(from.key, said.answers) : undefined;
    for (const to of this.#others(from)) {
      if (unit.sent[to.key] !== undefined || !(await this.#mayGo(carried, to, text))) continue;
      await this.#carrier.say(to, carried, said, unit, answered);
    }
    await this.#map.keep(unit);
  }

  async #carryCorrection(carried: Carried, said: Extract<Said, { kind: 'text' }>, unit: Unit): Promise<void> {
    // What answers it from now on quotes the new text.
    const changed = this.#map.changed(unit, said.text);
    for (const to of this.#others(carried.from)) {
      if (await this.#mayGo(carried, to, said.text)) await this.#carrier.correct(to, carried, said, changed);
    }
    await this.#map.keep(changed);
  }

  async #carryRetraction(carried: Carried, said: Extract<Said, { kind: 'retraction' }>): Promise<void> {
    const unit = await this.#ownUnit(carried, said.id, said.moderated ? undefined : carried.speaker);
    if (unit === undefined) {
      this.#stopped('unknown-message');
      return;
    }
    for (const to of this.#others(carried.from)) {
      if (unit.sent[to.key] === undefined || !(await this.#mayGo(carried, to, ''))) continue;
      await this.#carrier.retract(to, carried, unit, said.moderated);
    }
  }

  async #carryReactions(carried: Carried, said: Extract<Said, { kind: 'reactions' }>): Promise<void> {
    const { from, speaker } = carried;
    const unit = await this.#map.find(from.key, said.id);
    if (unit === undefined) {
      this.#stopped('unknown-message');
      return;
    }
    this.#map.react(unit, from.key, speaker, said.emojis);
    for (const to of this.#others(from)) {
      if (to === from || unit.at[to.key] === undefined || !(await this.#mayGo(carried, to, ''))) continue;
      await this.#carrier.react(to, carried, unit, said.emojis);
    }
    await this.#map.keep(unit, from.key);
  }

  /** The message of an id, where it was said at this end, and by this speaker (undefined: whoever it was). */
  async #ownUnit({ from }: Carried, id: string, speaker: string | undefined): Promise<Unit | undefined> {
    const unit = await this.#map.find(from.key, id);
    return unit?.from === from.key && (speaker === undefined || unit.speaker === speaker) ? unit : undefined;
  }

  #others(from: End): readonly End[] {
    return this.#ends.filter((end) => tells(end) && (end !== from || end.tellsItself));
  }

  async #mayGo({ from, nick, origin }: Carried, to: End, text: string): Promise<boolean> {
    if (!(await this.#sent.claim(this.bridge.name, { origin, from: from.key, to: to.key, nick, text }))) {
      this.#stopped('sent');
      return false;
    }
    const { storm, name } = this.bridge;
    const key = `${from.key} ${to.key}`;
    const now = this.#ports.clock.monotonic();
    const verdict = this.#storms.pass(key, storm, now);
    if (verdict === 'tripped') {
      const minutes = Math.ceil((this.#storms.pausedUntil(key) - now) / 60_000);
      const params = { bridge: name, most: storm, from: from.key, to: to.key, minutes };
      this.#tell(`storm ${key}`, { key: 'alerts.bridge.storm', params });
    }
    if (verdict === 'go') this.#ports.count('bridge_relays', { bridge: name });
    else this.#stopped('storm');
    return verdict === 'go';
  }

  async #reflected(end: RoomEnd, id: string, message: Element): Promise<void> {
    const subject = message.getChildText('subject');
    if (subject !== undefined && message.getChild('body') === undefined) end.client.subject = subject;
    await this.#named(end, id, readStanzaId(message, end.client.room));
  }

  /** Whether the room shows what a process before this one has said. */
  async #isFormerCopy(end: RoomEnd, nick: string, { ids, origin }: Heard): Promise<boolean> {
    // What the map does not know yet is known by its id alone.
    const copy = origin === undefined ? undefined : copyId(this.bridge.name, origin, end.key);
    if (copy !== undefined && ids.includes(copy)) {
      await this.#named(end, copy, ids[0]);
      return true;
    }
    if (nick !== end.client.nick) return false;
    for (const id of ids) {
      const unit = await this.#map.find(end.key, id);
      if (unit?.sent[end.key] !== id) continue;
      await this.#named(end, id, ids[0]);
      return true;
    }
    return false;
  }

  /** The room calls a message of ours by another id. */
  async #named(end: RoomEnd, id: string, stanzaId: string | undefined): Promise<void> {
    if (stanzaId === undefined || id === '' || stanzaId === id) return;
    const unit = await this.#map.find(end.key, id);
    if (unit === undefined || unit.at[end.key]?.[0] === stanzaId) return;
    this.#map.learn(unit, end.key, [stanzaId], true);
    await this.#map.keep(unit, end.key);
  }

  async #came(from: RoomEnd, { nick, id }: Occupant, how: 'joined' | 'left'): Promise<void> {
    if (isIgnored(this.bridge, nick, '')) return;
    const origin = { network: from.title.network, account: from.key, id: this.#ports.newId(), hops: 1 };
    const carried: Carried = { from, nick, speaker: id ?? nick, origin };
    for (const to of this.#others(from)) {
      const now = this.#ports.clock.monotonic();
      if (this.#storms.pass(`${from.key} ${to.key} comings`, MOST_COMINGS, now) !== 'go') continue;
      await this.#carrier.come(to, carried, how);
    }
  }

  async #subject(from: RoomEnd, nick: string, heard: Heard, subject: string): Promise<void> {
    const before = from.client.subject;
    from.client.subject = subject;
    // The first one is told to whoever enters.
    if (!this.bridge.subject || before === undefined || before === subject || !hears(from)) return;
    const found = heard.origin ?? {
      network: from.title.network,
      account: from.key,
      id: heard.ids[0] ?? '',
      hops: 0,
    };
    if (found.hops >= this.bridge.hops) return;
    const carried: Carried = { from, nick, speaker: nick, origin: { ...found, hops: found.hops + 1 } };
    for (const to of this.#others(from)) {
      if (!(to instanceof RoomEnd) || to.client.subject === subject) continue;
      const now = this.#ports.clock.monotonic();
      if (this.#storms.pass(`${from.key} ${to.key} subject`, MOST_SUBJECTS, now) !== 'go') continue;
      to.client.subject = subject;
      await this.#carrier.setSubject(to, carried, subject);
    }
  }

  #trouble(end: RoomEnd, what: Trouble | 'no-voice'): void {
    const { name } = this.bridge;
    this.#ports.log.warn({ bridge: name, why: what }, 'a bridge is not in one of its rooms');
    const why = this.#ports.text({ key: `alerts.bridge.why.${what}` });
    this.#tell(`room ${end.key} ${what}`, {
      key: 'alerts.bridge.no-room',
      params: { bridge: name, place: end.key, why },
    });
  }

  #tell(about: string, text: Parameters<BridgePorts['tellAdmins']>[1]): void {
    const { log, clock } = this.#ports;
    // Once a day for the same trouble, also after a restart.
    const day = Math.floor(clock.now() / 86_400_000);
    this.#ports.tellAdmins(`bridge ${this.bridge.name} ${about} ${day}`, text).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'admins could not be told of a bridge');
    });
  }

  #stopped(why: Stopped): void {
    if (why === 'empty' || why === 'history') return;
    this.#ports.count('bridge_stopped', { bridge: this.bridge.name, why });
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
