import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linearOf, localOfLinear } from '../../../../gateways/alerts/time/local-time.js';
import { ZonedClock } from '../../../../gateways/alerts/time/zoned-clock.js';

function clockOf(zone: string): ZonedClock {
  return ZonedClock.of(zone) ?? assert.fail(zone);
}

function instant(zone: string, local: string, gap?: 'leap' | 'through'): string {
  const time = clockOf(zone).instantOf(localOfLinear(Date.parse(`${local}Z`)), gap);
  return new Date(time).toISOString();
}

describe('ZonedClock', () => {
  it('reads the clock in winter and in summer, north and south', () => {
    assert.equal(instant('Europe/Berlin', '2026-01-15T12:00'), '2026-01-15T11:00:00.000Z');
    assert.equal(instant('Europe/Berlin', '2026-07-15T12:00'), '2026-07-15T10:00:00.000Z');
    assert.equal(instant('Australia/Lord_Howe', '2026-01-15T12:00'), '2026-01-15T01:00:00.000Z');
    assert.equal(instant('Asia/Kathmandu', '2026-01-15T12:00'), '2026-01-15T06:15:00.000Z');
    assert.equal(instant('Pacific/Kiritimati', '2026-01-01T00:00'), '2025-12-31T10:00:00.000Z');
  });

  it('takes a time that the clock leaps over as the leap, or as if there were none', () => {
    assert.equal(instant('Europe/Berlin', '2026-03-29T02:30'), '2026-03-29T01:00:00.000Z');
    assert.equal(instant('Europe/Berlin', '2026-03-29T02:30', 'through'), '2026-03-29T01:30:00.000Z');
    assert.equal(instant('Australia/Lord_Howe', '2026-10-04T02:15'), '2026-10-03T15:30:00.000Z');
    // Samoa had no 30th of December.
    assert.equal(instant('Pacific/Apia', '2011-12-30T12:00'), '2011-12-30T10:00:00.000Z');
  });

  it('takes the first of two times with the same name', () => {
    assert.equal(instant('Europe/Berlin', '2026-10-25T02:30'), '2026-10-25T00:30:00.000Z');
    assert.equal(instant('America/New_York', '2026-11-01T01:30'), '2026-11-01T05:30:00.000Z');
  });

  it('knows no zones that are none', () => {
    for (const zone of ['', 'Mars/Olympus', '+02:00', 'Europe/../Berlin', 'x'.repeat(1000)]) {
      assert.equal(ZonedClock.of(zone), undefined);
    }
  });

  it('keeps the order of local times, and comes back to each that exists', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'UTC',
    ];
    const times = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), times, fc.integer({ min: 0, max: 200_000_000 }), (zone, time, later) => {
        const clock = clockOf(zone);
        const [one, other] = [clock.localOf(time), clock.localOf(time + later)];
        if (linearOf(one) <= linearOf(other)) assert.ok(clock.instantOf(one) <= clock.instantOf(other));
        assert.equal(linearOf(clock.localOf(clock.instantOf(one))), linearOf(one));
      }),
      { numRuns: 500 },
    );
  });

  it('does not fail beyond the end of time', () => {
    const clock = clockOf('Europe/Berlin');
    for (const time of [8.64e15, -8.64e15, 1e300, Number.NaN, Number.POSITIVE_INFINITY]) clock.localOf(time);
    assert.equal(clock.offsetAt(1e300), 0);
  });
});
