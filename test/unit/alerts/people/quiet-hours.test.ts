import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES } from '../../../../gateways/alerts/alert.js';
import { WEEKDAYS } from '../../../../gateways/alerts/people/local-time.js';
import type { QuietHours } from '../../../../gateways/alerts/people/person.js';
import { heldUntil, LONGEST_HOLD } from '../../../../gateways/alerts/people/quiet-hours.js';

const NIGHT: QuietHours = { from: 22 * 60, to: 7 * 60 };

function until(quiet: readonly QuietHours[], now: string, severity: (typeof SEVERITIES)[number] = 'error') {
  const end = heldUntil({ zone: 'Europe/Berlin', quiet }, severity, Date.parse(now));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
}

describe('heldUntil', () => {
  it('holds what comes at night until the morning of the person', () => {
    assert.equal(until([NIGHT], '2026-01-15T20:59Z'), undefined);
    assert.equal(until([NIGHT], '2026-01-15T21:00Z'), '2026-01-16T06:00');
    assert.equal(until([NIGHT], '2026-01-16T05:59Z'), '2026-01-16T06:00');
    assert.equal(until([NIGHT], '2026-01-16T06:00Z'), undefined);
    assert.equal(until([NIGHT], '2026-03-28T23:00Z'), '2026-03-29T05:00');
  });

  it('lets pass what is bad enough', () => {
    assert.equal(until([NIGHT], '2026-01-15T23:00Z', 'critical'), undefined);
    assert.equal(until([{ ...NIGHT, bypass: 'error' }], '2026-01-15T23:00Z', 'error'), undefined);
    assert.equal(until([{ ...NIGHT, bypass: 'error' }], '2026-01-15T23:00Z', 'warning'), '2026-01-16T06:00');
  });

  it('goes on through hours that follow upon each other', () => {
    const weekend: QuietHours = { days: ['sa', 'su'], from: 0, to: 1440 };
    assert.equal(until([NIGHT, weekend], '2026-01-16T22:00Z'), '2026-01-19T06:00');
  });

  it('ends also where somebody is never to be disturbed', () => {
    const always: QuietHours = { from: 0, to: 1440 };
    const now = Date.parse('2026-01-15T12:00Z');
    assert.equal(heldUntil({ quiet: [always] }, 'error', now), now + LONGEST_HOLD);
    assert.equal(heldUntil({ quiet: [always] }, 'error', now + LONGEST_HOLD, now), undefined);
  });

  it('always tells a time that is later, and at which nothing is held any more or the longest hold is over', () => {
    const hours = fc.record({
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: fc.integer({ min: 0, max: 1439 }),
      to: fc.integer({ min: 1, max: 1440 }),
    });
    const times = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 4 }), times, fc.constantFrom(...SEVERITIES), (quiet, now, severity) => {
        const person = { zone: 'America/New_York', quiet };
        const end = heldUntil(person, severity, now);
        if (end === undefined) return;
        assert.ok(end > now && end <= now + LONGEST_HOLD);
        const again = heldUntil(person, severity, end, now);
        // So many short spans in a row are asked for again when the time has come.
        if (again !== undefined) assert.ok(again > end && again <= now + LONGEST_HOLD);
      }),
    );
  });
});
