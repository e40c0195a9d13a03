import { shiftsOf } from './layer-shifts.js';
import { type Duty, LONGEST_LOOK, type Override, type Schedule, type Shift } from './schedule.js';
import type { Span } from './weekly-window.js';
import { ZonedClock } from './zoned-clock.js';

/** People who are on call at once. */
const MOST_PEOPLE = 50;

/**
 * Who is on call from one instant to another, without holes: where nobody is, a duty says so. Neighbours differ. It is
 * computed as it is read, a month at a time; the first and the last duty are cut at the ends of the span.
 */
export function* dutiesBetween(schedule: Schedule, from: number, to: number): Generator<Duty> {
  const clock = ZonedClock.of(schedule.zone) ?? ZonedClock.utc();
  let pending: Duty | undefined;
  for (let start = from; start < to; start += LONGEST_LOOK) {
    for (const duty of monthOfDuties(schedule, clock, { from: start, to: Math.min(to, start + LONGEST_LOOK) })) {
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

function* monthOfDuties(schedule: Schedule, clock: ZonedClock, span: Span): Generator<Duty> {
  const layers = schedule.layers.map((layer) => new ShiftCursor(shiftsOf(layer, clock, span), layer.name));
  const sources = (schedule.overrideSources ?? []).map(
    (source) => new ShiftCursor(source.between(span.from, span.to), 'override'),
  );
  const overrides = (schedule.overrides ?? []).filter((one) => one.to > span.from && one.from < span.to);
  const edges = edgesOf(span, [...layers, ...sources].flatMap((cursor) => cursor.shifts).concat(overrides));
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1];
    if (to === undefined) return;
    // All are moved on, also where the first one has somebody.
    const planned = layers.map((cursor) => cursor.at(from)).find(hasPeople);
    const replaced = sources.map((cursor) => cursor.at(from)).find(hasPeople);
    yield { from, to, ...overridden(replaced ?? planned ?? NOBODY, overrides, from) };
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
  readonly #name: string;
  #next = 0;
  #running: Shift[] = [];
  #standing: Standing = NOBODY;

  constructor(shifts: readonly Shift[], name: string) {
    this.shifts = shifts;
    this.#name = name;
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
    return people.size === 0 ? NOBODY : { people: [...people], by: this.#name };
  }
}
