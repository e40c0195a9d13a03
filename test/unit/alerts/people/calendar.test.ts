import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CalendarShifts, MOST_SHIFTS } from '../../../../gateways/alerts/people/calendar/calendar-shifts.js';
import { LONGEST_CALENDAR, readCalendar } from '../../../../gateways/alerts/people/calendar/read-calendar.js';
import { whoIs } from '../../../../gateways/alerts/people/calendar/who.js';
import { onCallAt } from '../../../../gateways/alerts/people/on-call.js';
import { openSchedule } from '../../../../gateways/alerts/people/open-schedule.js';
import type { Person } from '../../../../gateways/alerts/people/person.js';
import { workMs } from '../../../support/cpu-time.js';

const PEOPLE: Person[] = [
  {
    name: 'alice',
    title: 'Alice Doe',
    places: [
      { medium: 'xmpp', uri: 'xmpp:alice@example.org' },
      { medium: 'email', uri: 'mailto:alice@example.net' },
    ],
  },
  { name: 'bob', title: 'Bob', places: [{ medium: 'sms', uri: 'sms:+33612345678' }] },
  { name: 'carol', title: 'bob', places: [] },
  { name: 'one', title: 'Double', places: [] },
  { name: 'other', title: 'Double', places: [] },
];

function calendar(...events: readonly (readonly string[])[]): string {
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

function read(text: string) {
  return readCalendar(text, whoIs(PEOPLE), 'Europe/Berlin');
}

function shifts(text: string, from: string, to: string): string[] {
  const short = (time: number) => new Date(time).toISOString().slice(5, 16);
  return new CalendarShifts(read(text).events)
    .between(Date.parse(from), Date.parse(to))
    .map((shift) => `${short(shift.from)} ${short(shift.to)} ${shift.people.join('+')}`);
}

/** What comes back from a day on, nine to five in Berlin. */
function series(rule: string, ...more: string[]): string {
  return calendar([
    'UID:1',
    'SUMMARY:alice',
    'DTSTART;TZID=Europe/Berlin:20260302T090000',
    'DTEND;TZID=Europe/Berlin:20260302T170000',
    `RRULE:${rule}`,
    ...more,
  ]);
}

function daysOf(rule: string, from = '2026-03-01', to = '2026-04-01', ...more: string[]): string {
  return shifts(series(rule, ...more), from, to)
    .map((line) => line.slice(0, 5))
    .join(' ');
}

describe('readCalendar', () => {
  it('reads times in UTC, in zones, without a zone, and whole days', () => {
    const text = calendar(
      ['SUMMARY:alice', 'DTSTART:20260105T080000Z', 'DTEND:20260105T160000Z'],
      ['SUMMARY:alice', 'DTSTART;TZID=America/New_York:20260106T080000', 'DURATION:PT8H'],
      ['SUMMARY:alice', 'DTSTART:20260107T080000', 'DURATION:P1DT30M'],
      ['SUMMARY:alice', 'DTSTART;VALUE=DATE:20260109', 'DTEND;VALUE=DATE:20260111'],
      ['SUMMARY:alice', 'DTSTART;VALUE=DATE:20260112'],
    );
    assert.deepEqual(shifts(text, '2026-01-01', '2026-02-01'), [
      '01-05T08:00 01-05T16:00 alice',
      '01-06T13:00 01-06T21:00 alice',
      '01-07T07:00 01-08T07:30 alice',
      '01-08T23:00 01-10T23:00 alice',
      '01-11T23:00 01-12T23:00 alice',
    ]);
  });

  it('knows zones by the names of programs, of Windows and of their VTIMEZONE', () => {
    const at = (tzid: string) => ['SUMMARY:alice', `DTSTART;TZID=${tzid}:20260701T090000`, 'DURATION:PT1H'];
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Our office',
      'X-LIC-LOCATION:Asia/Tokyo',
      'BEGIN:STANDARD',
      'TZID:x',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    const text = calendar(
      at('/freeassociation.sourceforge.net/Europe/Berlin'),
      at('W. Europe Standard Time'),
      at('"Our office"'),
    ).replace('VERSION:2.0', ['VERSION:2.0', ...zone].join('\r\n'));
    assert.deepEqual(shifts(text, '2026-07-01', '2026-07-02'), [
      '07-01T00:00 07-01T01:00 alice',
      '07-01T07:00 07-01T08:00 alice',
      '07-01T07:00 07-01T08:00 alice',
    ]);
    assert.deepEqual(read(calendar(at('Mars/Olympus'))), {
      events: [],
      problems: [{ kind: 'unknown-zone', event: 'alice', written: 'Mars/Olympus' }],
    });
  });

  it('takes the zone of the calendar for times without one', () => {
    const text = calendar(['SUMMARY:alice', 'DTSTART:20260701T090000', 'DURATION:PT1H']);
    const tokyo = text.replace('VERSION:2.0', 'X-WR-TIMEZONE:Asia/Tokyo');
    assert.deepEqual(shifts(tokyo, '2026-07-01', '2026-07-02'), ['07-01T00:00 07-01T01:00 alice']);
  });

  it('finds people by attendees, else by the summary', () => {
    const who = (...lines: string[]) =>
      read(calendar([...lines, 'DTSTART:20260701T090000', 'DURATION:PT1H'])).events[0]?.people.join('+') ?? 'nobody';
    assert.equal(who('SUMMARY:Alice Doe'), 'alice');
    assert.equal(who('SUMMARY:On call: alice\\, BOB'), 'alice+bob');
    assert.equal(who('SUMMARY:alice / nobody'), 'alice');
    assert.equal(who('SUMMARY:bob', 'ATTENDEE;CN=Alice:mailto:Alice@Example.net'), 'alice');
    assert.equal(
      who('SUMMARY:x', 'ATTENDEE;CN="Alice Doe":mailto:a@b.example', 'ATTENDEE:tel:+33612345678'),
      'alice+bob',
    );
    assert.equal(who('SUMMARY:bob', 'ATTENDEE;PARTSTAT=DECLINED:xmpp:alice@example.org'), 'bob');
    assert.equal(who('SUMMARY:Double'), 'nobody');
    assert.deepEqual(read(calendar(['SUMMARY:mallory', 'DTSTART:20260701T090000', 'DURATION:PT1H'])).problems, [
      { kind: 'nobody-known', event: 'mallory', written: 'mallory' },
    ]);
  });

  it('unfolds lines and leaves alarms aside', () => {
    const text = calendar([
      'SUMMARY:al',
      ' ice',
      'DTSTART;TZID=Europe/',
      '\tBerlin:20260701T090000',
      'DURATION:PT1H',
      'BEGIN:VALARM',
      'SUMMARY:bob',
      'DURATION:PT9H',
      'END:VALARM',
    ]);
    assert.deepEqual(shifts(text, '2026-07-01', '2026-07-02'), ['07-01T07:00 07-01T08:00 alice']);
    assert.deepEqual(shifts(text.replaceAll('\r\n', '\n'), '2026-07-01', '2026-07-02'), [
      '07-01T07:00 07-01T08:00 alice',
    ]);
  });

  it('leaves out what it does not understand, and says so', () => {
    const kinds = (...lines: string[]) => read(calendar(['SUMMARY:alice', ...lines])).problems.map(({ kind }) => kind);
    assert.deepEqual(kinds(), ['bad-start']);
    assert.deepEqual(kinds('DTSTART:20260230T000000'), ['bad-start']);
    assert.deepEqual(kinds('DTSTART:20260701T090000'), ['bad-end']);
    assert.deepEqual(kinds('DTSTART:20260701T090000', 'DTEND:20260701T080000'), ['bad-end']);
    assert.deepEqual(kinds('DTSTART:20260701T090000', 'DURATION:-PT1H'), ['bad-end']);
    assert.deepEqual(kinds('DTSTART:20260701T090000', 'DURATION:P40D', 'RRULE:FREQ=DAILY'), ['too-long-event']);
    for (const rule of [
      'FREQ=YEARLY',
      'FREQ=DAILY;BYHOUR=1',
      'FREQ=WEEKLY;BYDAY=1MO',
      'FREQ=DAILY;COUNT=0',
      'INTERVAL=2',
    ]) {
      assert.deepEqual(kinds('DTSTART:20260701T090000', 'DURATION:PT1H', `RRULE:${rule}`), ['unknown-rule']);
    }
    assert.deepEqual(read('hello'), { events: [], problems: [{ kind: 'no-calendar' }] });
  });
});

describe('events that come back', () => {
  it('by day, with an interval and on some weekdays', () => {
    assert.equal(daysOf('FREQ=DAILY;COUNT=3'), '03-02 03-03 03-04');
    assert.equal(daysOf('FREQ=DAILY;INTERVAL=10'), '03-02 03-12 03-22');
    assert.equal(daysOf('FREQ=DAILY;BYDAY=SA,SU;UNTIL=20260314T080000Z'), '03-02 03-07 03-08 03-14');
    assert.equal(daysOf('FREQ=DAILY;UNTIL=20260303T075959Z'), '03-02');
    assert.equal(daysOf('FREQ=DAILY;UNTIL=20260303'), '03-02 03-03');
  });

  it('by week, and the day on which weeks begin counts', () => {
    assert.equal(daysOf('FREQ=WEEKLY'), '03-02 03-09 03-16 03-23 03-30');
    assert.equal(daysOf('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO'), '03-02 03-08 03-16 03-22 03-30');
    assert.equal(daysOf('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU'), '03-02 03-15 03-16 03-29 03-30');
    assert.equal(daysOf('FREQ=WEEKLY;COUNT=4;BYDAY=MO,TH'), '03-02 03-05 03-09 03-12');
  });

  it('by month, by date and by weekday', () => {
    assert.equal(daysOf('FREQ=MONTHLY', '2027-01-01', '2027-02-01'), '01-02');
    assert.equal(daysOf('FREQ=MONTHLY;BYDAY=1MO,-1FR', '2026-03-03', '2026-04-30'), '03-27 04-06 04-24');
    assert.equal(daysOf('FREQ=MONTHLY;BYMONTHDAY=-1', '2026-03-03', '2026-04-01'), '03-31');
    assert.equal(daysOf('FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', '2026-03-03', '2026-04-01'), '03-13');
    assert.equal(daysOf('FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30', '2027-02-01', '2027-04-01'), '03-30');
    assert.equal(daysOf('FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=32', '2027-02-01', '2027-04-01'), '');
  });

  it('at the same time of the clock in summer and winter', () => {
    assert.deepEqual(shifts(series('FREQ=WEEKLY'), '2026-03-22', '2026-03-31'), [
      '03-23T08:00 03-23T16:00 alice',
      '03-30T07:00 03-30T15:00 alice',
    ]);
  });

  it('but not where they were taken out', () => {
    assert.equal(
      daysOf('FREQ=WEEKLY', '2026-03-01', '2026-04-01', 'EXDATE;TZID=Europe/Berlin:20260302T090000,20260316T090000'),
      '03-09 03-23 03-30',
    );
    assert.equal(
      daysOf('FREQ=WEEKLY', '2026-03-01', '2026-04-01', 'EXDATE;VALUE=DATE:20260309'),
      '03-02 03-16 03-23 03-30',
    );
    assert.equal(
      daysOf('FREQ=WEEKLY', '2026-03-01', '2026-04-01', 'EXDATE:20260309T080000Z'),
      '03-02 03-16 03-23 03-30',
    );
  });

  it('and as their instances were changed', () => {
    const changed = [
      [
        'UID:1',
        'SUMMARY:bob',
        'RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000',
        'DTSTART:20260310T100000Z',
        'DURATION:PT1H',
      ],
      ['UID:1', 'STATUS:CANCELLED', 'SUMMARY:alice', 'RECURRENCE-ID:20260316T080000Z', 'DTSTART:20260316T080000Z'],
    ];
    const events = changed.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
    const text = series('FREQ=WEEKLY;COUNT=4').replace('END:VCALENDAR', [...events, 'END:VCALENDAR'].join('\r\n'));
    assert.deepEqual(shifts(text, '2026-03-01', '2026-04-01'), [
      '03-02T08:00 03-02T16:00 alice',
      '03-10T10:00 03-10T11:00 bob',
      '03-23T08:00 03-23T16:00 alice',
    ]);
  });

  it('are found far from their beginning as well as from it', () => {
    const rules = fc.constantFrom(
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=DAILY;BYDAY=MO,WE,FR',
      'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SA',
      'FREQ=MONTHLY;BYDAY=2TU,-1SU',
      'FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31,-2',
      'FREQ=DAILY;COUNT=400',
      'FREQ=MONTHLY;BYDAY=MO;COUNT=60',
    );
    const all = new Map<string, readonly string[]>();
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 31 }), (rule, after, days) => {
        const source = new CalendarShifts(read(series(rule)).events);
        const from = Date.UTC(2026, 2, 1) + after * 86_400_000;
        const to = from + days * 86_400_000;
        const here = source.between(from, to).map((shift) => shift.from);
        if (!all.has(rule)) {
          const whole = source.between(Date.UTC(2026, 2, 1), Date.UTC(2029, 2, 1));
          all.set(
            rule,
            whole.map((shift) => `${shift.from} ${shift.to}`),
          );
        }
        const expected = (all.get(rule) ?? [])
          .map((line) => line.split(' ').map(Number))
          .filter(([begin = 0, end = 0]) => end > from && begin < to)
          .map(([begin]) => begin);
        assert.deepEqual(here, expected);
      }),
    );
  });
});

