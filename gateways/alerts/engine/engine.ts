import { type Clock, type GatewayMetrics, type KeyValue, type Later, Recent } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import { groupOf } from '../book/group.js';
import { auditOverdue } from '../escalation/auditor.js';
import { Agenda } from './agenda.js';
import { Batches } from './batches.js';
import { closeIfOver } from './close.js';
import { type CodeMaker, Codes } from './codes.js';
import type { CollectionWait } from './collected-teller.js';
import { Collections } from './collections.js';
import { commit, type Verdict } from './commit.js';
import { decide } from './decide.js';
import type { Effect } from './effect.js';
import type { AnswerEvent, GroupEvent, InclusionEvent, ReportEvent } from './event.js';
import type { Facts } from './facts.js';
import { Gate } from './gate.js';
import { type GroupState, newGroup } from './group-state.js';
import { GroupStore, type StoredGroup } from './group-store.js';
import { auditIdOf, type GroupId, groupIdOf, groupOfMessage } from './ids.js';
import { IncidentShelf } from './incident-shelf.js';
import { Inhibitors } from './inhibitors.js';
import { mark } from './marks.js';
import { perform } from './perform.js';
import type { Ports, Surroundings } from './ports.js';
import { Silences } from './silences.js';
import { opensIncident } from './take-alert.js';
import type { Turn } from './turn.js';
import { warnUnreached } from './unreached.js';
import { Upkeep } from './upkeep.js';
import { nextWake } from './wake.js';

interface EngineOptions {
  /** The lane whose groups it works. No two engines work the same lane at the same time. */
  readonly lane: string;
  readonly kv: KeyValue;
  readonly later: Later;
  readonly clock: Clock;
  /** The rules as they are now. */
  readonly book: () => Book;
  readonly ports: Ports;
  readonly surroundings: Surroundings;
  readonly codes: CodeMaker;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
  /** Keeps a group in this lane, as long as it is kept (`GroupLanes`). */
  readonly keepLane: (group: GroupId) => Promise<void>;
  /** Whether the lane is still held (`HoldContext.mayWrite`): what another engine works nothing is written of. */
  readonly mayWrite: () => boolean;
}

/** A wait of the engine, as `Later` brings it back. */
export type EngineWait = { readonly type: 'group'; readonly group: GroupId } | CollectionWait;

/** Groups that are remembered between events. */
const MOST_GROUPS = 1000;
/** Events of one group that are worked before its state is written. */
const MOST_AT_ONCE = 250;
/** What one event leads to right away is done in so many turns; the rest a moment later. */
const MOST_TURNS = 50;

const NO_VERDICTS: ReadonlyMap<string, Verdict> = new Map();

interface Pending {
  readonly event: GroupEvent;
  readonly fresh?: Pick<GroupState, 'route' | 'labels' | 'test'>;
}

/**
 * Works the groups of one lane: takes events in their order, decides, writes what was decided with all that is to be done, does it, and
 * writes that it is done. A promise resolves when nothing of its event can be lost any more. After a crash what was to be done is done
 * again under the same ids.
 */
export class Engine {
  readonly silences: Silences;
  readonly codes: Codes;
  readonly #options: EngineOptions;
  readonly #upkeep: Upkeep;
  readonly #store: GroupStore;
  readonly #shelf: IncidentShelf;
  readonly #inhibitors: Inhibitors;
  readonly #agenda: Agenda;
  readonly #gate: Gate;
  readonly #collections: Collections;
  readonly #groups = new Recent<GroupId, StoredGroup>(MOST_GROUPS);
  readonly #batches: Batches<GroupId, Pending>;

