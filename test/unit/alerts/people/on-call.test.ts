import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dutiesBetween } from '../../../../gateways/alerts/people/duties.js';
import { parseLocalTime } from '../../../../gateways/alerts/people/local-time.js';
import { gapsBetween, nextHandovers, onCallAt } from '../../../../gateways/alerts/people/on-call.js';
import type { Duty, RotatingLayer, Schedule, TurnLength } from '../../../../gateways/alerts/people/schedule.js';
import type { WeeklyWindow } from '../../../../gateways/alerts/people/weekly-window.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function layer(
  start: string,
  turns: readonly string[],
  length: TurnLength,
  only?: readonly WeeklyWindow[],
): RotatingLayer {
  return {
    kind: 'rotating',
    name: `from ${start}`,
    turns: turns.map((people) => people.split('+')),
    start: parseLocalTime(start) ?? assert.fail(start),
    length,
    ...(only === undefined ? {} : { only }),
  };
}

const DAILY: TurnLength = { every: 1, unit: 'days' };
const WEEKLY: TurnLength = { every: 1, unit: 'weeks' };
const OFFICE: WeeklyWindow = { days: ['mo', 'tu', 'we', 'th', 'fr'], from: 8 * 60, to: 18 * 60 };

function schedule(...layers: RotatingLayer[]): Schedule {
  return { name: 'ops', zone: 'Europe/Berlin', layers };
}

function at(text: string): number {
  return Date.parse(text);
}

function shown({ from, people }: Duty): string {
  return `${new Date(from).toISOString().slice(0, 16)} ${people.join('+')}`;
}

describe('onCallAt', () => {
  it('hands over each week at the same time of the clock, also when summer time begins', () => {
    const weekly = schedule(layer('2026-03-23T09:00', ['alice', 'bob', 'carol'], WEEKLY));
    assert.deepEqual(onCallAt(weekly, at('2026-03-23T07:59:59Z')).people, []);
    assert.deepEqual(onCallAt(weekly, at('2026-03-23T08:00:00Z')).people, ['alice']);
    assert.deepEqual(onCallAt(weekly, at('2026-03-30T06:59:59Z')).people, ['alice']);
    assert.deepEqual(onCallAt(weekly, at('2026-03-30T07:00:00Z')).people, ['bob']);
    assert.deepEqual(onCallAt(weekly, at('2026-04-13T07:00:00Z')).people, ['alice']);
    assert.deepEqual(onCallAt(weekly, at('2046-04-02T07:00:00Z')).people, ['bob']);
  });

  it('has several people in one turn', () => {
    assert.deepEqual(
      onCallAt(schedule(layer('2026-01-01T00:00', ['alice+bob'], DAILY)), at('2026-02-01T00:00Z')).people,
      ['alice', 'bob'],
    );
  });

  it('goes on turning outside the hours of a layer, where the next layer has somebody', () => {
    const both = schedule(
      layer('2026-01-05T00:00', ['alice', 'bob'], WEEKLY, [OFFICE]),
      layer('2026-01-01T00:00', ['night'], DAILY),
    );
    assert.deepEqual(onCallAt(both, at('2026-01-05T06:59Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-05T07:00Z')).people, ['alice']);
    assert.deepEqual(onCallAt(both, at('2026-01-05T17:00Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-10T12:00Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-12T12:00Z')).people, ['bob']);
  });

  it('turns by months, also from a day that not each of them has', () => {
    const monthly = schedule(layer('2026-01-31T12:00', ['alice', 'bob'], { every: 1, unit: 'months' }));
    assert.deepEqual(onCallAt(monthly, at('2026-02-28T10:59Z')).people, ['alice']);
    assert.deepEqual(onCallAt(monthly, at('2026-02-28T11:00Z')).people, ['bob']);
    assert.deepEqual(onCallAt(monthly, at('2026-03-31T10:00Z')).people, ['alice']);
  });

  it('replaces everybody, or one person, while an override lasts', () => {
    const base = schedule(layer('2026-01-01T00:00', ['alice+bob'], DAILY));
    const span = { from: at('2026-01-10T12:00Z'), to: at('2026-01-10T14:00Z') };
    const now = at('2026-01-10T13:00Z');
    const withOverrides = (...overrides: NonNullable<Schedule['overrides']>) => onCallAt({ ...base, overrides }, now);
    assert.deepEqual(withOverrides({ ...span, people: ['dave'] }), {
      from: now,
      to: now + 1,
      people: ['dave'],
      by: 'override',
    });
    assert.deepEqual(withOverrides({ ...span, people: ['dave'], instead: 'alice' }).people, ['dave', 'bob']);
    assert.deepEqual(withOverrides({ ...span, people: ['dave'], instead: 'carol' }).people, ['alice', 'bob']);
    assert.deepEqual(withOverrides({ ...span, people: ['dave'] }, { ...span, people: ['erin'] }).people, ['erin']);
    assert.deepEqual(withOverrides({ ...span, people: [] }).people, []);
    assert.deepEqual(onCallAt({ ...base, overrides: [{ ...span, people: ['dave'] }] }, span.to).people, [
      'alice',
      'bob',
    ]);
  });

  it('takes overrides of a calendar before its layers', () => {
    const shift = { from: at('2026-01-10T12:00Z'), to: at('2026-01-10T14:00Z'), people: ['dave'] };
    const both: Schedule = {
      ...schedule(layer('2026-01-01T00:00', ['alice'], DAILY)),
      overrideSources: [{ between: () => [shift] }],
    };
    assert.deepEqual(onCallAt(both, shift.from).people, ['dave']);
    assert.deepEqual(onCallAt(both, shift.to).people, ['alice']);
  });
});

