/** Wall times outside of these are mistakes: `0001-01-01T00:00:00Z` of Go says that there is none. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** Date and time as in RFC 3339, with or without seconds, their fraction and the offset, which is then UTC. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?([Zz]|UTC|[+-]\d\d:?\d\d)?$/;

/** Numbers below it are seconds since the epoch, above it milliseconds: as ms it is in 1973, as seconds in the year 5138. */
const MS_FROM = 1e11;

/** A wall time in ms since the epoch, of a date as in RFC 3339 or of a number of s or ms; undefined where it is none. */
export function timeOf(value: unknown): number | undefined {
  const at = typeof value === 'number' ? ofNumber(value) : typeof value === 'string' ? ofText(value.trim()) : undefined;
  return at === undefined || !(at >= EARLIEST && at < LATEST) ? undefined : at;
}

function ofNumber(value: number): number {
  return Math.floor(value < MS_FROM ? value * 1000 : value);
}

function ofText(text: string): number | undefined {
  if (text.length > 48) return undefined;
  if (/^\d{9,13}(?:\.\d{1,9})?$/.test(text)) return ofNumber(Number(text));
  const [, day, hours, fraction = '', offset = 'Z'] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || hours === undefined) return undefined;
  const seconds = hours.length === 5 ? `${hours}:00` : hours;
  const zone = /^(?:[zZ]|UTC)$/.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  const at = Date.parse(`${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}
