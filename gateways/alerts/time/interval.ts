import { dateOf, daysInMonth, weekdayIndex } from './local-time.js';

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
  /** Empty: the whole day. */
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

/** Whether a day, counted from 1970-01-01, is one of the interval's. */
export function isDayOf({ weekdays, daysOfMonth, months, years }: TimeInterval, day: number): boolean {
  if (!has(weekdays, (weekdayIndex(day) + 1) % 7)) return false;
  if (daysOfMonth.length + months.length + years.length === 0) return true;
  const { year, month, date } = dateOf(day);
  if (!has(months, month) || !has(years, year)) return false;
  if (daysOfMonth.length === 0) return true;
  const days = daysInMonth(year, month);
  const counted = (edge: number) => (edge < 0 ? days + 1 + edge : edge);
  return daysOfMonth.some(({ from, to }) => date >= counted(from) && date <= counted(to));
}

function has(ranges: readonly Range[], value: number): boolean {
  return ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to);
}