describe('nextHandovers', () => {
  it('tells who comes next and from when', () => {
    const weekly = schedule(layer('2026-03-23T09:00', ['alice', 'bob'], WEEKLY));
    assert.deepEqual(nextHandovers(weekly, at('2026-03-24T00:00Z'), 3).map(shown), [
      '2026-03-30T07:00 bob',
      '2026-04-06T07:00 alice',
      '2026-04-13T07:00 bob',
    ]);
  });

  it('tells holes, and no handover from somebody to the same person', () => {
    const office = schedule(layer('2026-01-05T00:00', ['alice'], DAILY, [OFFICE]));
    assert.deepEqual(nextHandovers(office, at('2026-01-09T12:00Z'), 3).map(shown), [
      '2026-01-09T17:00 ',
      '2026-01-12T07:00 alice',
      '2026-01-12T17:00 ',
    ]);
    assert.deepEqual(
      nextHandovers(schedule(layer('2026-01-05T00:00', ['alice'], DAILY)), at('2026-01-09T12:00Z'), 3),
      [],
    );
  });

  it('comes to an end where turns are short and people many', () => {
    const hourly = schedule(layer('1970-01-01T00:00', ['a', 'b'], { every: 1, unit: 'hours' }));
    const began = performance.now();
    assert.ok(nextHandovers(hourly, at('2026-01-09T12:00Z'), 1e9).length < 10_000);
    assert.ok(performance.now() - began < 5000);
    const never = schedule(layer('2026-01-01T00:00', ['a', 'b'], { every: 0, unit: 'hours' }));
    assert.equal(nextHandovers(never, at('2026-01-09T12:00Z'), 1).length, 1);
  });
});

describe('gapsBetween', () => {
  it('tells when nobody is on call', () => {
    const office = schedule(layer('2026-01-05T00:00', ['alice'], DAILY, [OFFICE]));
    const gaps = gapsBetween(office, at('2026-01-09T12:00Z'), at('2026-01-12T12:00Z'));
    assert.deepEqual(gaps, [{ from: at('2026-01-09T17:00Z'), to: at('2026-01-12T07:00Z') }]);
    assert.deepEqual(
      gapsBetween(schedule(layer('2026-01-01T00:00', ['a'], DAILY)), at('2026-02-01'), at('2027-01-01')),
      [],
    );
  });

  it('knows hours that go over midnight', () => {
    const nights = schedule(layer('2026-01-01T00:00', ['a'], WEEKLY, [{ days: ['fr'], from: 22 * 60, to: 6 * 60 }]));
    assert.deepEqual(gapsBetween(nights, at('2026-01-09T00:00Z'), at('2026-01-11T00:00Z')), [
      { from: at('2026-01-09T00:00Z'), to: at('2026-01-09T21:00Z') },
      { from: at('2026-01-10T05:00Z'), to: at('2026-01-11T00:00Z') },
    ]);
  });
});

describe('dutiesBetween', () => {
  it('has no holes and no overlaps, and says the same as onCallAt', () => {
    const lengths: TurnLength[] = [
      { every: 5, unit: 'hours' },
      DAILY,
      { every: 3, unit: 'days' },
      WEEKLY,
      { every: 2, unit: 'months' },
    ];
    const layers = fc.record({
      start: fc.constantFrom('2025-10-25T02:30', '2026-01-31T00:00', '2026-03-28T02:15', '2026-05-01T23:59'),
      length: fc.constantFrom(...lengths),
      only: fc.constantFrom(undefined, [OFFICE], [OFFICE, { from: 22 * 60, to: 2 * 60 }]),
    });
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const spans = fc.record({
      from: fc.integer({ min: at('2025-10-01'), max: at('2026-06-01') }),
      days: fc.integer({ min: 1, max: 70 }),
    });
    fc.assert(
      fc.property(zones, fc.array(layers, { minLength: 1, maxLength: 2 }), spans, (zone, given, { from, days }) => {
        const all = given.map(({ start, length, only }, index) =>
          layer(start, [`a${index}`, `b${index}`, `c${index}`], length, only),
        );
        const one: Schedule = { name: 'ops', zone, layers: all };
        const to = from + days * DAY;
        let reached = from;
        for (const duty of dutiesBetween(one, from, to)) {
          assert.equal(duty.from, reached);
          assert.ok(duty.to > duty.from);
          for (const time of [duty.from, Math.floor((duty.from + duty.to) / 2), duty.to - 1]) {
            assert.deepEqual(onCallAt(one, time).people, duty.people);
          }
          reached = duty.to;
        }
        assert.equal(reached, to);
      }),
      { numRuns: 60 },
    );
  });
});
