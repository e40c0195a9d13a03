/** What a clock on the wall shows, without saying where it hangs. */
export interface LocalTime {
  /** Days since 1970-01-01 of the calendar. */
  readonly day: number;
  /** Milliseconds since midnight as the clock counts them, 0 to 86,399,999. */
  readonly ms: number;
}

/** A date of the calendar: year, month (1 to 12), day of the month. */
interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** 24 hours; a day of a time zone may have an hour more or less. */
export const DAY_MS = 86_400_000;

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 3;

/** The day of the week, 0 for Monday. */
export function weekdayIndex(day: number): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

/** Days since 1970-01-01 of a date (proleptic Gregorian calendar). A date beyond its month goes on in the next. */
export function dayOf({ year, month, date }: CalendarDate): number {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date);
  return Math.floor(moment.getTime() / DAY_MS);
}

/** The date of a day, counted from 1970-01-01. */
export function dateOf(day: number): CalendarDate {
  const moment = new Date(day * DAY_MS);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

/** How many days a month has; `month` from 1. */
export function daysInMonth(year: number, month: number): number {
  return dateOf(dayOf({ year, month: month + 1, date: 0 })).date;
}

/** The same date so many months later; a day that the month lacks becomes its last one. */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = dateOf(day);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  return dayOf({ ...target, date: Math.min(date, daysInMonth(target.year, target.month)) });
}

/** Milliseconds on a line without summer time, by which local times are compared and added to. */
export function linearOf({ day, ms }: LocalTime): number {
  return day * DAY_MS + ms;
}

/** The day and the time in it, of milliseconds since 1970-01-01 on the clocks of the place. */
export function localOfLinear(linear: number): LocalTime {
  const day = Math.floor(linear / DAY_MS);
  return { day, ms: linear - day * DAY_MS };
}
