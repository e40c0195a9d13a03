import { type DayPart, isDayOf, type TimeInterval, WHOLE_DAY } from '../time/interval.js';
import { linearOf, localOfLinear } from '../time/local-time.js';
import type { ZonedClock } from '../time/zoned-clock.js';

/** Open while one of its intervals is. */
export interface OpenWindow {
  readonly intervals: readonly TimeInterval[];
}

/** A span of time, wall times in milliseconds: `from` is in it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const ALL_DAY: readonly DayPart[] = [{ from: 0, to: WHOLE_DAY }];

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

function* timesOf({ times }: TimeInterval, day: number, clock: ZonedClock): Generator<Span> {
  const midnight = linearOf({ day, ms: 0 });
  const instant = (minute: number) => clock.instantOf(localOfLinear(midnight + minute * 60_000));
  for (const { from, to } of times.length === 0 ? ALL_DAY : times) {
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
