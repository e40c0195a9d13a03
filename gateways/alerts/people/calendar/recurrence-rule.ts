import { DAY_MS, type LocalTime, linearOf } from '../../time/local-time.js';
import type { ZonedClock } from '../../time/zoned-clock.js';
import { parseDateValue } from './date-values.js';

/** A day of BYDAY: `MO` is each Monday, `1MO` the first of a month, `-1FR` the last Friday. */
interface RuleDay {
  /** 0 for Monday. */
  readonly weekday: number;
  /** 0: each. */
  readonly ordinal: number;
}

/** The part of RRULE (RFC 5545 3.3.10) that shifts are made of. */
export interface RecurrenceRule {
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  readonly interval: number;
  readonly count?: number;
  /** Last local time at which an instance can begin, on the line of `linearOf`. */
  readonly until?: number;
  readonly days: readonly RuleDay[];
  /** Days of the month: 1 is the first, -1 the last. */
  readonly monthDays: readonly number[];
  /** The day on which weeks begin, 0 for Monday. */
  readonly weekStart: number;
}

/** A rule, or the part of it that is not understood: to leave it out would put people on call at wrong times. */
type RuleReading = { readonly rule: RecurrenceRule } | { readonly unknown: string };

const FREQUENCIES: ReadonlyMap<string, RecurrenceRule['frequency']> = new Map([
  ['DAILY', 'daily'],
  ['WEEKLY', 'weekly'],
  ['MONTHLY', 'monthly'],
]);
/** From Monday on, as weekdays are counted here. */
const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const MOST_INTERVAL = 1000;
const MOST_COUNT = 1_000_000_000;

/** Reads a value of RRULE. `clock` is that of the event: a last time in UTC is taken as what this clock then shows. */
export function parseRule(value: string, clock: ZonedClock): RuleReading {
  const parts = new Map<string, string>();
  for (const part of value.slice(0, 1000).split(';')) {
    const [name = '', written = ''] = part.split('=', 2);
    if (name !== '') parts.set(name.trim().toUpperCase(), written.trim().toUpperCase());
  }
  const frequency = FREQUENCIES.get(parts.get('FREQ') ?? '');
  if (frequency === undefined) return unknown('FREQ', parts);
  let rule: RecurrenceRule = { frequency, interval: 1, days: [], monthDays: [], weekStart: 0 };
  for (const [name, written] of parts) {
    const read = name === 'FREQ' ? {} : readPart(name, written, rule, clock);
    if (read === undefined) return unknown(name, parts);
    rule = { ...rule, ...read };
  }
  return { rule };
}

function unknown(name: string, parts: ReadonlyMap<string, string>): RuleReading {
  return { unknown: `${name}=${parts.get(name) ?? ''}`.slice(0, 60) };
}

function readPart(
  name: string,
  written: string,
  { frequency }: RecurrenceRule,
  clock: ZonedClock,
): Partial<RecurrenceRule> | undefined {
  switch (name) {
    case 'INTERVAL':
      return whole(written, MOST_INTERVAL, (interval) => ({ interval }));
    case 'COUNT':
      return whole(written, MOST_COUNT, (count) => ({ count }));
    case 'UNTIL':
      return readUntil(written, clock);
    case 'WKST':
      return all([written], weekdayNumber, ([weekStart = 0]) => ({ weekStart }));
    case 'BYDAY':
      return all(written.split(','), ruleDay, (days) =>
        frequency === 'monthly' || days.every(({ ordinal }) => ordinal === 0) ? { days } : undefined,
      );
    case 'BYMONTHDAY':
      return frequency === 'monthly' ? all(written.split(','), monthDay, (monthDays) => ({ monthDays })) : undefined;
    default:
      return undefined;
  }
}

function readUntil(written: string, clock: ZonedClock): Partial<RecurrenceRule> | undefined {
  const value = parseDateValue(written);
  if (value === undefined) return undefined;
  const linear = linearOf(value.local);
  if (value.isDate) return { until: linear + DAY_MS - 1 };
  const local: LocalTime = value.isUtc ? clock.localOf(linear) : value.local;
  return { until: linearOf(local) };
}

function whole<T>(written: string, most: number, make: (value: number) => T): T | undefined {
  const value = /^\d{1,10}$/.test(written) ? Number(written) : 0;
  return value >= 1 && value <= most ? make(value) : undefined;
}

/** What is made of a list all of whose items can be read. */
function all<Item, T>(
  written: readonly string[],
  read: (item: string) => Item | undefined,
  make: (items: readonly Item[]) => T,
): T | undefined {
  const items = written.map(read).filter((item) => item !== undefined);
  return items.length === written.length ? make(items) : undefined;
}

function weekdayNumber(name: string): number | undefined {
  const index = WEEKDAYS.indexOf(name);
  return index === -1 ? undefined : index;
}

function ruleDay(written: string): RuleDay | undefined {
  const [, sign = '', digit = '0', name = ''] = /^([+-]?)([1-5]?)([A-Z]{2})$/.exec(written.trim()) ?? [];
  const weekday = weekdayNumber(name);
  return weekday === undefined ? undefined : { weekday, ordinal: Number(digit) * (sign === '-' ? -1 : 1) };
}

function monthDay(written: string): number | undefined {
  const day = /^[+-]?\d{1,2}$/.test(written) ? Number(written) : 0;
  return day !== 0 && Math.abs(day) <= 31 ? day : undefined;
}
