import { changeBetween, DAY, localTime, offsetAt, shownAt } from './zone.js';

/** A time window of the book under its name: open while one of its intervals is. */
export interface Window {
  readonly name: string;
  readonly intervals: readonly TimeInterval[];
}

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A part of a day in minutes from midnight; the end does not belong to it. */
export interface DayPart {
  /** 0 to 1439. */
  readonly from: number;
  /** 1 to 1440. */
  readonly to: number;
}

/** Open when every field that is not empty agrees with the local time; the meaning is that of Alertmanager's time intervals. */
export interface TimeInterval {
  readonly times: readonly DayPart[];
  /** 0 is Sunday. */
  readonly weekdays: readonly Range[];
  /** 1 to 31, or -1 (the last day of the month) to -31. */
  readonly daysOfMonth: readonly Range[];
  /** 1 to 12. */
  readonly months: readonly Range[];
  readonly years: readonly Range[];
  /** Time zone (IANA); missing: that of whoever asks, a person's or the book's. */
  readonly zone?: string;
}

/** Minutes of a day. */
export const WHOLE_DAY = 1440;
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
  const shown = now + offsetAt(now, zone);
  const day = Math.floor(shown / DAY);
  const minute = Math.floor((shown - day * DAY) / 60_000);
  return (
    isDay(interval, day) &&
    (interval.times.length === 0 || interval.times.some((part) => minute >= part.from && minute < part.to))
  );
}

/** Whether a day, counted from the epoch, is one of the interval's. */
function isDay(interval: TimeInterval, day: number): boolean {
  if (!has(interval.weekdays, (((day + 4) % 7) + 7) % 7)) return false;
  if (interval.daysOfMonth.length + interval.months.length + interval.years.length === 0) return true;
  const { year, month, day: inMonth } = localTime(day * DAY, 'UTC');
  if (!has(interval.months, month) || !has(interval.years, year)) return false;
  if (interval.daysOfMonth.length === 0) return true;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const counted = (edge: number) => (edge < 0 ? days + 1 + edge : edge);
  return interval.daysOfMonth.some(({ from, to }) => inMonth >= counted(from) && inMonth <= counted(to));
}

function has(ranges: readonly Range[], value: number): boolean {
  return ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to);
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
  const today = Math.floor((now + offsetAt(now, zone)) / DAY);
  // A day earlier: where clocks are put back at midnight, yesterday comes once more.
  const lastYear = Math.max(...interval.years.map(({ to }) => to));
  const end =
    interval.years.length === 0
      ? today + FARTHEST_DAYS
      : Math.min(today + FARTHEST_DAYS, Date.UTC(lastYear + 1, 0, 2) / DAY);
  for (let day = today - 1; day < end; day++) {
    const is = isDay(interval, day);
    if (!is && !isDay(interval, day - 1)) continue;
    if (is && interval.times.length === 0 && isDay(interval, day - 1)) continue;
    for (const time of ofDay(interval, day, zone)) if (time > now) yield time;
  }
  return undefined;
}

function ofDay(interval: TimeInterval, day: number, zone: string): readonly number[] {
  const minutes = new Set([0, ...interval.times.flatMap(({ from, to }) => [from, to])]);
  const [begin, end] = [shownAt(day * DAY, zone), shownAt((day + 1) * DAY, zone)];
  const offsets = new Set([offsetAt(begin, zone), offsetAt(end, zone)]);
  const times = [...minutes].flatMap((minute) => [...offsets].map((offset) => day * DAY + minute * 60_000 - offset));
  // A window may begin or end in the hour that is left out, or is there twice: then it does so when the clocks are changed.
  const change = changeBetween(begin, end, zone);
  return [...new Set(change === undefined ? times : [...times, change])].sort((a, b) => a - b);
}

/** When something may be told: while one of `active` is open (none: always), and none of `mute`. */
export interface Hours {
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
