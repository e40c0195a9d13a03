import { DAY_MS, dayOf, daysInMonth, type LocalTime } from '../../time/local-time.js';

/** A value of type DATE or DATE-TIME (RFC 5545 3.3.4, 3.3.5), before a zone is applied. */
export interface DateValue {
  readonly local: LocalTime;
  /** A whole day. */
  readonly isDate: boolean;
  /** Ends with `Z`. */
  readonly isUtc: boolean;
}

/** How long something lasts: days as the calendar counts them, then time that runs through every change of the clock. */
export interface CalendarLength {
  /** Milliseconds on the clock of the wall. */
  readonly nominal: number;
  /** Milliseconds that pass. */
  readonly exact: number;
}

/** `20260329`, `20260329T023000`, `20260329T003000Z`; undefined where it is none of these. */
export function parseDateValue(text: string): DateValue | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, date = 0] = match.slice(1, 4).map(Number);
  if (year === 0 || month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined;
  const day = dayOf({ year, month, date });
  if (match[4] === undefined) return { local: { day, ms: 0 }, isDate: true, isUtc: false };
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(4, 7).map(Number);
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  // A leap second is the end of its minute.
  const ms = ((hours * 60 + minutes) * 60 + Math.min(seconds, 59)) * 1000;
  return { local: { day, ms }, isDate: false, isUtc: match[7] === 'Z' };
}

/** A value of type DURATION (3.3.6) such as `P1W`, `P1DT12H`; undefined where it is none, or negative. */
export function parseLength(text: string): CalendarLength | undefined {
  const match = /^\+?P(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)$/.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return { nominal: (weeks * 7 + days) * DAY_MS, exact: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}