  constructor(options: EngineOptions) {
    const { kv, clock, lane, ports, codes } = options;
    this.#options = options;
    this.silences = new Silences(kv, clock);
    this.codes = new Codes(kv, clock, codes);
    this.#upkeep = new Upkeep({ clock, codes: this.codes, keepLane: options.keepLane });
    this.#store = new GroupStore(kv);
    this.#shelf = new IncidentShelf(kv, clock);
    this.#inhibitors = new Inhibitors(kv, clock);
    this.#agenda = new Agenda(kv, lane);
    this.#gate = new Gate(kv, clock, ports, options.metrics);
    this.#batches = new Batches(MOST_AT_ONCE, {
      work: (group, batch) => this.#work(group, batch),
      // What is kept counts, not what was thought when it could not be written.
      failed: (group) => void this.#groups.delete(group),
    });
    this.#collections = new Collections({ ...options, agenda: this.#agenda, gate: this.#gate });
  }

  /** Takes what a source says of an alert at a route. */
  alert(routeName: string, alert: Alert): Promise<void> {
    const route = this.#options.book().route(routeName);
    if (route === undefined || !route.enabled) return this.#ignore(routeName, alert);
    const { key, labels } = groupOf(route, alert);
    const { test } = alert;
    return this.#take(
      groupIdOf(key),
      { type: 'alert', alert },
      { route: routeName, labels, ...(test !== undefined && { test }) },
    );
  }

  /** Takes what became of a message. One that is not known (any more) changes nothing. */
  async report(report: Omit<ReportEvent, 'type'>): Promise<void> {
    const group = groupOfMessage(report.id);
    if (group === undefined) return;
    await this.#collections.report(report);
    await this.#take(group, { type: 'report', ...report });
  }

  /** Takes what somebody wants of the open incident of a group. */
  async answer(group: GroupId, answer: Omit<AnswerEvent, 'type'>): Promise<void> {
    await this.#take(group, { type: 'answer', ...answer });
  }

  /** Takes that a place was told of the incident of a group among others. */
  async include(group: GroupId, inclusion: Omit<InclusionEvent, 'type'>): Promise<void> {
    await this.#take(group, { type: 'included', ...inclusion });
  }

  /** The state of a group, for who asks; undefined: nothing is known of it. */
  async state(group: GroupId): Promise<GroupState | undefined> {
    return (this.#groups.get(group) ?? (await this.#store.load(group)))?.state;
  }

  /** A wait has ended. */
  async wait(wait: EngineWait): Promise<void> {
    this.#assertHeld();
    if (wait.type === 'collection') await this.#collections.due(wait);
    else await this.#take(wait.group, { type: 'tick' });
  }

  /** Finds what should have happened and did not, and does it. Gives how many there were; rejects where some could not be done. */
  async audit(): Promise<number> {
    const { clock, metrics, ports, book } = this.#options;
    const { restarted, errors } = await auditOverdue(this.#agenda, clock.now(), (wait) => this.wait(wait));
    for (const key of restarted) {
      metrics.count('overdue');
      const at = clock.now();
      const id = auditIdOf(key, String(at));
      await ports.audit({ id, at, action: 'restarted', route: '', object: key, book: book().version });
    }
    if (restarted.length > 0) {
      await ports.warn(`lost ${this.#options.lane} ${clock.now()}`, { kind: 'lost', count: restarted.length });
    }
    if (errors.length > 0) throw errors[0];
    return restarted.length;
  }

  #take(group: GroupId, event: GroupEvent, fresh?: Pending['fresh']): Promise<void> {
    return this.#batches.add(group, fresh === undefined ? { event } : { event, fresh });
  }

  async #ignore(route: string, { fingerprint: object, startsAt, status, test }: Alert): Promise<void> {
    const { book, ports, clock } = this.#options;
    const id = auditIdOf(route, object, String(startsAt), status);
    const row = { id, at: clock.now(), action: 'alert-ignored' as const, route, object };
    await ports.audit({ ...row, reason: 'no-route', ...(test && { test: true }), book: book().version });
  }

  async #work(id: GroupId, batch: readonly Pending[]): Promise<void> {
    // Side by side: whoever is told at once waits for each trip to the store.
    const [known] = await Promise.all([
      this.#groups.get(id) ?? this.#store.load(id),
      this.silences.refresh(),
      this.#inhibitors.refresh(this.#options.book().inhibitions),
    ]);
    const fresh = batch.find((one) => one.fresh !== undefined)?.fresh;
    if (known === undefined && fresh === undefined) {
      await this.#agenda.remove(waitKey(id));
      return;
    }
    if (known !== undefined && known.todo.length > 0) await this.#perform(id, known.todo);
    const before = known?.state;
    const effects: Effect[] = [];
    let state = before ?? newGroup(id, fresh?.route ?? '', fresh?.labels ?? {}, fresh?.test);
    for (const { event } of batch) {
      const decided = this.#decide(state, event, effects);
      state = decided instanceof Promise ? await decided : decided;
    }
    for (let turn = 0; turn < MOST_TURNS && this.#isDue(state); turn++) {
      state = await this.#decide(state, { type: 'tick' }, effects);
    }
    const woken = batch.some(({ event }) => event.type === 'tick');
    state = this.#arrange(state, woken, effects);
    if (state === before && effects.length === 0) {
      if (known !== undefined && known.todo.length > 0) await this.#finish(id, known.state);
      return;
    }
    if (effects.every(({ kind }) => kind === 'audit')) {
      await this.#keepAudited(before, state, effects);
      return;
    }
    this.#assertHeld();
    await this.#store.save(before, state, effects);
    this.#remember({ state, todo: effects });
    await this.#perform(id, effects);
    await this.#finish(id, state);
    await this.#upkeep.of(state);
  }

  /** Whoever holds the lane next has begun with what was kept. */
  #assertHeld(): void {
    if (!this.#options.mayWrite()) throw new Error('the lane is not held any more');
  }

  /**
   * Most of what comes in a storm changes what is known and tells nobody. Its rows are written first: where the state is not, the event comes
   * again, and so nothing is left to do that would have to be kept.
   */
  async #keepAudited(before: GroupState | undefined, state: GroupState, rows: readonly Effect[]): Promise<void> {
    await this.#perform(state.id, rows);
    this.#assertHeld();
    await this.#store.save(before, state, []);
    this.#remember({ state, todo: [] });
  }

  async #finish(id: GroupId, state: GroupState): Promise<void> {
    this.#assertHeld();
    await this.#store.done(id);
    this.#remember({ state, todo: [] });
  }

  /** What is over is left to the store, which forgets it in time. */
  #remember(group: StoredGroup): void {
    if (group.state.incident === undefined && group.todo.length === 0) this.#groups.delete(group.state.id);
    else this.#groups.set(group.state.id, group);
  }

  /** Most of what comes in a storm is an alert more in an incident, which tells nobody yet: that is decided at once. */
  #decide(state: GroupState, event: GroupEvent, effects: Effect[]): GroupState | Promise<GroupState> {
    const opens = event.type === 'alert' && opensIncident(state, event.alert);
    const tells = opens || event.type !== 'alert' || this.#isDue(state);
    return tells ? this.#decideAsking(state, event, effects, opens) : this.#turn(state, event, effects, '');
  }

  async #decideAsking(state: GroupState, event: GroupEvent, effects: Effect[], opens: boolean): Promise<GroupState> {
    const [code] = await Promise.all([
      opens ? this.codes.claim(state.id, state.incidents + 1) : '',
      this.#options.surroundings.fresh(),
    ]);
    return await this.#turn(state, event, effects, code);
  }

  #turn(state: GroupState, event: GroupEvent, effects: Effect[], code: string): GroupState | Promise<GroupState> {
    const facts = this.#facts(code);
    const turn = decide(state, event, facts);
    const tellings = turn.wants.flatMap((want) => want.tellings);
    if (tellings.length === 0) return this.#end(turn, NO_VERDICTS, effects);
    return this.#gate.ask(tellings, facts.book).then((verdicts) => this.#end(turn, verdicts, effects));
  }

  #end(turn: Turn, verdicts: ReadonlyMap<string, Verdict>, effects: Effect[]): GroupState {
    commit(turn, verdicts);
    closeIfOver(turn);
    warnUnreached(turn);
    mark(turn);
    effects.push(...turn.effects);
    return turn.state;
  }

  #facts(code: string): Facts {
    const { surroundings } = this.#options;
    const [now, book] = [this.#options.clock.now(), this.#options.book()];
    return {
      now,
      book,
      code,
      onCall: (rotation, at) => surroundings.onCall(rotation, at),
      presence: (place) => surroundings.presence(place),
      silencedUntil: (alert) => this.silences.silencedUntil(alert),
      inhibitedBy: (alert) => this.#inhibitors.inhibitedBy(book.inhibitions, alert),
    };
  }

  #isDue(state: GroupState): boolean {
    const now = this.#options.clock.now();
    return (nextWake(state, { now, book: this.#options.book() }) ?? Number.POSITIVE_INFINITY) <= now;
  }

  /** Arranges when the group is looked at again, where that has changed; a wait that has just ended is not there any more. */
  #arrange(state: GroupState, woken: boolean, effects: Effect[]): GroupState {
    const at = nextWake(state, { now: this.#options.clock.now(), book: this.#options.book() });
    const { wakeAt, ...rest } = state;
    if (at === wakeAt && !woken) return state;
    // Woken for nothing, it also forgets what else may be noted of such a wait.
    if (at === undefined && wakeAt === undefined && !woken) return state;
    effects.push({ kind: 'wake', ...(at !== undefined && { at }) });
    return at === undefined ? rest : { ...rest, wakeAt: at };
  }

  async #perform(group: GroupId, effects: readonly Effect[]): Promise<void> {
    const { later, clock, ports } = this.#options;
    this.#assertHeld();
    await perform(effects, {
      ports,
      collect: (collected) => this.#collections.add(collected),
      open: ({ code, places, at }) => this.codes.open(group, code, places, at),
      close: async ({ code, places, record }) => {
        await Promise.all([this.codes.close(group, code, places), this.#shelf.close(record)]);
      },
      opened: ({ number, at }) => this.#shelf.open({ group, number, opened: at }),
      inhibit: ({ before, after }) => this.#inhibitors.publish(group, before, after),
      wake: async (at) => {
        const key = waitKey(group);
        if (at === undefined) {
          await later.cancel(key);
          await this.#agenda.remove(key);
          return;
        }
        const wait: EngineWait = { type: 'group', group };
        await this.#agenda.put(key, at, wait);
        await later.schedule(key, Math.max(0, at - clock.now()), wait);
      },
    });
  }
}

function waitKey(group: GroupId): string {
  return `group:${group}`;
}
