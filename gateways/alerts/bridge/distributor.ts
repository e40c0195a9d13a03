import type { Bridge } from '../book/bridge.js';
import { type Carried, Carrier } from './carrier.js';
import { type End, tells } from './ends/end.js';
import { RoomEnd } from './ends/room-end.js';
import type { SentSet } from './loops/sent-set.js';
import { StormBreaker } from './loops/storm-breaker.js';
import type { MessageMap, Unit } from './memory/message-map.js';
import type { BridgePorts } from './ports.js';
import type { BridgeReports } from './reports.js';
import type { Said } from './words/heard.js';

/** Comings and goings, and subjects, of one pair in a minute; what is more is left out without a word. */
const MOST_COMINGS = 20;
const MOST_SUBJECTS = 6;

/** What a distributor works with. */
interface DistributorParts {
  readonly bridge: Bridge;
  readonly ends: readonly End[];
  readonly sent: SentSet;
  readonly map: MessageMap;
  readonly reports: BridgeReports;
  readonly ports: BridgePorts;
}

/**
 * Brings what was heard at one end to the others: finds the message that it is about, and lets it go to each of them once, as long as
 * there is no storm between the two.
 */
export class Distributor {
  readonly #bridge: Bridge;
  readonly #ends: readonly End[];
  readonly #sent: SentSet;
  readonly #map: MessageMap;
  readonly #reports: BridgeReports;
  readonly #ports: BridgePorts;
  readonly #carrier: Carrier;
  readonly #storms = new StormBreaker();

  constructor({ bridge, ends, sent, map, reports, ports }: DistributorParts) {
    this.#bridge = bridge;
    this.#ends = ends;
    this.#sent = sent;
    this.#map = map;
    this.#reports = reports;
    this.#ports = ports;
    this.#carrier = new Carrier(bridge, map, (ref) => ports.text(ref));
  }

  /** The ends to which what is said at one end goes. */
  others(from: End): readonly End[] {
    return this.#ends.filter((end) => tells(end) && (end !== from || end.tellsItself));
  }

  /** Brings what somebody said; `ids`: of the message that says it. A subject goes by `subject`. */
  async carry(carried: Carried, said: Said, ids: readonly string[]): Promise<void> {
    const { edits, retractions, reactions } = this.#bridge;
    switch (said.kind) {
      case 'text': {
        const { replaces } = said;
        const earlier = replaces === undefined ? undefined : await this.#ownUnit(carried, replaces, carried.speaker);
        if (replaces !== undefined && !edits) this.#reports.stopped('switched-off');
        else if (earlier === undefined) await this.#carryText(carried, said, ids);
        else await this.#carryCorrection(carried, said, earlier);
        return;
      }
      case 'retraction':
        if (retractions) await this.#carryRetraction(carried, said);
        else this.#reports.stopped('switched-off');
        return;
      case 'reactions':
        if (reactions) await this.#carryReactions(carried, said);
        else this.#reports.stopped('switched-off');
        return;
      case 'subject':
        return;
    }
  }

  /** Tells that somebody came to a room or left it. */
  async come(carried: Carried, how: 'joined' | 'left'): Promise<void> {
    for (const to of this.others(carried.from)) {
      if (this.#isQuiet(carried.from, to, 'comings', MOST_COMINGS)) await this.#carrier.come(to, carried, how);
    }
  }

  /** Gives the other rooms a subject. */
  async subject(carried: Carried, subject: string): Promise<void> {
    for (const to of this.others(carried.from)) {
      if (!(to instanceof RoomEnd) || to.client.subject === subject) continue;
      if (!this.#isQuiet(carried.from, to, 'subject', MOST_SUBJECTS)) continue;
      to.client.subject = subject;
      await this.#carrier.setSubject(to, carried, subject);
    }
  }

  async #carryText(carried: Carried, said: Extract<Said, { kind: 'text' }>, ids: readonly string[]): Promise<void> {
    const { from, speaker, nick } = carried;
    const named = said.files.map(({ name, url }) => name ?? url).join(' ');
    const text = said.text === '' ? named : said.text;
    const known = await this.#map.find(from.key, ids[0] ?? '');
    const unit = known ?? (await this.#map.begin({ from: from.key, speaker, nick, text }, ids));
    const answered =
      this.#bridge.replies && said.answers !== undefined ? await this.#map.find(from.key, said.answers) : undefined;
    for (const to of this.others(from)) {
      if (unit.sent[to.key] !== undefined || !(await this.#mayGo(carried, to, text))) continue;
      await this.#carrier.say(to, carried, said, unit, answered);
    }
    await this.#map.keep(unit);
  }

  async #carryCorrection(carried: Carried, said: Extract<Said, { kind: 'text' }>, unit: Unit): Promise<void> {
    // What answers it from now on quotes the new text.
    const changed = this.#map.changed(unit, said.text);
    for (const to of this.others(carried.from)) {
      if (await this.#mayGo(carried, to, said.text)) await this.#carrier.correct(to, carried, said, changed);
    }
    await this.#map.keep(changed);
  }

  async #carryRetraction(carried: Carried, said: Extract<Said, { kind: 'retraction' }>): Promise<void> {
    const unit = await this.#ownUnit(carried, said.id, said.moderated ? undefined : carried.speaker);
    if (unit === undefined) {
      this.#reports.stopped('unknown-message');
      return;
    }
    for (const to of this.others(carried.from)) {
      if (unit.sent[to.key] === undefined || !(await this.#mayGo(carried, to, ''))) continue;
      await this.#carrier.retract(to, carried, unit, said.moderated);
    }
  }

  async #carryReactions(carried: Carried, said: Extract<Said, { kind: 'reactions' }>): Promise<void> {
    const { from, speaker } = carried;
    const unit = await this.#map.find(from.key, said.id);
    if (unit === undefined) {
      this.#reports.stopped('unknown-message');
      return;
    }
    this.#map.react(unit, from.key, speaker, said.emojis);
    for (const to of this.others(from)) {
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

  async #mayGo({ from, nick, origin }: Carried, to: End, text: string): Promise<boolean> {
    if (!(await this.#sent.claim(this.#bridge.name, { origin, from: from.key, to: to.key, nick, text }))) {
      this.#reports.stopped('sent');
      return false;
    }
    const key = `${from.key} ${to.key}`;
    const now = this.#ports.clock.monotonic();
    const verdict = this.#storms.pass(key, this.#bridge.storm, now);
    if (verdict === 'tripped') this.#reports.storm(from, to, this.#storms.pausedUntil(key) - now);
    if (verdict === 'go') this.#reports.relayed();
    else this.#reports.stopped('storm');
    return verdict === 'go';
  }

  /** Whether there were few of these between two ends, so that one more may go. */
  #isQuiet(from: End, to: End, what: 'comings' | 'subject', most: number): boolean {
    return this.#storms.pass(`${from.key} ${to.key} ${what}`, most, this.#ports.clock.monotonic()) === 'go';
  }
}
