/** Hours of each day in which a user is not disturbed. */
export interface QuietHours {
  /** Minutes since midnight, 0 to 1439; `to` is the first minute after them, and may be the smaller one. */
  readonly from: number;
  readonly to: number;
  /** Time zone (IANA). */
  readonly zone: string;
}

const MINUTES_A_DAY = 24 * 60;

/** Reads `22:00-07:00`; undefined where it is no such text or the zone is not known. Default: UTC. */
export function parseQuietHours(text: string, zone = 'UTC'): QuietHours | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^(\d{1,2}):(\d{2}) ?[-\u2013] ?(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const from = minuteOf(fromHour, fromMinute);
  const to = minuteOf(toHour, toMinute);
  if (from === undefined || to === undefined || from === to || !isZone(zone)) return undefined;
  return { from, to, zone };
}

/** As it is stored and shown. */
export function quietHoursText({ from, to }: QuietHours): string {
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${clock(from)}-${clock(to)}`;
}

/** Milliseconds until they are over, of a moment (ms since the epoch) in them; 0 outside of them. Good to the minute. */
export function quietFor({ from, to, zone }: QuietHours, now: number): number {
  const minute = minuteIn(zone, now);
  const inside = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  return inside ? ((to - minute + MINUTES_A_DAY) % MINUTES_A_DAY) * 60_000 - (now % 60_000) : 0;
}

/** Whether a time zone has that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function minuteOf(hour: string | undefined, minute: string | undefined): number | undefined {
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return Number(hour) * 60 + Number(minute);
}

function minuteIn(zone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: 'hour' | 'minute'): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}
