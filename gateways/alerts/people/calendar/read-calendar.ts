import { ZonedClock } from '../../time/zoned-clock.js';
import { calendarParts } from './components.js';
import type { CalendarEvent, CalendarProblem } from './event.js';
import { EventReader, type ReadEvent } from './event-reader.js';
import { MOST_COUNTED, withoutCount } from './recurrence.js';
import type { WhoIs } from './who.js';
import { clockOfTzid } from './zones.js';

/** UTF-16 units of a calendar: what is longer is not read. */
export const LONGEST_CALENDAR = 4 * 1024 * 1024;

/** Instances that all rules of a file with COUNT are counted through: each costs time once, when the file is read. */
const MOST_COUNTED_IN_ALL = 5 * MOST_COUNTED;
const MOST_PROBLEMS = 50;

interface CalendarReading {
  readonly events: readonly CalendarEvent[];
  readonly problems: readonly CalendarProblem[];
}

/**
 * Reads an iCalendar file (RFC 5545): VEVENT with DTSTART, DTEND or DURATION, RRULE (daily, weekly, monthly), EXDATE,
 * RECURRENCE-ID and STATUS. Events that cannot be understood are left out and told: a shift that is missing shows as a gap,
 * one at a wrong time would not. Bounded for any text.
 *
 * @param zone IANA name of the zone of times that name none, where the calendar does not say (X-WR-TIMEZONE).
 */
export function readCalendar(text: string, who: WhoIs, zone = 'UTC'): CalendarReading {
  if (text.length > LONGEST_CALENDAR) return { events: [], problems: [{ kind: 'too-long' }] };
  const parts = calendarParts(text);
  if (!parts.found) return { events: [], problems: [{ kind: 'no-calendar' }] };
  const problems: CalendarProblem[] = parts.cut ? [{ kind: 'too-many-events' }] : [];
  const floating = (parts.zone === undefined ? undefined : clockOfTzid(parts.zone)) ?? ZonedClock.of(zone);
  const reader = new EventReader(floating ?? ZonedClock.utc(), parts.aliases, who, (problem) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  });
  const read = parts.events.map((lines) => reader.read(lines)).filter((event) => event !== undefined);
  return { events: joined(read, (problem) => problems.push(problem)), problems };
}

/** Takes instances that were changed out of the series that they belong to, and counts through the rules. */
function joined(read: readonly ReadEvent[], tell: (problem: CalendarProblem) => void): CalendarEvent[] {
  const changed = new Map<string, Set<number>>();
  for (const { uid, instance } of read) {
    if (instance === undefined) continue;
    const instants = changed.get(uid);
    if (instants === undefined) changed.set(uid, new Set([instance]));
    else instants.add(instance);
  }
  let counted = 0;
  const events: CalendarEvent[] = [];
  for (const { uid, instance, cancelled, event } of read) {
    if (cancelled || event === undefined) continue;
    if (event.rule === undefined || instance !== undefined) {
      events.push(event);
      continue;
    }
    if (counted >= MOST_COUNTED_IN_ALL && event.rule.count !== undefined) {
      tell({ kind: 'too-many-instances', event: uid });
      return events;
    }
    const series = withoutCount(event.rule, event.start);
    counted += series.counted;
    const excluded = new Set([...event.excluded, ...(changed.get(uid) ?? [])]);
    events.push({ ...event, rule: series.rule, excluded });
  }
  return events;
}
