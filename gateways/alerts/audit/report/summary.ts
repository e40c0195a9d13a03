import type { AuditRecord } from '../record.js';
import { Durations } from './durations.js';

/** By what a report counts, each with a table of its own. */
export const VIEWS = ['all', 'route', 'source', 'destination', 'person'] as const;

export type View = (typeof VIEWS)[number];

/** What a report says of one route, source, destination or person. */
export interface SummaryLine {
  readonly view: View;
  /** Empty: of everything; `REST`: of all that found no line of its own. */
  readonly name: string;
  /** Alerts that a source said to fire, and that were no repeats. */
  readonly alerts: number;
  /** Messages that went out. */
  readonly notified: number;
  /** By reason: alerts that were ignored or hidden, and destinations that were not told. */
  readonly suppressed: Readonly<Record<string, number>>;
  /** Incidents that somebody has taken. */
  readonly taken: number;
  /** How long it took until then, ms, to 1 %; missing: none was. */
  readonly median?: number;
  readonly slowest?: number;
  /** Chains that began, and messages that their steps sent. */
  readonly escalations: number;
  readonly escalated: number;
  /** Messages that will not arrive. */
  readonly undelivered: number;
  /** Short messages, in parts as they are paid for. */
  readonly segments: number;
  /** What they cost, by currency. */
  readonly cost: Readonly<Record<string, number>>;
}

/** Names that have a line of their own in one table. */
const MOST_NAMES = 5000;
/** Reasons that are told apart. */
const MOST_REASONS = 100;
/** Stands for the names that are too many. */
export const REST = '…';

/** What is counted of one name. */
class Counts {
  alerts = 0;
  notified = 0;
  taken = 0;
  escalations = 0;
  escalated = 0;
  undelivered = 0;
  segments = 0;
  readonly suppressed = new Map<string, number>();
  readonly cost = new Map<string, number>();
  readonly after = new Durations();
}

/** Counts rows of the audit, in any order; each is to come once. Its memory does not grow with how many there are. */
export class Summary {
  readonly #counts = new Map<View, Map<string, Counts>>(VIEWS.map((view) => [view, new Map()]));
  /** Tests are not counted with the rest. */
  #tests = 0;
  #rows = 0;

  get tests(): number {
    return this.#tests;
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: AuditRecord): void {
    this.#rows += 1;
    if (row.test) {
      this.#tests += 1;
      return;
    }
    for (const view of VIEWS) {
      const name = nameFor(view, row);
      if (name !== undefined) count(this.#of(view, name), row);
    }
  }

  /** Each table by name, that of everything first. */
  lines(): readonly SummaryLine[] {
    return VIEWS.flatMap((view) =>
      [...(this.#counts.get(view) ?? [])]
        .sort(([a], [b]) => Number(a === REST) - Number(b === REST) || (a < b ? -1 : 1))
        .map(([name, counts]) => lineOf(view, name, counts)),
    );
  }

  #of(view: View, name: string): Counts {
    const names = this.#counts.get(view) ?? new Map<string, Counts>();
    const key = names.has(name) || names.size < MOST_NAMES ? name : REST;
    const found = names.get(key) ?? new Counts();
    names.set(key, found);
    return found;
  }
}

/** Which line of a table a row belongs to; undefined: none. */
function nameFor(view: View, row: AuditRecord): string | undefined {
  switch (view) {
    case 'all':
      return '';
    case 'route':
      return row.route;
    case 'source':
      return row.source;
    case 'destination':
      return ['told', 'not-told', 'undelivered', 'sms-sent'].includes(row.action) ? row.destination : undefined;
    case 'person':
      return personOf(row);
  }
}

/** Rows that tell of a message for somebody. */
const OF_PERSONS: ReadonlySet<string> = new Set(['told', 'not-told', 'undelivered', 'sms-sent']);

function personOf({ action, actor, object, destination }: AuditRecord): string | undefined {
  if (action === 'taken') return actor;
  if (!OF_PERSONS.has(action)) return undefined;
  for (const name of [object, destination]) if (name?.startsWith('person:')) return name.slice('person:'.length);
  return undefined;
}

function count(counts: Counts, row: AuditRecord): void {
  const { action, reason = '' } = row;
  switch (action) {
    case 'alert-taken':
      if (reason !== 'resolved') counts.alerts += 1;
      break;
    case 'alert-ignored':
    case 'alert-hidden':
    case 'not-told':
      add(counts.suppressed, counts.suppressed.size < MOST_REASONS ? reason : REST, 1);
      break;
    case 'told':
      counts.notified += 1;
      if (reason === 'escalation' || reason === 'final') counts.escalated += 1;
      pay(counts, row);
      break;
    // A text that belongs to no alert is no notification, but costs as much as one.
    case 'sms-sent':
      pay(counts, row);
      break;
    case 'undelivered':
      counts.undelivered += 1;
      break;
    case 'chain-started':
      counts.escalations += 1;
      break;
    case 'taken':
      counts.taken += 1;
      if (row.after !== undefined) counts.after.add(row.after);
      break;
  }
}

function pay(counts: Counts, { segments = 0, cost, currency = '' }: AuditRecord): void {
  counts.segments += segments;
  if (cost !== undefined) add(counts.cost, currency, cost);
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function lineOf(view: View, name: string, counts: Counts): SummaryLine {
  const { alerts, notified, taken, escalations, escalated, undelivered, segments, after } = counts;
  const [median, slowest] = [after.quantile(0.5), after.quantile(0.95)];
  const sorted = [...counts.suppressed].sort(([, a], [, b]) => b - a);
  return {
    view,
    name,
    alerts,
    notified,
    suppressed: Object.fromEntries(sorted),
    taken,
    ...(median !== undefined && { median }),
    ...(slowest !== undefined && { slowest }),
    escalations,
    escalated,
    undelivered,
    segments,
    // Sums of many small amounts are off by less than anybody pays.
    cost: Object.fromEntries([...counts.cost].map(([currency, sum]) => [currency, Math.round(sum * 1e6) / 1e6])),
  };
}
