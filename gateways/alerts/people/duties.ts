import { layerShifts } from './layer-shifts.js';
import { type Duty, LONGEST_LOOK, type Override, type Schedule, type Shift } from './schedule.js';
import type { Span } from './windows.js';

/** People who are on call at once. */
const MOST_PEOPLE = 50;

/**
 * Who is on call from one instant to another, without holes: where nobody is, a duty says so. Neighbours differ. It is
 * computed as it is read, a month at a time; the first and the last duty are cut at the ends of the span.
 */
export function* dutiesBetween(schedule: Schedule, from: number, to: number): Generator<Duty> {
  let pending: Duty | undefined;
  for (let start = from; start < to; start += LONGEST_LOOK) {
    for (const duty of monthOfDuties(schedule, { from: start, to: Math.min(to, start + LONGEST_LOOK) })) {
      if (pending !== undefined && isSame(pending, duty)) {
        pending = { ...pending, to: duty.to };
      } else {
        if (pending !== undefined) yield pending;
        pending = duty;
      }
    }
  }
  if (pending !== undefined) yield pending;
}

function* monthOfDuties({ clock, layers, calendar, overrides }: Schedule, span: Span): Generator<Duty> {
  // In the order in which they count.
  const cursors = layers.map((layer, index) => new ShiftCursor(layerShifts(layer, clock, span), index)).reverse();
  if (calendar !== undefined) cursors.unshift(new ShiftCursor(calendar.between(span.from, span.to), 'calendar'));
  const replaced = overrides.filter((one) => one.to > span.from && one.from < span.to);
  const edges = edgesOf(span, [...cursors.flatMap((cursor) => cursor.shifts), ...replaced]);
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1];
    if (to === undefined) return;
    // All are moved on, also those behind the first one that has somebody.
    const planned = cursors.map((cursor) => cursor.at(from)).find(hasPeople);
    yield { from, to, ...overridden(planned ?? NOBODY, replaced, from) };
  }
}

type Standing = Pick<Duty, 'people' | 'by'>;

const NOBODY: Standing = { people: [] };

function hasPeople(standing: Standing): boolean {
  return standing.people.length > 0;
}

function overridden(planned: Standing, overrides: readonly Override[], instant: number): Standing {
  let standing = planned;
  for (const { from, to, people, instead } of overrides) {
    if (instant < from || instant >= to) continue;
    if (instead === undefined) standing = { people: people.slice(0, MOST_PEOPLE), by: 'override' };
    else if (standing.people.includes(instead)) {
      const others = standing.people.flatMap((person) => (person === instead ? people : [person]));
      standing = { people: [...new Set(others)].slice(0, MOST_PEOPLE), by: 'override' };
    }
  }
  return hasPeople(standing) ? standing : NOBODY;
}

/** Instants at which anything can change, with both ends of the span, in order. */
function edgesOf(span: Span, shifts: readonly Span[]): readonly number[] {
  const edges = new Set([span.from, span.to]);
  for (const { from, to } of shifts) {
    if (from > span.from && from < span.to) edges.add(from);
    if (to > span.from && to < span.to) edges.add(to);
  }
  return [...edges].sort((one, other) => one - other);
}

function isSame(one: Duty, other: Duty): boolean {
  return (
    one.by === other.by &&
    one.people.length === other.people.length &&
    one.people.every((person, index) => person === other.people[index])
  );
}

/** Shifts that are gone through once, in order of time. */
class ShiftCursor {
  readonly shifts: readonly Shift[];
  readonly #by: NonNullable<Duty['by']>;
  #next = 0;
  #running: Shift[] = [];
  #standing: Standing = NOBODY;

  constructor(shifts: readonly Shift[], by: NonNullable<Duty['by']>) {
    this.shifts = shifts;
    this.#by = by;
  }

  /** Who has a shift at an instant, which is not before the one asked for last. */
  at(instant: number): Standing {
    let changed = this.#running.some((shift) => shift.to <= instant);
    if (changed) this.#running = this.#running.filter((shift) => shift.to > instant);
    for (let shift = this.shifts[this.#next]; shift !== undefined && shift.from <= instant; ) {
      if (shift.to > instant) this.#running.push(shift);
      changed = true;
      this.#next += 1;
      shift = this.shifts[this.#next];
    }
    if (changed) this.#standing = this.#union();
    return this.#standing;
  }

  #union(): Standing {
    const people = new Set<string>();
    for (const shift of this.#running) {
      for (const person of shift.people) if (people.size < MOST_PEOPLE) people.add(person);
    }
    return people.size === 0 ? NOBODY : { people: [...people], by: this.#by };
  }
}
