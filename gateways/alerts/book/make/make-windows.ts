import type { Range, TimeInterval } from '../../time/interval.js';
import type { Parsed } from '../parsed.js';
import { below, type Report, type Spot } from '../report.js';
import type { RawBook } from '../schema/book-schema.js';
import type { Entry } from '../sections.js';
import { isOpen, nextChange, type Window } from '../window.js';
import { parseDays, parseMonths, parseTimes, parseWeekdays, parseYears } from '../window-syntax.js';
import { zoneOr } from './names.js';

type RawWindow = RawBook['windows'][string];
type RawInterval = RawWindow[number];

/** The windows of the book; one that is not open any more or never was is told. */
export function makeWindows(
  entries: readonly Entry<RawWindow>[],
  report: Report,
  zone: string,
  now: number,
): ReadonlyMap<string, Window> {
  const windows = new Map<string, Window>();
  for (const { name, raw, spot } of entries) {
    const before = report.failed;
    const window = { name, intervals: raw.map((one, index) => makeInterval(one, below(spot, index), report)) };
    windows.set(name, window);
    if (raw.length === 0)
      report.error(spot, undefined, 'has no interval', 'add one, such as - weekdays: [monday:friday]');
    else if (report.failed === before && !isOpen(window, now, zone) && nextChange(window, now, zone) === undefined) {
      report.warning(spot, undefined, 'is never open again', 'look at its days, months and years');
    }
  }
  return windows;
}

function makeInterval(raw: RawInterval, spot: Spot, report: Report): TimeInterval {
  const each = (
    key: 'weekdays' | 'days_of_month' | 'months' | 'years',
    parse: (text: string) => Parsed<readonly Range[]>,
  ) =>
    raw[key].flatMap((text, index) => {
      const range = parse(text);
      if (range.ok) return range.value;
      report.wrong(below(spot, key, index), text, range);
      return [];
    });
  const times = raw.times.flatMap((value, index) => {
    const [start = '', end = ''] = typeof value === 'string' ? value.split('-') : [value.start_time, value.end_time];
    const part = parseTimes(start, end);
    if (part.ok) return part.value;
    report.wrong(below(spot, 'times', index), `${start}-${end}`, part);
    return [];
  });
  const zone = raw.location === undefined ? undefined : zoneOr(raw.location, below(spot, 'location'), 'UTC', report);
  return {
    times,
    weekdays: each('weekdays', parseWeekdays),
    daysOfMonth: each('days_of_month', parseDays),
    months: each('months', parseMonths),
    years: each('years', parseYears),
    ...(zone !== undefined && { zone }),
  };
}
