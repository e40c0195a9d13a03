import { dateOf, daysInMonth, linearOf, localOfLinear, weekdayIndex } from './local-time.js';
import type { ZonedClock } from './zoned-clock.js';

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A span of the wall clock that comes back: open where each field that is not empty agrees with what the clock shows. */
export interface Interval {
  /** Minutes from midnight: 0 to 1439, 1 to 1440; the end does not belong to it. Empty: the whole day. */
  readonly times: readonly Range[];
  /** 0 is Sunday. */
  readonly weekdays: readonly Range[];
  /** 1 to 31, or -1 (the last day of the month) to -31. */
  readonly daysOfMonth: readonly Range[];
  /** 1 to 12. */
  readonly months: readonly Range[];
  readonly years: readonly Range[];
}

/** Open while one of its intervals is. */
export interface OpenWindow {
  readonly intervals: readonly (Interval & {
    /** IANA; missing: the zone of whoever asks. */
    readonly zone?: string;
  })[];
}

/** A span of time, wall times in milliseconds: `from` is in it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const DAY_MINUTES = 1440;
const WHOLE_DAY: readonly Range[] = [{ from: 0, to: DAY_MINUTES }];

/**
 * When windows are open between two instants, as spans in order that neither overlap nor touch. The first and the last one
 * end where the local day of the instants does, if they go on. Costs time for each day.
 *
 * @param clockOf The clock of an interval, by its zone.
 */
export function openSpans(
  windows: readonly OpenWindow[],
  clockOf: (zone: string | undefined) => ZonedClock,
  from: number,
  to: number,
): readonly Span[] {
  const spans: Span[] = [];
  for (const interval of windows.flatMap((window) => window.intervals)) {
    const clock = clockOf(interval.zone);
    const last = clock.localOf(to).day;
    for (let day = clock.localOf(from).day; day <= last; day += 1) {
      if (isDayOf(interval, day)) spans.push(...timesOf(interval, day, clock));
    }
  }
  return united(spans.filter((span) => span.to > from && span.from < to));
}

function isDayOf({ weekdays, daysOfMonth, months, years }: Interval, day: number): boolean {
  const { year, month, date } = dateOf(day);
  // Counted from the end, the last day is -1.
  const fromEnd = date - daysInMonth(year, month) - 1;
  return (
    agrees(years, year) &&
    agrees(months, month) &&
    agrees(weekdays, (weekdayIndex(day) + 1) % 7) &&
    (daysOfMonth.length === 0 || daysOfMonth.some((range) => isWithin(dateRange(range, year, month), date, fromEnd)))
  );
}

/** A range that mixes both ways of counting, such as the 25th to the last day, in days from the beginning. */
function dateRange({ from, to }: Range, year: number, month: number): Range {
  const length = daysInMonth(year, month);
  return from > 0 && to < 0 ? { from, to: length + 1 + to } : { from, to };
}

function isWithin(range: Range, date: number, fromEnd: number): boolean {
  const value = range.from < 0 ? fromEnd : date;
  return value >= range.from && value <= range.to;
}

function agrees(ranges: readonly Range[], value: number): boolean {
  return ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to);
}

function* timesOf({ times }: Interval, day: number, clock: ZonedClock): Generator<Span> {
  const midnight = linearOf({ day, ms: 0 });
  const instant = (minute: number) => clock.instantOf(localOfLinear(midnight + minute * 60_000));
  for (const { from, to } of times.length === 0 ? WHOLE_DAY : times) {
    const span = { from: instant(from), to: instant(to) };
    if (span.to > span.from) yield span;
  }
}

function united(spans: Span[]): readonly Span[] {
  spans.sort((one, other) => one.from - other.from);
  const result: Span[] = [];
  for (const next of spans) {
    const last = result.at(-1);
    if (last === undefined || last.to < next.from) result.push(next);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return result;
}
