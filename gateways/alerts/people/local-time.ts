/** Days of the week by the names that books and calendars use, in the order of ISO 8601. */
export const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** What a clock on the wall shows, without saying where it hangs. */
export interface LocalTime {
  /** Days since 1970-01-01 of the calendar. */
  readonly day: number;
  /** Milliseconds since midnight as the clock counts them, 0 to 86,399,999. */
  readonly ms: number;
}

/** A date of the calendar: year, month (1 to 12), day of the month. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

export const DAY_MS = 86_400_000;

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 3;

/** The day of the week, 0 for Monday. */
export function weekdayIndex(day: number): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

export function weekdayOf(day: number): Weekday {
  return WEEKDAYS[weekdayIndex(day)] ?? 'mo';
}

/** Days since 1970-01-01 of a date (proleptic Gregorian calendar). A date beyond its month goes on in the next. */
export function dayOf({ year, month, date }: CalendarDate): number {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date);
  return Math.floor(moment.getTime() / DAY_MS);
}

export function dateOf(day: number): CalendarDate {
  const moment = new Date(day * DAY_MS);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

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

export function localOfLinear(linear: number): LocalTime {
  const day = Math.floor(linear / DAY_MS);
  return { day, ms: linear - day * DAY_MS };
}

/** A local time written as `2026-03-29T02:30` or `2026-03-29T02:30:00` (RFC 3339 without its offset); undefined where it is none. */
export function parseLocalTime(text: string): LocalTime | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, date = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return { day: dayOf({ year, month, date }), ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}
