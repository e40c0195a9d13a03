import { type LocalTime, type Weekday, weekdayOf } from './local-time.js';
import type { ZonedClock } from './zoned-clock.js';

/** A span of the wall clock that comes back each week. */
export interface WeeklyWindow {
  /** The days on which it begins; missing: each day. */
  readonly days?: readonly Weekday[];
  /** Minutes after midnight, 0 to 1439. */
  readonly from: number;
  /** Minutes after midnight, 1 to 1440; not after `from`: of the next day. */
  readonly to: number;
}

/** A span of time, wall times in milliseconds: `from` is in it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTES_A_DAY = 1440;

/** The spans of a window that begin on the local days from the one before `from` to that of `to`, in order. */
export function spansOf(window: WeeklyWindow, clock: ZonedClock, from: number, to: number): Span[] {
  const spans: Span[] = [];
  const last = clock.localOf(to).day;
  for (let day = clock.localOf(from).day - 1; day <= last; day += 1) {
    if (window.days !== undefined && !window.days.includes(weekdayOf(day))) continue;
    const span = { from: clock.instantOf(at(day, window.from)), to: clock.instantOf(at(day, endOf(window))) };
    if (span.to > from && span.from < to && span.to > span.from) spans.push(span);
  }
  return spans;
}

/** The span of a window in which an instant is, if it is in one. */
export function spanAt(window: WeeklyWindow, clock: ZonedClock, instant: number): Span | undefined {
  return spansOf(window, clock, instant, instant + 1)[0];
}

function endOf(window: WeeklyWindow): number {
  return window.to > window.from ? window.to : window.to + MINUTES_A_DAY;
}

function at(day: number, minute: number): LocalTime {
  const over = Math.floor(minute / MINUTES_A_DAY);
  return { day: day + over, ms: (minute - over * MINUTES_A_DAY) * 60_000 };
}
