import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dutiesBetween } from '../../../../gateways/alerts/people/duties.js';
import { gapsBetween, nextHandovers, onCallAt } from '../../../../gateways/alerts/people/on-call.js';
import { openSchedule } from '../../../../gateways/alerts/people/open-schedule.js';
import type { Duty, Layer, Override, Schedule, TurnLength } from '../../../../gateways/alerts/people/schedule.js';
import type { TimeInterval } from '../../../../gateways/alerts/time/interval.js';
import { workMs } from '../../../support/cpu-time.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function clockTime(text: string) {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute, second: 0 };
}

function layer(start: string, turns: readonly string[], length: TurnLength, ...during: TimeInterval[]): Layer {
  return {
    turns: turns.map((people) => people.split('+')),
    start: clockTime(start),
    length,
    during: during.map((interval) => ({ intervals: [interval] })),
  };
}

const DAILY: TurnLength = { count: 1, unit: 'day' };
const WEEKLY: TurnLength = { count: 1, unit: 'week' };
const ANY: TimeInterval = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [] };
const OFFICE: TimeInterval = { ...ANY, weekdays: [{ from: 1, to: 5 }], times: [{ from: 8 * 60, to: 18 * 60 }] };
const EVENING: TimeInterval = { ...ANY, times: [{ from: 22 * 60, to: 1440 }] };

/** A schedule in Berlin; the layers that stand last count first. */
function schedule(...layers: Layer[]): Schedule {
  return openSchedule({ zone: 'Europe/Berlin', layers, overrides: [] }, () => undefined).schedule;
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

  it('goes on turning outside the hours of a layer, where the layer below it has somebody', () => {
    const both = schedule(
      layer('2026-01-01T00:00', ['night'], DAILY),
      layer('2026-01-05T00:00', ['alice', 'bob'], WEEKLY, OFFICE),
    );
    assert.deepEqual(onCallAt(both, at('2026-01-05T06:59Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-05T07:00Z')).people, ['alice']);
    assert.deepEqual(onCallAt(both, at('2026-01-05T17:00Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-10T12:00Z')).people, ['night']);
    assert.deepEqual(onCallAt(both, at('2026-01-12T12:00Z')).people, ['bob']);
  });

  it('hands over after so many hours that pass, whatever the clock does', () => {
    const shifts = schedule(layer('2026-03-28T20:00', ['alice', 'bob'], { count: 12, unit: 'hour' }));
    assert.deepEqual(onCallAt(shifts, at('2026-03-29T06:59Z')).people, ['alice']);
    assert.deepEqual(onCallAt(shifts, at('2026-03-29T07:00Z')).people, ['bob']);
  });

  it('has nobody of a layer after its end', () => {
    const ended = schedule({ ...layer('2026-01-01T00:00', ['alice'], WEEKLY), end: clockTime('2026-01-10T12:00') });
    assert.deepEqual(onCallAt(ended, at('2026-01-10T10:59Z')).people, ['alice']);
    assert.deepEqual(onCallAt(ended, at('2026-01-10T11:00Z')).people, []);
  });

  it('turns by months, also from a day that not each of them has', () => {
    const monthly = schedule(layer('2026-01-31T12:00', ['alice', 'bob'], { count: 1, unit: 'month' }));
    assert.deepEqual(onCallAt(monthly, at('2026-02-28T10:59Z')).people, ['alice']);
    assert.deepEqual(onCallAt(monthly, at('2026-02-28T11:00Z')).people, ['bob']);
    assert.deepEqual(onCallAt(monthly, at('2026-03-31T10:00Z')).people, ['alice']);
  });

  it('replaces everybody, or one person, while an override lasts', () => {
    const base = schedule(layer('2026-01-01T00:00', ['alice+bob'], DAILY));
    const span = { from: at('2026-01-10T12:00Z'), to: at('2026-01-10T14:00Z') };
    const now = at('2026-01-10T13:00Z');
    const withOverrides = (...overrides: Override[]) => onCallAt({ ...base, overrides }, now);
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

  it('takes its calendar before its layers', () => {
    const shift = { from: at('2026-01-10T12:00Z'), to: at('2026-01-10T14:00Z'), people: ['dave'] };
    const both: Schedule = {
      ...schedule(layer('2026-01-01T00:00', ['alice'], DAILY)),
      calendar: { between: () => [shift] },
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
    const office = schedule(layer('2026-01-05T00:00', ['alice'], DAILY, OFFICE));
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
    const hourly = schedule(layer('1970-01-01T00:00', ['a', 'b'], { count: 1, unit: 'hour' }));
    const began = workMs();
    assert.ok(nextHandovers(hourly, at('2026-01-09T12:00Z'), 1e9).length < 10_000);
    assert.ok(workMs() - began < 5000);
    const never = schedule(layer('2026-01-01T00:00', ['a', 'b'], { count: 0, unit: 'hour' }));
    assert.equal(nextHandovers(never, at('2026-01-09T12:00Z'), 1).length, 1);
  });
});

describe('gapsBetween', () => {
  it('tells when nobody is on call', () => {
    const office = schedule(layer('2026-01-05T00:00', ['alice'], DAILY, OFFICE));
    const gaps = gapsBetween(office, at('2026-01-09T12:00Z'), at('2026-01-12T12:00Z'));
    assert.deepEqual(gaps, [{ from: at('2026-01-09T17:00Z'), to: at('2026-01-12T07:00Z') }]);
    assert.deepEqual(
      gapsBetween(schedule(layer('2026-01-01T00:00', ['a'], DAILY)), at('2026-02-01'), at('2027-01-01')),
      [],
    );
  });

  it('knows hours that go over midnight', () => {
    const saturday = { ...ANY, weekdays: [{ from: 6, to: 6 }], times: [{ from: 0, to: 6 * 60 }] };
    const friday = { ...EVENING, weekdays: [{ from: 5, to: 5 }] };
    const nights = schedule(layer('2026-01-01T00:00', ['a'], WEEKLY, friday, saturday));
    assert.deepEqual(gapsBetween(nights, at('2026-01-09T00:00Z'), at('2026-01-11T00:00Z')), [
      { from: at('2026-01-09T00:00Z'), to: at('2026-01-09T21:00Z') },
      { from: at('2026-01-10T05:00Z'), to: at('2026-01-11T00:00Z') },
    ]);
  });
});

describe('dutiesBetween', () => {
  it('has no holes and no overlaps, and says the same as onCallAt', () => {
    const lengths: TurnLength[] = [
      { count: 5, unit: 'hour' },
      DAILY,
      { count: 3, unit: 'day' },
      WEEKLY,
      { count: 2, unit: 'month' },
    ];
    const layers = fc.record({
      start: fc.constantFrom('2025-10-25T02:30', '2026-01-31T00:00', '2026-03-28T02:15', '2026-05-01T23:59'),
      length: fc.constantFrom(...lengths),
      during: fc.constantFrom([], [OFFICE], [OFFICE, EVENING]),
    });
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const spans = fc.record({
      from: fc.integer({ min: at('2025-10-01'), max: at('2026-06-01') }),
      days: fc.integer({ min: 1, max: 70 }),
    });
    fc.assert(
      fc.property(zones, fc.array(layers, { minLength: 1, maxLength: 2 }), spans, (zone, given, { from, days }) => {
        const all = given.map(({ start, length, during }, index) =>
          layer(start, [`a${index}`, `b${index}`, `c${index}`], length, ...during),
        );
        const one = openSchedule({ zone, layers: all, overrides: [] }, () => undefined).schedule;
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
