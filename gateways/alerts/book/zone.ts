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

export const DAY = 86_400_000;
/** Clocks are put forward or back only at multiples of this (UTC), everywhere and since long before 1970. */
const SLOT = 900_000;
/** Zones whose formats are kept; a book names a few. */
const MOST_ZONES = 512;

interface Known {
  readonly format: Intl.DateTimeFormat;
  slot: number;
  offset: number;
}

const known = new Map<string, Known>();

/** Whether this is the name of a time zone (IANA). Offsets such as `+02:00` are none: they know no summer. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** By how many ms the clocks of a zone are ahead of UTC at a wall time. A zone that is none counts as UTC. */
export function offsetAt(now: number, zone: string): number {
  if (zone === 'UTC' || !Number.isFinite(now)) return 0;
  const entry = entryOf(zone);
  if (entry === undefined) return 0;
  const slot = Math.floor(now / SLOT);
  if (entry.slot !== slot) {
    entry.offset = measure(entry.format, slot * SLOT);
    entry.slot = slot;
  }
  return entry.offset;
}

function entryOf(zone: string): Known | undefined {
  const entry = known.get(zone);
  if (entry !== undefined) return entry;
  if (!isZone(zone)) return undefined;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (known.size >= MOST_ZONES) known.clear();
  const made = { format, slot: Number.NaN, offset: 0 };
  known.set(zone, made);
  return made;
}

function measure(format: Intl.DateTimeFormat, now: number): number {
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const at = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) - now;
}

/** What the clocks of a zone show. */
export function localTime(now: number, zone: string): LocalTime {
  const shown = new Date(now + offsetAt(now, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/**
 * When the clocks of a zone show this. Of two such times (clocks are put back) the first; where there is none (they are put
 * forward) the time that is as much later as they are put forward. Days and hours may be over their ends: the 32nd is the 1st.
 */
export function instantOf(local: LocalTime, zone: string): number {
  return shownAt(Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second), zone);
}

/** The same for a local time that is written as ms, as if it were UTC. */
export function shownAt(shown: number, zone: string): number {
  const [before, after] = [offsetAt(shown - DAY, zone), offsetAt(shown + DAY, zone)];
  const [first, second] = [shown - Math.max(before, after), shown - Math.min(before, after)];
  if (first + offsetAt(first, zone) === shown) return first;
  if (second + offsetAt(second, zone) === shown) return second;
  return shown - before;
}

/** The moment in `from` to `to` at which a zone's clocks are put forward or back; undefined where they are not. */
export function changeBetween(from: number, to: number, zone: string): number | undefined {
  const before = offsetAt(from, zone);
  if (offsetAt(to, zone) === before) return undefined;
  let [low, high] = [Math.floor(from / SLOT), Math.ceil(to / SLOT)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SLOT, zone) === before) low = middle;
    else high = middle;
  }
  return high * SLOT;
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
