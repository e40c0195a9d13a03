import { linearOf } from '../../time/local-time.js';
import type { Shift, ShiftSource } from '../schedule.js';
import type { CalendarEvent } from './event.js';
import { instancesBetween } from './recurrence.js';

/** Shifts of one look: sixty a day, which nobody who has to sleep can hand over. */
export const MOST_SHIFTS = 2000;

const DAY_MS = 86_400_000;

/** The events of a calendar as shifts. */
export class CalendarShifts implements ShiftSource {
  readonly #events: readonly CalendarEvent[];

  constructor(events: readonly CalendarEvent[]) {
    this.#events = events;
  }

  /** In the order of their beginnings; where there are more than `MOST_SHIFTS` the last ones are left out. */
  between(from: number, to: number): readonly Shift[] {
    const shifts: Shift[] = [];
    for (const event of this.#events) {
      for (const shift of shiftsOf(event, from, to)) shifts.push(shift);
      if (shifts.length > 4 * MOST_SHIFTS) inOrder(shifts).length = MOST_SHIFTS;
    }
    return inOrder(shifts).slice(0, MOST_SHIFTS);
  }
}

function inOrder(shifts: Shift[]): Shift[] {
  return shifts.sort((one, other) => one.from - other.from);
}

function* shiftsOf(event: CalendarEvent, from: number, to: number): Generator<Shift> {
  for (const day of daysOf(event, from, to)) {
    const { clock, length, people } = event;
    const local = { day, ms: event.start.ms };
    const begin = clock.instantOf(local, 'through');
    if (event.excluded.has(begin) || event.excludedDays.has(day)) continue;
    const linear = linearOf(local) + length.nominal;
    const endDay = Math.floor(linear / DAY_MS);
    const end = clock.instantOf({ day: endDay, ms: linear - endDay * DAY_MS }, 'through') + length.exact;
    if (end > from && begin < to) yield { from: begin, to: end, people };
  }
}

/** Days on which an instance may begin that touches a span: a day more on both sides, for what the clock is moved. */
function daysOf({ rule, start, clock, length }: CalendarEvent, from: number, to: number): Iterable<number> {
  if (rule === undefined) return [start.day];
  const first = linearOf(clock.localOf(from)) - length.nominal - length.exact - DAY_MS;
  return instancesBetween(rule, start, first, linearOf(clock.localOf(to)) + DAY_MS);
}
