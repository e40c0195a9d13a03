import { nearest } from '../../../src/config/nearest.js';
import type { DayPart, Range } from '../time/interval.js';
import { type Parsed, wrong } from './parsed.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** `monday`, `monday:friday`; `friday:monday` goes over the end of the week. */
export function parseWeekdays(text: string): Parsed<readonly Range[]> {
  return around(text, WEEKDAYS, 0, 'monday:friday');
}

/** `january`, `1`, `january:march`, `11:2`. */
export function parseMonths(text: string): Parsed<readonly Range[]> {
  return around(text, MONTHS, 1, 'january:march');
}

/** A range of names, or of their numbers from `first` on, that may go over the end. */
function around(text: string, names: readonly string[], first: number, example: string): Parsed<readonly Range[]> {
  const edges: number[] = [];
  for (const edge of edgesOf(text)) {
    const named = names.indexOf(edge.toLowerCase());
    const number = named === -1 && /^\d{1,2}$/.test(edge) ? Number(edge) - first : named;
    if (number < 0 || number >= names.length) {
      const meant = nearest(edge, names);
      return wrong('is not known', meant === undefined ? `write it like ${example}` : `did you mean ${meant}?`);
    }
    edges.push(number + first);
  }
  const [from, to = from] = edges;
  if (from === undefined || to === undefined || edges.length > 2)
    return wrong('is no range', `write it like ${example}`);
  if (from <= to) return { ok: true, value: [{ from, to }] };
  return {
    ok: true,
    value: [
      { from, to: names.length - 1 + first },
      { from: first, to },
    ],
  };
}

/** `1`, `1:5`, `-3:-1` (the last three days), `20:-1`. */
export function parseDays(text: string): Parsed<readonly Range[]> {
  const example = 'write it like 1:5, or -3:-1 for the last three days';
  const found = numbersOf(text, /^-?\d{1,2}$/);
  if (found === undefined) return wrong('is no range of days', example);
  const { from, to } = found;
  if ([from, to].some((day) => day === 0 || Math.abs(day) > 31)) return wrong('names a day that no month has', example);
  if (from < 0 && to > 0) return wrong('begins before the end of a month and ends in the next one', 'write two ranges');
  if (from < 0 === to < 0 && from > to) return wrong('ends before it begins', `write ${to}:${from}`);
  return { ok: true, value: [found] };
}

/** `2026`, `2026:2028`. */
export function parseYears(text: string): Parsed<readonly Range[]> {
  const found = numbersOf(text, /^\d{4}$/);
  if (found === undefined) return wrong('is no range of years', 'write it like 2026 or 2026:2028');
  if (found.from > found.to) return wrong('ends before it begins', `write ${found.to}:${found.from}`);
  return { ok: true, value: [found] };
}

/** Two times of a day, `09:00` and `17:00`; the end may be `24:00`. */
export function parseTimes(start: string, end: string): Parsed<DayPart> {
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from === undefined || to === undefined)
    return wrong('is no time of a day', 'write it like 09:00, the end of the day as 24:00');
  if (from === to) return wrong('ends when it begins', 'leave times out for the whole day');
  if (from > to) return wrong('ends before it begins', `write two: ${start}-24:00 and 00:00-${end}`);
  return { ok: true, value: { from, to } };
}

function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const all = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && all <= 1440 ? all : undefined;
}

function edgesOf(text: string): readonly string[] {
  return text.split(':').map((edge) => edge.trim());
}

function numbersOf(text: string, form: RegExp): Range | undefined {
  const edges = edgesOf(text);
  if (edges.length > 2 || !edges.every((edge) => form.test(edge))) return undefined;
  const [from = 0, to = from] = edges.map(Number);
  return { from, to };
}
