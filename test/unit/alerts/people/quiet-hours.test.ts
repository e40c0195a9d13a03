import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES } from '../../../../gateways/alerts/alert.js';
import { heldUntil, LONGEST_HOLD } from '../../../../gateways/alerts/people/quiet-hours.js';
import type { OpenWindow } from '../../../../gateways/alerts/people/windows.js';
import type { TimeInterval } from '../../../../gateways/alerts/time/interval.js';

const ANY: TimeInterval = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [] };
const NIGHT: OpenWindow = {
  intervals: [
    {
      ...ANY,
      times: [
        { from: 22 * 60, to: 1440 },
        { from: 0, to: 7 * 60 },
      ],
    },
  ],
};

interface Given {
  readonly windows?: readonly OpenWindow[];
  readonly severity?: (typeof SEVERITIES)[number];
  readonly bypass?: (typeof SEVERITIES)[number];
}

function until(now: string, { windows = [NIGHT], severity = 'error', bypass = 'critical' }: Given = {}) {
  const end = heldUntil({ zone: 'Europe/Berlin', quiet: { windows, bypass } }, severity, Date.parse(now));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
}

describe('heldUntil', () => {
  it('holds what comes at night until the morning of the person', () => {
    assert.equal(until('2026-01-15T20:59Z'), undefined);
    assert.equal(until('2026-01-15T21:00Z'), '2026-01-16T06:00');
    assert.equal(until('2026-01-16T05:59Z'), '2026-01-16T06:00');
    assert.equal(until('2026-01-16T06:00Z'), undefined);
    assert.equal(until('2026-03-28T23:00Z'), '2026-03-29T05:00');
  });

  it('lets pass what is bad enough', () => {
    assert.equal(until('2026-01-15T23:00Z', { severity: 'critical' }), undefined);
    assert.equal(until('2026-01-15T23:00Z', { bypass: 'error', severity: 'error' }), undefined);
    assert.equal(until('2026-01-15T23:00Z', { bypass: 'error', severity: 'warning' }), '2026-01-16T06:00');
  });

  it('goes on through hours that follow upon each other', () => {
    const weekend: OpenWindow = {
      intervals: [
        { ...ANY, weekdays: [{ from: 6, to: 6 }] },
        { ...ANY, weekdays: [{ from: 0, to: 0 }] },
      ],
    };
    assert.equal(until('2026-01-16T22:00Z', { windows: [NIGHT, weekend] }), '2026-01-19T06:00');
  });

  it('ends also where somebody is never to be disturbed', () => {
    const person = { quiet: { windows: [{ intervals: [ANY] }], bypass: 'critical' } } as const;
    const now = Date.parse('2026-01-15T12:00Z');
    assert.equal(heldUntil(person, 'error', now), now + LONGEST_HOLD);
    assert.equal(heldUntil(person, 'error', now + LONGEST_HOLD, now), undefined);
  });

  it('takes the zone of a window before that of the person', () => {
    const windows = NIGHT.intervals.map((interval) => ({ intervals: [{ ...interval, zone: 'America/New_York' }] }));
    assert.equal(until('2026-01-16T02:59Z', { windows }), undefined);
    assert.equal(until('2026-01-16T03:00Z', { windows }), '2026-01-16T12:00');
  });

  it('always tells a time that is later, and at which nothing is held any more or the longest hold is over', () => {
    const ranges = (least: number, most: number) =>
      fc.array(
        fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })).map(([one, other]) => ({
          from: Math.min(one, other),
          to: Math.max(one, other),
        })),
        { maxLength: 2 },
      );
    const hours = fc.record({
      times: ranges(0, 1440).map((all) => all.filter(({ from, to }) => from < to)),
      weekdays: ranges(0, 6),
      daysOfMonth: ranges(-31, -1),
      months: ranges(1, 12),
      years: fc.constant([]),
    });
    const times = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 4 }),
        times,
        fc.constantFrom(...SEVERITIES),
        (intervals, now, severity) => {
          const person = {
            zone: 'America/New_York',
            quiet: { windows: [{ intervals }], bypass: 'critical' as const },
          };
          const end = heldUntil(person, severity, now);
          if (end === undefined) return;
          assert.ok(end > now && end <= now + LONGEST_HOLD);
          const again = heldUntil(person, severity, end, now);
          assert.equal(again, undefined);
        },
      ),
    );
  });
});
