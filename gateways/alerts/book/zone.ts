import { DAY_MS, dateOf, dayOf, localOfLinear } from '../time/local-time.js';
import { ZonedClock } from '../time/zoned-clock.js';

/** A time as a clock on the wall shows it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Whether this is the name of a time zone (IANA). Offsets such as `+02:00` are none: they know no summer. */
export function isZone(name: string): boolean {
  return ZonedClock.of(name) !== undefined;
}

/** The clock of a zone; that of UTC where it is none. */
export function clockOf(zone: string): ZonedClock {
  return ZonedClock.of(zone) ?? ZonedClock.utc();
}

/** What the clocks of a zone show. */
export function localTime(now: number, zone: string): LocalTime {
  const { day, ms } = clockOf(zone).localOf(now);
  const { year, month, date } = dateOf(day);
  const seconds = Math.floor(ms / 1000);
  return {
    year,
    month,
    day: date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

/**
 * When the clocks of a zone show this. Of two such times (clocks are put back) the first; where there is none (they are put
 * forward) the time that is as much later as they are put forward. Days and hours may be over their ends: the 32nd is the 1st.
 */
export function instantOf({ year, month, day, hour, minute, second }: LocalTime, zone: string): number {
  const linear = dayOf({ year, month, date: day }) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
  return clockOf(zone).instantOf(localOfLinear(linear), 'through');
}

/** Reads `2026-03-01T09:00`, also with seconds, or only a day; undefined where it is none. */
export function parseLocalTime(text: string): LocalTime | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const made = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same = made.getUTCMonth() === month - 1 && made.getUTCDate() === day && made.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? { year, month, day, hour, minute, second } : undefined;
}

/** Reads a time with its offset (`2026-03-01T09:00Z`, `...+01:00`), or without one as what the clocks of the zone show. */
export function parseInstant(text: string, zone: string): number | undefined {
  const [, bare = '', offset = ''] = /^(.*?)(Z|[+-]\d{2}:\d{2})?$/.exec(text.trim()) ?? [];
  const local = parseLocalTime(bare);
  if (local === undefined) return undefined;
  if (offset === '') return instantOf(local, zone);
  const [hours = 0, minutes = 0] = offset === 'Z' ? [] : offset.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  const ahead = (hours * 60 + minutes) * 60_000 * (offset.startsWith('-') ? -1 : 1);
  return instantOf(local, 'UTC') - ahead;
}
