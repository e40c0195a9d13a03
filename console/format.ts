import { language } from './texts.js';

/** Numbers, times and sizes as people read them, in their language and their local time. */

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
const clockTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockSeconds = new Intl.DateTimeFormat(language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const clockMillis = new Intl.DateTimeFormat(language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
const dayAndTime = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' });

/** A whole number with separators. */
export function count(value: number): string {
  return whole.format(value);
}

/** With three digits that count: rates and means. */
export function amount(value: number): string {
  return short.format(value);
}

/** A part of one as a percentage. */
export function percent(value: number): string {
  return share.format(value);
}

/** Time of day; with the date where that is another day. */
export function moment(at: number, now = Date.now()): string {
  return sameDay(at, now) ? clockTime.format(at) : dayAndTime.format(at);
}

/** The time of day to the second, with the day where it is another one. `at`: ms since the epoch. */
export function momentWithSeconds(at: number, now = Date.now()): string {
  return sameDay(at, now) ? clockSeconds.format(at) : `${day.format(at)}, ${clockSeconds.format(at)}`;
}

/** The time of day to the millisecond. `at`: ms since the epoch. */
export function momentWithMillis(at: number): string {
  return clockMillis.format(at);
}

/** The day. `at`: ms since the epoch. */
export function dayOf(at: number): string {
  return day.format(at);
}

/** Day and time in full, for what shows when one points at a moment. `at`: ms since the epoch. */
export function fullMoment(at: number): string {
  return full.format(at);
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** `3 min`, `2 h 5 min`, `340 ms`: two units at most, the second one only where the first is small. */
export function duration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 1000) return `${whole.format(value)} ms`;
  if (value < 10_000) return `${short.format(value / 1000)} s`;
  for (const [index, [size, unit]] of UNITS.entries()) {
    if (value < size) continue;
    const main = Math.floor(value / size);
    const next = UNITS[index + 1];
    if (main >= 10 || next === undefined) return `${whole.format(main)} ${unit}`;
    const rest = Math.floor((value - main * size) / next[0]);
    return rest === 0 ? `${main} ${unit}` : `${main} ${unit} ${rest} ${next[1]}`;
  }
  return `${whole.format(value)} ms`;
}

/** A time on an axis that has only powers of ten: `100 ms`, `100 s`. */
export function powerOfTen(ms: number): string {
  return ms < 1000 ? `${short.format(ms)} ms` : `${whole.format(ms / 1000)} s`;
}

/** For what grows while one looks: in whole seconds, so that it does not flicker. */
export function age(ms: number): string {
  return ms < 1000 ? '< 1 s' : duration(ms < 60_000 ? Math.floor(ms / 1000) * 1000 : ms);
}

/** A size in binary units. */
export function bytes(value: number): string {
  if (value < 1024) return `${whole.format(value)} B`;
  if (value < 1024 ** 2) return `${short.format(value / 1024)} KiB`;
  if (value < 1024 ** 3) return `${short.format(value / 1024 ** 2)} MiB`;
  return `${short.format(value / 1024 ** 3)} GiB`;
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
