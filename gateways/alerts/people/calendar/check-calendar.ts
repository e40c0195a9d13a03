import type { CalendarCheck, CalendarFault } from '../../book/checks/rotation-checks.js';
import { openSchedule } from '../open-schedule.js';
import type { CalendarProblem } from './event.js';
import { whoIs } from './who.js';

type Say = (event: string, written: string) => Omit<CalendarFault, 'severity'>;

/** What an admin is told of each problem. Of an error nothing of the calendar counts. */
const FAULTS: Readonly<Record<CalendarProblem['kind'], readonly [CalendarFault['severity'], Say]>> = {
  'no-calendar': [
    'error',
    () => ({ message: 'holds no calendar', fix: 'export it as iCalendar: it begins with BEGIN:VCALENDAR' }),
  ],
  'too-long': ['error', () => ({ message: 'is longer than 4 MiB', fix: 'leave out old events' })],
  'too-many-events': [
    'warning',
    () => ({ message: 'has more events than are read; the last ones are left out', fix: 'leave out old events' }),
  ],
  'bad-start': [
    'warning',
    (event, written) => left(event, `its DTSTART cannot be read${written}`, 'correct its start'),
  ],
  'bad-end': ['warning', (event, written) => left(event, `its end cannot be read${written}`, 'correct its end')],
  'too-long-event': [
    'warning',
    (event) => left(event, 'it is too long for a shift', 'make it a series of shorter ones'),
  ],
  'unknown-zone': [
    'warning',
    (event, written) => left(event, `its time zone is not known${written}`, 'use a name such as Europe/Paris'),
  ],
  'unknown-rule': [
    'warning',
    (event, written) => left(event, `its RRULE is not understood${written}`, 'repeat it daily, weekly or monthly'),
  ],
  'too-many-instances': [
    'warning',
    (event) =>
      left(event, 'it is repeated too often to be counted', 'give the series an end (UNTIL) instead of a COUNT'),
  ],
  'this-and-future': [
    'warning',
    (event) => left(event, 'it changes all that come after it', 'end the series, and begin a new one'),
  ],
  'nobody-known': [
    'warning',
    (event) =>
      left(
        event,
        'it names nobody of the book',
        'call it by the name of a person, or invite that person by an address',
      ),
  ],
};

/** What of the calendar of a rotation is left out, and why (see `CalendarCheck`). */
export const checkCalendar: CalendarCheck = (rotation, people) => {
  const { problems } = openSchedule(rotation, whoIs(people));
  return problems.map(({ kind, event = '', written }) => {
    const [severity, say] = FAULTS[kind];
    return { severity, ...say(event, written === undefined ? '' : `, it is ${JSON.stringify(written.slice(0, 80))}`) };
  });
};

function left(event: string, why: string, fix: string): Omit<CalendarFault, 'severity'> {
  const name = event === '' ? 'an event' : `the event ${JSON.stringify(event.slice(0, 80))}`;
  return { message: `has ${name} that is left out: ${why}`, fix };
}
