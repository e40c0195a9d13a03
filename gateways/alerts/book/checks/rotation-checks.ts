import type { Book } from '../book.js';
import type { Person } from '../person.js';
import { below, type Report } from '../report.js';
import type { Calendar, Rotation } from '../rotation.js';
import type { Sections } from '../sections.js';

/** What is wrong with a calendar, as the end of a sentence about its file, and what to do. */
export interface CalendarFault {
  /** An error: nobody is on call by it at all. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
}

/** Reads the iCalendar file of a rotation and tells what of it could not be taken. */
export type CalendarCheck = (
  rotation: Rotation & { readonly calendar: Calendar },
  people: readonly Person[],
) => readonly CalendarFault[];

/** Tells of a time within the next weeks at which a rotation leads to nobody. `now`: wall time. */
export type ShiftCheck = (
  rotation: Rotation,
  people: readonly Person[],
  now: number,
) => Omit<CalendarFault, 'severity'> | undefined;

/** What is looked at beside the book itself; missing: nothing. */
export interface RotationChecks {
  readonly now: number;
  readonly checkCalendar?: CalendarCheck;
  readonly checkShifts?: ShiftCheck;
}

/** Calendars that say nothing, or less than was meant, and gaps between turns: a shift that is missing shows only at night. */
export function checkRotations(
  { rotations, people }: Book,
  sections: Sections,
  report: Report,
  { now, checkCalendar, checkShifts }: RotationChecks,
): void {
  const entries = new Map(sections.rotations.map((entry) => [entry.name, entry]));
  for (const rotation of rotations) {
    const { calendar } = rotation;
    const entry = entries.get(rotation.name);
    if (entry === undefined) continue;
    const faults = calendar === undefined ? [] : (checkCalendar?.({ ...rotation, calendar }, people) ?? []);
    for (const { severity, message, fix } of faults) {
      report[severity](below(entry.spot, 'calendar'), entry.raw.calendar, message, fix);
    }
    // Of a calendar that cannot be read all is a gap.
    const gap = faults.some(({ severity }) => severity === 'error') ? undefined : checkShifts?.(rotation, people, now);
    if (gap !== undefined) report.warning(entry.spot, undefined, gap.message, gap.fix);
  }
}
