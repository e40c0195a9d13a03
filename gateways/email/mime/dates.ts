/** A moment that a mail names. */
interface MailDate {
  /** Wall time in ms. */
  readonly at: number;
  /** False where the sender does not tell its time zone (`-0000`, or none); then the time is that of UTC. */
  readonly zoneKnown: boolean;
}

const MONTHS: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 5322 4.3: minutes east of UTC. The letters of military zones mean nothing there. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
};
const FIELD_LENGTH = 200;
const MINUTE = 60_000;
/** A mail from before there was mail has a wrong clock. */
const EARLIEST = Date.UTC(1971, 0, 1);
const ISO = /^(\d{4})-(\d{2})-(\d{2})[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(z|[+-]\d{2}:?\d{2})?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,6})?)?$/;
const OFFSET = /^(?:gmt|utc|ut)?([+-])(\d{1,2}):?(\d{2})$/;

interface Found {
  day?: number;
  month?: number;
  year?: number;
  time?: readonly [number, number, number];
  zone?: { readonly minutes: number; readonly known: boolean };
  half?: 'am' | 'pm';
}

/**
 * Reads a Date field (RFC 5322 3.3 and 4.3), in any order of its parts, also ISO 8601 and the form of asctime. Years of two
 * and three digits and named zones are understood. A date after `now` is taken for `now`. Undefined for what is no date.
 */
export function readDate(field: string, now: number): MailDate | undefined {
  const text = withoutComments(field.slice(0, FIELD_LENGTH)).trim().toLowerCase();
  const found = readIso(text) ?? readWords(text);
  if (found === undefined) return undefined;
  const { day, month, year, time = [0, 0, 0], zone } = found;
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const hour = found.half === undefined ? time[0] : (time[0] % 12) + (found.half === 'pm' ? 12 : 0);
  if (day < 1 || day > 31 || hour > 24 || time[1] > 59 || time[2] > 60) return undefined;
  const at = Date.UTC(year, month, day, hour, time[1], time[2]) - (zone?.minutes ?? 0) * MINUTE;
  if (!Number.isFinite(at) || at < EARLIEST) return undefined;
  return { at: Math.min(at, now), zoneKnown: zone?.known ?? false };
}

function readIso(text: string): Found | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', zone] = match;
  return {
    year: Number(year),
    month: Number(month) - 1,
    day: Number(day),
    time: [Number(hour), Number(minute), Number(second)],
    ...(zone === undefined ? {} : { zone: readZone(zone) ?? { minutes: 0, known: false } }),
  };
}

function readWords(text: string): Found | undefined {
  const found: Found = {};
  for (const word of text.split(/[\s,]+|(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)/)) takeWord(word, found);
  return found.month === undefined ? undefined : found;
}

function takeWord(word: string, found: Found): void {
  const time = TIME.exec(word);
  if (time !== null) {
    found.time ??= [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)];
    return;
  }
  if (/^\d{1,4}$/.test(word)) {
    // The day comes before the year, and has no more than two digits.
    if (found.day === undefined && word.length <= 2) found.day = Number(word);
    else found.year ??= fullYear(word);
    return;
  }
  if (word === 'am' || word === 'pm') {
    found.half = word;
    return;
  }
  // Only after the time: `mar`, `est` and the names of days are letters too.
  const zone = found.time === undefined ? undefined : readZone(word);
  if (zone !== undefined) {
    // `GMT +0200`: the number tells more than the name.
    if (found.zone === undefined || /\d/.test(word)) found.zone = zone;
    return;
  }
  const month = MONTHS.indexOf(word.slice(0, 3));
  if (month !== -1 && found.month === undefined) found.month = month;
}

/** RFC 5322 4.3: two digits under 50 are of this century; three count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 3) return year;
  return digits.length === 3 || year >= 50 ? 1900 + year : 2000 + year;
}

function readZone(word: string): { readonly minutes: number; readonly known: boolean } | undefined {
  const offset = OFFSET.exec(word);
  if (offset === null) {
    const minutes = Object.hasOwn(ZONES, word) ? ZONES[word] : undefined;
    return minutes === undefined ? undefined : { minutes, known: true };
  }
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  const negative = offset[1] === '-';
  if (minutes > 24 * 60) return { minutes: 0, known: false };
  return { minutes: negative ? -minutes : minutes, known: !(negative && minutes === 0) };
}

function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += char;
  }
  return out;
}
