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

/** Calendars that say nothing, or less than was meant: a shift that is left out shows only at night. */
export function checkRotations(
  { rotations, people }: Book,
  sections: Sections,
  report: Report,
  check: CalendarCheck | undefined,
): void {
  const entries = new Map(sections.rotations.map((entry) => [entry.name, entry]));
  for (const rotation of rotations) {
    const { calendar } = rotation;
    const entry = entries.get(rotation.name);
    if (calendar === undefined || entry === undefined) continue;
    const spot = below(entry.spot, 'calendar');
    for (const { severity, message, fix } of check?.({ ...rotation, calendar }, people) ?? []) {
      report[severity](spot, entry.raw.calendar, message, fix);
    }
  }
}
