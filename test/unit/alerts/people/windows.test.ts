import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSpans } from '../../../../gateways/alerts/people/windows.js';
import type { TimeInterval } from '../../../../gateways/alerts/time/interval.js';
import { ZonedClock } from '../../../../gateways/alerts/time/zoned-clock.js';

const ANY: TimeInterval = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [] };

function open(intervals: readonly TimeInterval[], from: string, to: string, zone = 'Europe/Berlin'): string[] {
  const clockOf = (name: string | undefined) => ZonedClock.of(name ?? zone) ?? assert.fail();
  const short = (time: number) => new Date(time).toISOString().slice(5, 16);
  return openSpans([{ intervals }], clockOf, Date.parse(from), Date.parse(to)).map(
    (span) => `${short(span.from)} ${short(span.to)}`,
  );
}

describe('openSpans', () => {
  it('follows the clock over the begin of summer time', () => {
    const morning = { ...ANY, times: [{ from: 9 * 60, to: 10 * 60 }] };
    assert.deepEqual(open([morning], '2026-03-28T00:00Z', '2026-03-29T23:00Z'), [
      '03-28T08:00 03-28T09:00',
      '03-29T07:00 03-29T08:00',
    ]);
    const leapt = { ...ANY, times: [{ from: 2 * 60, to: 3 * 60 }] };
    assert.deepEqual(open([leapt], '2026-03-29T00:00Z', '2026-03-29T20:00Z'), []);
  });

  it('unites days that follow upon each other', () => {
    assert.deepEqual(
      open(
        [
          { ...ANY, weekdays: [{ from: 6, to: 6 }] },
          { ...ANY, weekdays: [{ from: 0, to: 1 }] },
        ],
        '2026-01-01',
        '2026-01-09',
      ),
      ['01-02T23:00 01-05T23:00'],
    );
  });

  it('counts days of the month from both ends', () => {
    const days = (from: number, to: number) =>
      open([{ ...ANY, daysOfMonth: [{ from, to }] }], '2026-02-01T00:00Z', '2026-02-28T23:00Z', 'UTC');
    assert.deepEqual(days(1, 2), ['02-01T00:00 02-03T00:00']);
    assert.deepEqual(days(-1, -1), ['02-28T00:00 03-01T00:00']);
    assert.deepEqual(days(27, -1), ['02-27T00:00 03-01T00:00']);
    assert.deepEqual(days(-3, -2), ['02-26T00:00 02-28T00:00']);
  });

  it('wants each field to agree', () => {
    const march = {
      ...ANY,
      months: [{ from: 3, to: 4 }],
      years: [{ from: 2026, to: 2026 }],
      weekdays: [{ from: 1, to: 1 }],
    };
    assert.deepEqual(open([march], '2026-03-01', '2026-03-15', 'UTC'), [
      '03-02T00:00 03-03T00:00',
      '03-09T00:00 03-10T00:00',
    ]);
    assert.deepEqual(open([march], '2027-03-01', '2027-03-15', 'UTC'), []);
    assert.deepEqual(open([march], '2026-02-01', '2026-02-28', 'UTC'), []);
  });
});
