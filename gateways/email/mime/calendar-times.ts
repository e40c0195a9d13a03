import { legalLine } from './legal-text.js';

/** A DATE or DATE-TIME of iCalendar (RFC 5545 3.3.4, 3.3.5) as the sender's wall showed it. */
export interface CalendarTime {
  /** `2026-11-26`. */
  readonly day: string;
  /** `14:00`; missing for whole days. */
  readonly clock?: string;
  /** Name of the time zone as given, or `UTC`; missing for whole days and for times of wherever the reader is. */
  readonly zone?: string;
  /** `UTC+01:00` at that time, where the zone is known by name. */
  readonly offset?: string;
}

const VALUE = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$/i;
const DURATION = /^([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/i;
const DAY = 86_400_000;
const ZONE_LENGTH = 64;

/** Names that Windows gives to time zones, of those that calendars of Outlook name most. */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'aus eastern standard time': 'Australia/Sydney',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'central standard time': 'America/Chicago',
  'china standard time': 'Asia/Shanghai',
  'e. europe standard time': 'Europe/Chisinau',
  'e. south america standard time': 'America/Sao_Paulo',
  'eastern standard time': 'America/New_York',
  'fle standard time': 'Europe/Kiev',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'Atlantic/Reykjavik',
  'gtb standard time': 'Europe/Bucharest',
  'india standard time': 'Asia/Kolkata',
  'israel standard time': 'Asia/Jerusalem',
  'korea standard time': 'Asia/Seoul',
  'mountain standard time': 'America/Denver',
  'pacific standard time': 'America/Los_Angeles',
  'romance standard time': 'Europe/Paris',
  'russian standard time': 'Europe/Moscow',
  'singapore standard time': 'Asia/Singapore',
  'south africa standard time': 'Africa/Johannesburg',
  'tokyo standard time': 'Asia/Tokyo',
  'turkey standard time': 'Europe/Istanbul',
  'w. europe standard time': 'Europe/Berlin',
};

/** Reads a value with its TZID; undefined for what is no time. */
export function readCalendarTime(value: string, tzid?: string): CalendarTime | undefined {
  const match = VALUE.exec(value);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, , utc] = match;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  const written = new Date(at);
  if (Number.isNaN(at) || written.getUTCMonth() !== Number(month) - 1) return undefined;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined || minute === undefined) return { day: date };
  const clock = `${hour}:${minute}`;
  if (utc !== undefined) return { day: date, clock, zone: 'UTC' };
  const zone = legalLine(tzid ?? '').slice(0, ZONE_LENGTH);
  if (zone === '') return { day: date, clock };
  const offset = offsetOf(zone, at);
  return { day: date, clock, zone, ...(offset === undefined ? {} : { offset }) };
}

/** The end of something that begins then and has a DURATION (RFC 5545 3.3.6). */
export function timeSpan(start: CalendarTime | undefined, duration: string | undefined): CalendarTime | undefined {
  const match = duration === undefined ? null : DURATION.exec(duration.trim());
  if (start === undefined || match === null || match[1] === '-') return undefined;
  const [, , weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.map((group) => Number(group ?? 0));
  const span = (weeks * 7 + days) * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const at = Date.parse(`${start.day}T${start.clock ?? '00:00'}:00Z`) + span;
  if (!Number.isFinite(at) || Math.abs(at) > 8e15) return undefined;
  if (start.clock === undefined) return { day: dayOf(at) };
  const clock = new Date(at).toISOString().slice(11, 16);
  return { day: dayOf(at), clock, ...(start.zone === undefined ? {} : { zone: start.zone }) };
}

/** The day before; DTEND of whole days names the first one that does not belong to them any more. */
export function dayBefore(day: string): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) - DAY);
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `UTC+01:00` for a wall time `at` (as if it were UTC) in that zone. */
function offsetOf(zone: string, at: number): string | undefined {
  const known = WINDOWS_ZONES[zone.toLowerCase()] ?? zone;
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: known, timeZoneName: 'longOffset' });
    // The offset of a moment near enough; hours around a change of the clocks may show the other one.
    const name = format.formatToParts(new Date(at)).find((part) => part.type === 'timeZoneName')?.value;
    return name === undefined ? undefined : name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC');
  } catch {
    // RangeError: a name that this zone has only in the sender's program.
    return undefined;
  }
}
