import { instantOf, type LocalTime, localTime } from '../book/zone.js';
import { DAY_MS, dayOf, weekdayIndex } from '../time/local-time.js';

/** Units as people write them after a number, ms. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((name) => [name, 1000] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((name) => [name, 60_000] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((name) => [name, 3_600_000] as const),
  ...['d', 'day', 'days'].map((name) => [name, DAY_MS] as const),
]);

const WEEKDAYS: readonly string[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** Where a day alone is named. */
const MORNING: Clock = { hour: 9, minute: 0 };
const LONGEST = 64;

interface Clock {
  readonly hour: number;
  readonly minute: number;
}

/**
 * When something is to be said, as ntfy reads it (`Delay`, `At`, `In`): seconds since the epoch, a time from now (`30m`, `1 hour 30 min`),
 * or a time of the clock (`10am`, `15:30`), which is today or tomorrow, also with a day (`tomorrow, 3pm`, `monday`). Wall time in ms;
 * undefined where it is none of these.
 */
export function readDelay(written: string, now: number, zone: string): number | undefined {
  const text = written.slice(0, LONGEST).trim().toLowerCase();
  if (written.length > LONGEST || text === '') return undefined;
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  const lasts = durationOf(text.replace(/^in\s+/, ''));
  return lasts === undefined ? clockTimeOf(text, now, zone) : now + lasts;
}

/** `1h30m`, `2 hours and 5 minutes`. */
function durationOf(text: string): number | undefined {
  let sum = 0;
  const rest = text.replace(/(\d{1,6})\s*([a-z]+)/g, (whole, count: string, name: string) => {
    const unit = UNITS.get(name);
    if (unit === undefined) return whole;
    sum += Number(count) * unit;
    return '';
  });
  return sum > 0 && /^(?:\s|,|and)*$/.test(rest) ? sum : undefined;
}

function clockTimeOf(text: string, now: number, zone: string): number | undefined {
  const [, day, , time] = /^(?:(today|tomorrow|[a-z]{6,9}))?(,?\s*(?:at\s+)?)?(.*)$/.exec(text) ?? [];
  const clock = time === undefined || time === '' ? undefined : clockOf(time);
  if (time !== undefined && time !== '' && clock === undefined) return undefined;
  const today = localTime(now, zone);
  if (day === undefined) return clock === undefined ? undefined : next(today, clock, 1, now, zone);
  if (day === 'today') return clock === undefined ? undefined : at(today, 0, clock, zone);
  if (day === 'tomorrow') return at(today, 1, clock ?? MORNING, zone);
  const weekday = WEEKDAYS.indexOf(day);
  if (weekday === -1) return undefined;
  const days = (weekday - weekdayOf(today) + 7) % 7;
  return next({ ...today, day: today.day + days }, clock ?? MORNING, 7, now, zone);
}

/** `10am`, `3:30 pm`, `15:30`. */
function clockOf(text: string): Clock | undefined {
  const [, hours = '', minutes, half] = /^(\d{1,2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?$/.exec(text) ?? [];
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  if (hours === '' || minute > 59 || (minutes === undefined && half === undefined)) return undefined;
  if (half === undefined) return hour > 23 ? undefined : { hour, minute };
  if (hour < 1 || hour > 12) return undefined;
  return { hour: (hour % 12) + (half === 'p' ? 12 : 0), minute };
}

/** That time of a day, or so many days later where it is over. */
function next(day: LocalTime, clock: Clock, later: number, now: number, zone: string): number {
  const found = at(day, 0, clock, zone);
  return found > now ? found : at(day, later, clock, zone);
}

function at(day: LocalTime, later: number, { hour, minute }: Clock, zone: string): number {
  return instantOf({ ...day, day: day.day + later, hour, minute, second: 0 }, zone);
}

function weekdayOf({ year, month, day }: LocalTime): number {
  return weekdayIndex(dayOf({ year, month, date: day }));
}
