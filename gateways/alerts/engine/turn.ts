import type { Pursuit } from '../escalation/pursuit.js';
import type { AuditRow, Effect, Telling } from './effect.js';
import type { Facts } from './facts.js';
import type { GroupState, KeptAlert, Sent, Told } from './group-state.js';
import { auditIdOf } from './ids.js';
import type { TellReason, WhyNot } from './reasons.js';

/** Somebody who is to be told, unless there is too much of it. */
export interface Want {
  /** Key of the destination in the notification log. */
  readonly destination: string;
  readonly reason: TellReason;
  /** One for each place at which they are told at once. */
  readonly tellings: readonly Telling[];
  /** It does not go out now, but together with others at this time. */
  readonly collect?: { readonly until: number; readonly view: Telling['view']; readonly template?: string };
  /** The alerts that it tells of; missing: all that fire. */
  readonly news?: readonly KeptAlert[];
  /** What is remembered of the destination when it was told. */
  readonly told: Told;
}

interface Maps {
  alerts: Record<string, KeptAlert>;
  told: Record<string, Told>;
  sent: Record<string, Sent>;
  pursuits: Record<string, Pursuit>;
}

/** Found once for maps of alerts that do not change any more: a group may be told to many. */
const sources = new WeakMap<GroupState['alerts'], string>();

/** What one event does to a group, while that is worked out. Nothing outside changes. */
export class Turn {
  readonly facts: Facts;
  readonly effects: Effect[] = [];
  readonly wants: Want[] = [];
  #state: GroupState;
  readonly #owned: Partial<Maps> = {};
  /** Places that are told already in this turn. */
  readonly #places = new Set<string>();

  constructor(state: GroupState, facts: Facts) {
    this.#state = state;
    this.facts = facts;
  }

  get state(): GroupState {
    return this.#state;
  }

  change(changes: Partial<GroupState>): void {
    this.#state = { ...this.#state, ...changes };
  }

  replace(state: GroupState): void {
    this.#state = state;
  }

  /** A new number for something that happens. */
  next(): number {
    this.change({ seq: this.#state.seq + 1 });
    return this.#state.seq;
  }

  keep(key: string, kept: KeptAlert): void {
    this.#own('alerts')[key] = kept;
  }

  send(uri: string, sent: Sent): void {
    this.#own('sent')[uri] = sent;
  }

  pursue(person: string, pursuit: Pursuit): void {
    this.#own('pursuits')[person] = pursuit;
  }

  remember(destination: string, told: Told): void {
    this.#own('told')[destination] = told;
  }

  /** The map of alerts is this turn's own: it may still change. */
  get ownsAlerts(): boolean {
    return this.#owned.alerts === this.#state.alerts;
  }

  /** A map of the state that is this turn's own, copied when it is first changed: a list has a thousand members. */
  #own<Name extends keyof Maps>(name: Name): Maps[Name] {
    const known = this.#owned[name];
    if (known !== undefined && known === this.#state[name]) return known;
    const own: Maps[Name] = { ...this.#state[name] };
    this.#owned[name] = own;
    this.change({ [name]: own });
    return own;
  }

  /** Adds somebody who is to be told; a place is told once in a turn. */
  want(want: Want): boolean {
    const tellings = want.tellings.filter(({ place }) => !this.#places.has(place.uri));
    if (tellings.length === 0 && want.collect === undefined) return false;
    for (const { place } of tellings) this.#places.add(place.uri);
    this.wants.push({ ...want, tellings });
    return true;
  }

  audit(
    action: AuditRow['action'],
    row: Partial<Omit<AuditRow, 'id' | 'at' | 'action' | 'book' | 'route' | 'group'>> = {},
  ): void {
    const { id, route, incident } = this.#state;
    const of = incident === undefined ? {} : { incident: incident.number };
    const { now, book } = this.facts;
    const { by = '', object = '', reason = '' } = row;
    const source = row.source ?? this.#source();
    const place = [now, this.#state.seq, this.effects.length].map(String);
    const name = auditIdOf(id, ...place, action, by, object, reason);
    const rest = {
      route,
      group: id,
      ...of,
      ...row,
      ...(source !== '' && { source }),
      ...(this.#state.test && { test: true as const }),
      book: book.version,
    };
    this.effects.push({ kind: 'audit', row: { id: name, at: now, action, ...rest } });
  }

  /** The source of all alerts of the group; empty: there are several, or none. */
  #source(): string {
    const { alerts } = this.#state;
    const known = sources.get(alerts);
    if (known !== undefined) return known;
    const names = new Set(Object.values(alerts).map(({ alert }) => alert.origin.source));
    const [name = ''] = names.size === 1 ? names : [];
    if (!this.ownsAlerts) sources.set(alerts, name);
    return name;
  }

  /** Remembers why a destination is not told; the audit has it once. */
  notTold(destination: string, why: WhyNot): void {
    const before = this.#state.told[destination];
    if (before?.why === why || why === 'no-news') return;
    this.audit('not-told', { object: destination, reason: why });
    if (before !== undefined) this.remember(destination, { ...before, why });
  }
}
