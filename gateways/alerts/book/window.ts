import { isDayOf, type TimeInterval } from '../time/interval.js';
import { DAY_MS } from '../time/local-time.js';
import { clockOf } from './zone.js';

/** A time window of the book under its name: open while one of its intervals is. */
export interface Window {
  readonly name: string;
  readonly intervals: readonly TimeInterval[];
}

/** Days ahead in which a window is looked for; the 29th of February on a certain weekday can be 40 years away. */
const FARTHEST_DAYS = 41 * 366;
/** Boundaries looked at before a window counts as one that does not change. */
const MOST_BOUNDARIES = 4000;

/** Whether a window is open at a wall time. */
export function isOpen(window: Window, now: number, zone: string): boolean {
  return window.intervals.some((interval) => isIn(interval, now, interval.zone ?? zone));
}

/** Names of those that are open. */
export function openOf(windows: readonly Window[], now: number, zone: string): readonly string[] {
  return windows.filter((window) => isOpen(window, now, zone)).map(({ name }) => name);
}

function isIn(interval: TimeInterval, now: number, zone: string): boolean {
  const { day, ms } = clockOf(zone).localOf(now);
  const minute = Math.floor(ms / 60_000);
  return (
    isDayOf(interval, day) &&
    (interval.times.length === 0 || interval.times.some((part) => minute >= part.from && minute < part.to))
  );
}

/** The first wall time after `now` at which a window opens or closes; undefined where it never does. */
export function nextChange(window: Window, now: number, zone: string): number | undefined {
  const open = isOpen(window, now, zone);
  const rows = window.intervals.map((interval) => {
    const values = boundaries(interval, now, interval.zone ?? zone);
    return { values, head: values.next().value };
  });
  for (let looked = 0; looked < MOST_BOUNDARIES; looked++) {
    const heads = rows.map(({ head }) => head ?? Number.POSITIVE_INFINITY);
    const first = Math.min(...heads);
    if (!Number.isFinite(first)) return undefined;
    if (isOpen(window, first, zone) !== open) return first;
    for (const row of rows) if (row.head === first) row.head = row.values.next().value;
  }
  return undefined;
}

/** Every wall time after `now` at which an interval may open or close, in order. */
function* boundaries(interval: TimeInterval, now: number, zone: string): Generator<number, undefined> {
  const today = clockOf(zone).localOf(now).day;
  // A day earlier: where clocks are put back at midnight, yesterday comes once more.
  const lastYear = Math.max(...interval.years.map(({ to }) => to));
  const end =
    interval.years.length === 0
      ? today + FARTHEST_DAYS
      : Math.min(today + FARTHEST_DAYS, Date.UTC(lastYear + 1, 0, 2) / DAY_MS);
  for (let day = today - 1; day < end; day++) {
    const is = isDayOf(interval, day);
    if (!is && !isDayOf(interval, day - 1)) continue;
    if (is && interval.times.length === 0 && isDayOf(interval, day - 1)) continue;
    for (const time of ofDay(interval, day, zone)) if (time > now) yield time;
  }
  return undefined;
}

function ofDay(interval: TimeInterval, day: number, zone: string): readonly number[] {
  const minutes = new Set([0, ...interval.times.flatMap(({ from, to }) => [from, to])]);
  const clock = clockOf(zone);
  const [begin, end] = [
    clock.instantOf({ day, ms: 0 }, 'through'),
    clock.instantOf({ day: day + 1, ms: 0 }, 'through'),
  ];
  const offsets = new Set([clock.offsetAt(begin), clock.offsetAt(end)]);
  const times = [...minutes].flatMap((minute) => [...offsets].map((offset) => day * DAY_MS + minute * 60_000 - offset));
  // A window may begin or end in the hour that is left out, or is there twice: then it does so when the clocks are changed.
  const change = clock.changeBetween(begin, end);
  return [...new Set(change === undefined ? times : [...times, change])].sort((a, b) => a - b);
}

/** When something may be told: while one of `active` is open (none: always), and none of `mute`. */
interface Hours {
  readonly active: readonly Window[];
  readonly mute: readonly Window[];
  readonly zone: string;
}

/** Why nothing may be told now: names of the windows that close it; undefined where it may. */
export function closedBy(
  hours: Hours,
  now: number,
): { readonly muted: readonly string[]; readonly inactive: boolean } | undefined {
  const muted = openOf(hours.mute, now, hours.zone);
  const inactive = hours.active.length > 0 && openOf(hours.active, now, hours.zone).length === 0;
  return muted.length > 0 || inactive ? { muted, inactive } : undefined;
}

/** The first wall time from `now` on at which something may be told; undefined where there is none. */
export function nextOpening(hours: Hours, now: number): number | undefined {
  const windows = [...hours.active, ...hours.mute];
  let time: number | undefined = now;
  for (let looked = 0; looked < MOST_BOUNDARIES && time !== undefined; looked++) {
    if (closedBy(hours, time) === undefined) return time;
    const from: number = time;
    const changes = windows.flatMap((window) => nextChange(window, from, hours.zone) ?? []);
    time = changes.length === 0 ? undefined : Math.min(...changes);
  }
  return undefined;
}
