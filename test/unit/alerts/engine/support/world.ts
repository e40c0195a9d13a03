import type { Alert } from '../../../../../gateways/alerts/alert.js';
import type { Book } from '../../../../../gateways/alerts/book/book.js';
import { groupOf } from '../../../../../gateways/alerts/book/group.js';
import { readBook } from '../../../../../gateways/alerts/book/read-book.js';
import type { AuditRow, Backward, Forward, Telling } from '../../../../../gateways/alerts/engine/effect.js';
import { Engine } from '../../../../../gateways/alerts/engine/engine.js';
import { type GroupId, groupIdOf, letters } from '../../../../../gateways/alerts/engine/ids.js';
import type { Warning } from '../../../../../gateways/alerts/engine/ports.js';
import { isWait } from '../../../../../gateways/alerts/escalation/auditor.js';
import type { Presence } from '../../../../../gateways/alerts/people/ways-to-reach.js';
import { ManualClock } from '../../../xmpp/manual-clock.js';
import { MemoryKv } from './memory-kv.js';
import { MemoryLater } from './memory-later.js';

export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Reads a book; a test with a wrong one fails. */
export function bookOf(text: string): Book {
  const result = readBook([{ file: 'routes.yaml', text, folder: '/' }], { now: 0 });
  if (!result.ok) throw new Error(result.findings.map(({ message, path }) => `${path}: ${message}`).join('\n'));
  return result.book;
}

/** An alert of Alertmanager's kind. */
export function alertOf(name: string, changes: Partial<Alert> = {}): Alert {
  return {
    fingerprint: name,
    status: 'firing',
    severity: 'error',
    title: name,
    labels: { alertname: name },
    annotations: {},
    links: [],
    startsAt: 1_700_000_000_000,
    origin: { source: 'am', network: 'http', hops: 0 },
    ...changes,
  };
}

/** The world around engines: one store, what went out, and a clock that stands still until it is moved. */
export class World {
  readonly clock = new ManualClock();
  readonly kv = new MemoryKv(this.clock);
  readonly later = new Map<string, MemoryLater>();
  readonly engines = new Map<string, Engine>();
  readonly told: Telling[] = [];
  readonly audit: AuditRow[] = [];
  readonly back: Backward[] = [];
  readonly forwards: Forward[] = [];
  readonly warnings: Warning[] = [];
  readonly presence = new Map<string, Presence>();
  readonly onCall = new Map<string, readonly string[]>();
  readonly counts = new Map<string, number>();
  /** The lane that works a group, and what groups are to be told there. */
  readonly #homes = new Map<string, string>();
  readonly #inclusions: { readonly group: string; readonly inclusion: Parameters<Engine['include']>[1] }[] = [];
  book: Book;
  segments = 1;
  /** Called before it is decided by presence; a test shows somebody there. */
  freshen: () => void = () => undefined;
  /** Called before each thing that goes out; a test lets some fail. */
  before: (what: string) => void = () => undefined;
  /** Called when it has gone out, and nobody knows yet. */
  after: (what: string) => void = () => undefined;
  /** Lanes that their engine does not hold any more. */
  readonly lost = new Set<string>();
  readonly keptLanes: string[] = [];
  /** Does what a lane hands over again until it is done. */
  surely: (happen: () => Promise<unknown>) => Promise<void> = async (happen) => void (await happen());

  constructor(book: string) {
    this.book = bookOf(book);
  }

  /** The engine of a lane, made anew where there is none. */
  engine(lane = 'alerts.0'): Engine {
    const known = this.engines.get(lane);
    if (known !== undefined) return known;
    const later = this.later.get(lane) ?? new MemoryLater(this.clock);
    this.later.set(lane, later);
    later.before = () => this.before('later');
    const engine = new Engine({
      lane,
      kv: this.kv,
      later,
      clock: this.clock,
      book: () => this.book,
      ports: {
        tell: async (telling) => {
          this.before('tell');
          this.told.push(telling);
          this.after('tell');
        },
        audit: (row) => {
          this.audit.push(row);
          if (row.group !== undefined) this.#homes.set(row.group, lane);
        },
        back: async (backward) => {
          this.before('back');
          this.back.push(backward);
          this.after('back');
        },
        forward: async (forward) => {
          this.before('forward');
          this.forwards.push(forward);
        },
        include: async (group, inclusion) => {
          this.before('include');
          this.#inclusions.push({ group, inclusion });
        },
        segments: () => this.segments,
        warn: async (_, warning) => {
          this.warnings.push(warning);
        },
      },
      surroundings: {
        onCall: (rotation) => this.onCall.get(rotation) ?? [],
        presence: ({ uri }) => this.presence.get(uri) ?? 'unknown',
        fresh: async () => this.freshen(),
      },
      codes: (seed, attempt) => letters(4, [seed, String(attempt)]),
      keepLane: async (group) => void this.keptLanes.push(group),
      mayWrite: () => !this.lost.has(lane),
      metrics: { count: (name, _, by = 1) => void this.counts.set(name, (this.counts.get(name) ?? 0) + by) },
    });
    this.engines.set(lane, engine);
    return engine;
  }

  /** What stands in memory is gone; what was kept is not. */
  crash(): void {
    this.engines.clear();
  }

  /** Moves time on; waits that fall due are served in their order. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    for (;;) {
      const due = [...this.later].flatMap(([lane, later]) => {
        const next = later.next(end);
        return next === undefined ? [] : [{ lane, later, ...next }];
      });
      const [first] = due.sort((a, b) => a.at - b.at);
      if (first === undefined) break;
      this.clock.advance(Math.max(0, first.at - this.clock.now()));
      await this.serve(first.lane, first.key, first.payload);
    }
    this.clock.advance(end - this.clock.now());
  }

  /** Serves a wait, and forgets it afterwards unless it was arranged anew, as a lane does. */
  async serve(lane: string, key: string, payload: unknown): Promise<void> {
    const later = this.later.get(lane);
    const before = later?.waits.get(key);
    if (!isWait(payload)) throw new Error('no wait of the engine');
    await this.surely(() => this.engine(lane).wait(payload));
    for (const { group, inclusion } of this.#inclusions.splice(0)) {
      await this.surely(() => this.engine(this.#homes.get(group)).include(group, inclusion));
    }
    if (later?.waits.get(key) === before) later?.waits.delete(key);
  }

  /** What went to places, each message once: `uri reason`. */
  get messages(): readonly string[] {
    const once = new Map(this.told.map((telling) => [`${telling.id} ${telling.place.uri}`, telling]));
    return [...once.values()].map(({ place, reason }) => `${place.uri} ${reason}`);
  }

  /** The group of an alert at a route. */
  groupOf(name: string, alert: Alert): GroupId {
    const route = this.book.route(name);
    if (route === undefined) throw new Error(`there is no route ${name}`);
    return groupIdOf(groupOf(route, alert).key);
  }

  /** The last message to a place. */
  last(uri: string): Telling {
    const found = this.told.findLast(({ place }) => place.uri === uri);
    if (found === undefined) throw new Error(`nothing was told to ${uri}`);
    return found;
  }
}
