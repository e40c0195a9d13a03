/** Languages whose names of months are known, written out and short. */
const LANGUAGES = [
  'en de fr es pt it nl sv da nb fi is pl cs sk sl hr sr hu ro bg ru uk el tr ca et lv lt id vi he ar hi th fa',
].flatMap((all) => all.split(' '));

const LONGEST = 2000;
const DAY_MS = 86_400_000;
/** An absence longer than this is none that a status should tell of. */
const FARTHEST_MS = 400 * DAY_MS;
/** A date without a year that is so long past is meant of the next year. */
const PAST_MS = 60 * DAY_MS;

/** A day as it is written, where the year may be missing. */
interface Written {
  readonly year: number | undefined;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/**
 * When an absence ends that a text tells of: the end of the last day (UTC) that it names, if it is to come; ms since the epoch. Whether
 * somebody is back on a day or away up to it is not told apart, so this may be a day late. Undefined where no day is named beyond
 * doubt: 3/4 is April to some and March to others.
 */
export function absenceEnd(text: string, now: number): number | undefined {
  const days = datesIn(text.slice(0, LONGEST)).flatMap((written) => dayOf(written, now) ?? []);
  const ends = days.map((day) => day + DAY_MS).filter((end) => end > now && end <= now + FARTHEST_MS);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function dayOf({ year, month, day }: Written, now: number): number | undefined {
  const at = (inYear: number): number | undefined => {
    const date = new Date(Date.UTC(inYear, month - 1, day));
    // The 31st of a month that has no such day is a typing error, not the 1st of the next.
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
  };
  if (year !== undefined) return at(year < 100 ? 2000 + year : year);
  const thisYear = new Date(now).getUTCFullYear();
  const first = at(thisYear);
  return first !== undefined && first < now - PAST_MS ? at(thisYear + 1) : first;
}

/** One token is a number, a word, or one other character that is no space. */
const TOKENS = /\d{1,4}|\p{L}[\p{L}\p{M}]*|[^\s]/gu;

function datesIn(text: string): readonly Written[] {
  const tokens = text.normalize('NFC').toLowerCase().match(TOKENS) ?? [];
  const found: Written[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const written = numeric(tokens, at) ?? named(tokens, at) ?? eastern(tokens, at);
    if (written === undefined) continue;
    found.push(written.date);
    at += written.length - 1;
  }
  return found;
}

interface Found {
  readonly date: Written;
  /** Tokens that it takes. */
  readonly length: number;
}

/** `2026-08-12`, `12.08.2026`, `12.8.`, `12/31/2026`. */
function numeric(tokens: readonly string[], at: number): Found | undefined {
  const [first, mark, second, mark2, third] = tokens.slice(at, at + 5);
  if (!isNumber(first) || !isNumber(second) || mark === undefined || !'-./'.includes(mark)) return undefined;
  const whole = mark === mark2 && isNumber(third);
  if (whole && first.length === 4) return found(first, second, third, 5);
  if (mark === '.') {
    // Without the second point it may be a number with decimals, or a time.
    if (mark2 !== '.') return undefined;
    if (isYear(third)) return found(third, second, first, 5);
    // One digit more makes it the number of a version.
    return isNumber(third) && third.length === 1 ? undefined : found(undefined, second, first, 4);
  }
  if (!whole || !isYear(third)) return undefined;
  if (Number(first) > 12 || first === second) return found(third, second, first, 5);
  return Number(second) > 12 ? found(third, first, second, 5) : undefined;
}

/** Words between day and month: ordinals, and what means "of". */
const LINKS: ReadonlySet<string> = new Set([
  '.',
  'st',
  'nd',
  'rd',
  'th',
  'of',
  'de',
  'd',
  "'",
  'º',
  'ª',
  'er',
  'e',
  ',',
]);

/** `12 August 2026`, `12. August`, `12 de agosto de 2026`, `August 12th, 2026`. */
function named(tokens: readonly string[], at: number): Found | undefined {
  const token = tokens[at];
  if (isNumber(token)) {
    const next = afterLinks(tokens, at + 1);
    const month = monthOf(tokens[next]);
    if (month === undefined) return undefined;
    return withYear(tokens, at, next + 1, month, token);
  }
  const month = monthOf(token);
  if (month === undefined) return undefined;
  const next = afterLinks(tokens, at + 1);
  const day = tokens[next];
  return isNumber(day) && day.length <= 2 ? withYear(tokens, at, next + 1, month, day) : undefined;
}

function withYear(tokens: readonly string[], start: number, at: number, month: number, day: string): Found | undefined {
  const next = afterLinks(tokens, at);
  const year = tokens[next];
  const known = isNumber(year) && year.length === 4;
  return found(known ? year : undefined, String(month), day, (known ? next + 1 : at) - start);
}

/** `2026年8月12日`, `8月12日`, `8월 12일`. */
function eastern(tokens: readonly string[], at: number): Found | undefined {
  const [first, mark, second, mark2, third, mark3] = tokens.slice(at, at + 6);
  if (!isNumber(first) || !isNumber(second)) return undefined;
  if (begins(mark, '年년') && begins(mark2, '月월') && isNumber(third) && begins(mark3, '日일号號')) {
    return found(first, second, third, 6);
  }
  return begins(mark, '月월') && begins(mark2, '日일号號') ? found(undefined, first, second, 4) : undefined;
}

const begins = (token: string | undefined, marks: string): boolean =>
  token !== undefined && marks.includes(token.charAt(0));

function found(year: string | undefined, month: string, day: string, length: number): Found | undefined {
  const date = { year: year === undefined ? undefined : Number(year), month: Number(month), day: Number(day) };
  const valid = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  return valid ? { date, length } : undefined;
}

/** The place of the first token that is no link; at most three of them stand between the parts of a date. */
function afterLinks(tokens: readonly string[], start: number): number {
  let at = start;
  while (at < start + 3 && LINKS.has(tokens[at] ?? '')) at += 1;
  return at;
}

function isNumber(token: string | undefined): token is string {
  return token !== undefined && /^\d+$/.test(token);
}

function isYear(token: string | undefined): boolean {
  // A smaller number of two digits is rather an hour.
  return isNumber(token) && (token.length === 4 || (token.length === 2 && Number(token) >= 24));
}

let months: ReadonlyMap<string, number> | undefined;

function monthOf(word: string | undefined): number | undefined {
  months ??= readMonths();
  return word === undefined ? undefined : months.get(word);
}

/** Names of months as a language writes them in a date; made when first needed, which takes some 30 ms, once. */
function readMonths(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const lang of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      const locale = `${lang}-u-ca-gregory-nu-latn`;
      const format = new Intl.DateTimeFormat(locale, { month, day: 'numeric', timeZone: 'UTC' });
      for (let at = 0; at < 12; at += 1) {
        const parts = format.formatToParts(Date.UTC(2026, at, 15));
        const name =
          parts
            .find(({ type }) => type === 'month')
            ?.value.normalize('NFC')
            .toLowerCase() ?? '';
        const word = name.match(/\p{L}[\p{L}\p{M}]*/gu);
        // Names of several words, and the numbers that some languages write, are read by nobody here.
        if (word?.length === 1 && word[0].length >= 3) note(names, word[0], at + 1);
      }
    }
  }
  return names;
}

/** A name that means another month elsewhere (`listopad`) means none. */
function note(names: Map<string, number>, name: string, month: number): void {
  const before = names.get(name);
  names.set(name, before === undefined || before === month ? month : Number.NaN);
}