describe('a calendar in a schedule', () => {
  it('has two people where its events overlap', () => {
    const text = calendar(
      ['SUMMARY:alice', 'DTSTART:20260701T090000Z', 'DURATION:PT4H'],
      ['SUMMARY:bob', 'DTSTART:20260701T100000Z', 'DURATION:PT1H'],
    );
    const rotation = { zone: 'UTC', layers: [], overrides: [], calendar: { text } };
    const { schedule } = openSchedule(rotation, whoIs(PEOPLE));
    const who = (time: string) => onCallAt(schedule, Date.parse(time)).people.join('+');
    assert.equal(who('2026-07-01T09:30Z'), 'alice');
    assert.equal(who('2026-07-01T10:30Z'), 'alice+bob');
    assert.equal(who('2026-07-01T11:00Z'), 'alice');
    assert.equal(who('2026-07-01T13:00Z'), '');
  });
});

describe('hostile calendars', () => {
  it('end in bounded time and memory', () => {
    const many = (count: number, line: string) => Array.from({ length: count }, () => line);
    const event = ['UID:1', 'SUMMARY:alice', 'DTSTART:19700101T000000', 'DURATION:P31D', 'RRULE:FREQ=DAILY'];
    const never = [...event.slice(0, 4), 'RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYDAY=5MO'];
    const counted = [...event.slice(0, 4), 'RRULE:FREQ=MONTHLY;BYDAY=5FR;COUNT=10000'];
    const texts = [
      calendar(...Array.from({ length: 3000 }, () => event)),
      calendar(...Array.from({ length: 2000 }, () => never)),
      calendar(...Array.from({ length: 2000 }, () => counted)),
      many(200_000, 'BEGIN:VEVENT').join('\n'),
      `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:${many(300_000, ' x').join('\n')}`,
      calendar([`DTSTART${';A="'.repeat(100_000)}:1`]),
      calendar(many(100_000, 'EXDATE:20260101T000000Z')),
    ];
    const from = Date.UTC(2026, 0);
    for (const text of texts) {
      const began = workMs();
      const { events, problems } = read(text);
      assert.ok(problems.length <= 60);
      const found = new CalendarShifts(events).between(from, from + 32 * 86_400_000);
      assert.ok(found.length <= MOST_SHIFTS);
      assert.ok(workMs() - began < 8000, `${text.slice(0, 200)} took ${workMs() - began} ms`);
    }
    assert.deepEqual(read('x'.repeat(LONGEST_CALENDAR + 1)).problems, [{ kind: 'too-long' }]);
  });

  it('never throw', () => {
    const pieces = fc.constantFrom(
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'END:VEVENT',
      'END:VCALENDAR',
      'SUMMARY:alice',
      'DTSTART:99991231T235959Z',
      'DTSTART:00010101',
      'DTSTART;TZID=Europe/Berlin:20260329T023000',
      'DURATION:P999999W',
      'DURATION:PT1H',
      'DTEND:20270101T000000Z',
      'RRULE:FREQ=DAILY;UNTIL=00010101',
      'RRULE:FREQ=WEEKLY;INTERVAL=1000;COUNT=5',
      'EXDATE:,,,',
      'RECURRENCE-ID:x',
      'RRULE:;;==',
      ':',
      ';',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (lines) => {
        const { events } = read(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines].join('\n'));
        new CalendarShifts(events).between(Date.UTC(2026, 0), Date.UTC(2026, 1));
        new CalendarShifts(events).between(Date.UTC(9999, 11), Date.UTC(9999, 11, 31));
      }),
      { numRuns: 500 },
    );
  });
});
