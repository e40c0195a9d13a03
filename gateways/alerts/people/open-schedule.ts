import { ZonedClock } from '../time/zoned-clock.js';
import { CalendarShifts } from './calendar/calendar-shifts.js';
import type { CalendarProblem } from './calendar/event.js';
import { readCalendar } from './calendar/read-calendar.js';
import type { WhoIs } from './calendar/who.js';
import type { Rotation, Schedule } from './schedule.js';

/** A rotation whose calendar has been read, and what of that could not be taken. */
interface OpenedSchedule {
  readonly schedule: Schedule;
  readonly problems: readonly CalendarProblem[];
}

/**
 * Makes a rotation ready to be asked. Its calendar is read here, once: keep what comes back while the book does not change.
 * A zone that is not known counts as UTC.
 */
export function openSchedule(
  rotation: Rotation & { readonly calendar?: { readonly text: string } },
  who: WhoIs,
): OpenedSchedule {
  const { zone, layers, overrides, calendar } = rotation;
  const base = { clock: ZonedClock.of(zone) ?? ZonedClock.utc(), layers, overrides };
  if (calendar === undefined) return { schedule: base, problems: [] };
  const { events, problems } = readCalendar(calendar.text, who, zone);
  return { schedule: { ...base, calendar: new CalendarShifts(events) }, problems };
}
