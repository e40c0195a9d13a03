import { DAY_MS, dateOf, dayOf, daysInMonth, type LocalTime, linearOf, weekdayIndex } from '../../time/local-time.js';
import type { RecurrenceRule } from './recurrence-rule.js';

/** Instances that a rule with COUNT is counted through; one that has more goes on as if it had no end. */
export const MOST_COUNTED = 10_000;
/** Periods in a row without any instance after which a rule is taken to have none: the 31st of February. */
const MOST_EMPTY = 500;

/**
 * The days on which instances of a rule begin, in order, all at the time of the first one; that one is always the first,
 * also where the rule would not have it (as calendars do, RFC 5545 3.8.5.3 leaves it open). Only those that begin in a span
 * of local time are told (on the line of `linearOf`), and the rule is not gone through from its beginning to get there.
 */
export function* instancesBetween(rule: RecurrenceRule, start: LocalTime, from: number, to: number): Generator<number> {
  const last = Math.min(to - 1, rule.until ?? Number.POSITIVE_INFINITY);
  const begins = linearOf(start);
  if (begins >= from && begins <= last) yield start.day;
  const firstDay = Math.max(start.day + 1, Math.ceil((from - start.ms) / DAY_MS));
  const lastDay = Math.floor((last - start.ms) / DAY_MS);
  if (lastDay < firstDay) return;
  let empty = 0;
  for (let period = periodOf(rule, start.day, firstDay); empty < MOST_EMPTY; period += 1) {
    const { begin, days } = daysOf(rule, start.day, period);
    if (begin > lastDay) return;
    empty += 1;
    for (const day of days) {
      if (day > lastDay) return;
      if (day < firstDay) continue;
      empty = 0;
      yield day;
    }
  }
}

/**
 * The rule with its COUNT as an UNTIL, so that it can be looked into from anywhere. `counted` is how many instances were
 * gone through for it, at most `MOST_COUNTED`.
 */
export function withoutCount(rule: RecurrenceRule, start: LocalTime): { rule: RecurrenceRule; counted: number } {
  const { count, ...rest } = rule;
  if (count === undefined || count > MOST_COUNTED) return { rule: rest, counted: 0 };
  let counted = 0;
  let last = start.day;
  for (const day of instancesBetween(rest, start, linearOf(start), Number.POSITIVE_INFINITY)) {
    last = day;
    counted += 1;
    if (counted >= count) break;
  }
  const until = Math.min(rest.until ?? Number.POSITIVE_INFINITY, linearOf({ day: last, ms: start.ms }));
  return { rule: { ...rest, until }, counted };
}

/** Number of the period (day, week or month of the rule) that has a day, or of the one before. */
function periodOf(rule: RecurrenceRule, start: number, day: number): number {
  const { frequency, interval } = rule;
  if (frequency === 'daily') return Math.floor((day - start) / interval);
  if (frequency === 'weekly') return Math.floor((day - weekOf(rule, start)) / (7 * interval));
  return Math.max(0, Math.floor((monthIndex(day) - monthIndex(start)) / interval));
}

interface Period {
  /** Its first day. */
  readonly begin: number;
  /** Days of instances in it, in order. */
  readonly days: readonly number[];
}

function daysOf(rule: RecurrenceRule, start: number, period: number): Period {
  switch (rule.frequency) {
    case 'daily':
      return dayPeriod(rule, start + period * rule.interval);
    case 'weekly':
      return weekPeriod(rule, start, weekOf(rule, start) + period * rule.interval * 7);
    case 'monthly':
      return monthPeriod(rule, start, monthIndex(start) + period * rule.interval);
  }
}

function dayPeriod({ days }: RecurrenceRule, day: number): Period {
  const allowed = days.length === 0 || days.some(({ weekday }) => weekday === weekdayIndex(day));
  return { begin: day, days: allowed ? [day] : [] };
}

function weekPeriod({ days }: RecurrenceRule, start: number, begin: number): Period {
  const weekdays = days.length === 0 ? [weekdayIndex(start)] : days.map(({ weekday }) => weekday);
  const week = [0, 1, 2, 3, 4, 5, 6].map((offset) => begin + offset);
  return { begin, days: week.filter((day) => weekdays.includes(weekdayIndex(day))) };
}

function monthPeriod({ days, monthDays }: RecurrenceRule, start: number, index: number): Period {
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const length = daysInMonth(year, month);
  const begin = dayOf({ year, month, date: 1 });
  const dates = days.length === 0 && monthDays.length === 0 ? [dateOf(start).date] : monthDays;
  const isDate = (date: number) => dates.some((one) => one === date || one === date - length - 1);
  const isDay = (date: number) => {
    const [forth, back] = [Math.ceil(date / 7), -Math.ceil((length - date + 1) / 7)];
    const weekday = weekdayIndex(begin + date - 1);
    return days.some((day) => day.weekday === weekday && [0, forth, back].includes(day.ordinal));
  };
  const all = Array.from({ length }, (_, at) => at + 1);
  const chosen = all.filter((date) => (dates.length === 0 || isDate(date)) && (days.length === 0 || isDay(date)));
  return { begin, days: chosen.map((date) => begin + date - 1) };
}

function weekOf({ weekStart }: RecurrenceRule, day: number): number {
  return day - ((weekdayIndex(day) - weekStart + 7) % 7);
}

function monthIndex(day: number): number {
  const { year, month } = dateOf(day);
  return year * 12 + month - 1;
}
