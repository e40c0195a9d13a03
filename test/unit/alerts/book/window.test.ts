import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closedBy, isOpen, nextChange, nextOpening, type Window } from '../../../../gateways/alerts/book/window.js';
import { workMs } from '../../../support/cpu-time.js';
import { bookOf, chance } from './helpers.js';

function windowOf(yaml: string): Window {
  const window = bookOf(`windows: { w: ${yaml} }`).window('w');
  assert.ok(window);
  return window;
}

/** Whether a window is open at a time in UTC. */
const open = (window: Window, text: string, zone = 'UTC') => isOpen(window, Date.parse(`${text}Z`), zone);

test('times of day: the end does not belong to the window', () => {
  const window = windowOf("[{ times: ['09:00-17:00', { start_time: '20:00', end_time: '24:00' }] }]");
  assert.ok(!open(window, '2026-03-02T08:59:59'));
  assert.ok(open(window, '2026-03-02T09:00'));
  assert.ok(open(window, '2026-03-02T16:59:59.999'));
  assert.ok(!open(window, '2026-03-02T17:00'));
  assert.ok(open(window, '2026-03-02T23:59:59'));
  assert.ok(!open(window, '2026-03-03T00:00'));
});

test('weekdays, also over the end of the week', () => {
  const office = windowOf('[{ weekdays: ["monday:friday"] }]');
  assert.ok(open(office, '2026-03-06T12:00'));
  assert.ok(!open(office, '2026-03-07T12:00'));
  const around = windowOf('[{ weekdays: ["friday:monday"] }]');
  for (const [day, expected] of [
    ['05', false],
    ['06', true],
    ['08', true],
    ['09', true],
    ['10', false],
  ] as const) {
    assert.equal(open(around, `2026-03-${day}T12:00`), expected, day);
  }
});

test('days of the month from its end, in months of every length', () => {
  const last = windowOf('[{ days_of_month: ["-3:-1"] }]');
  assert.ok(open(last, '2026-02-26T12:00') && open(last, '2026-02-28T12:00') && !open(last, '2026-02-25T12:00'));
  assert.ok(open(last, '2028-02-29T12:00') && !open(last, '2028-02-26T12:00'));
  assert.ok(open(last, '2026-03-31T12:00') && !open(last, '2026-03-28T12:00'));
  const rest = windowOf('[{ days_of_month: ["20:-1"] }]');
  assert.ok(open(rest, '2026-02-28T12:00') && !open(rest, '2026-02-19T12:00'));
  const thirtyFirst = windowOf('[{ days_of_month: [31] }]');
  assert.ok(!open(thirtyFirst, '2026-04-30T12:00') && open(thirtyFirst, '2026-05-31T12:00'));
});

test('months by name and number, years, and all fields together', () => {
  const window = windowOf('[{ months: ["november:february"], years: [2026] }, { months: [7], days_of_month: [14] }]');
  assert.ok(open(window, '2026-01-05T00:00') && open(window, '2026-12-31T00:00'));
  assert.ok(!open(window, '2027-01-05T00:00') && !open(window, '2026-03-01T00:00'));
  assert.ok(open(window, '2030-07-14T00:00'));
});

test('a location counts more than the zone of whoever asks', () => {
  const free = windowOf("[{ times: ['09:00-10:00'] }]");
  const fixed = windowOf("[{ times: ['09:00-10:00'], location: Asia/Tokyo }]");
  assert.ok(open(free, '2026-03-02T14:30', 'America/New_York'));
  assert.ok(open(fixed, '2026-03-02T00:30', 'America/New_York'));
  assert.ok(!open(fixed, '2026-03-02T14:30', 'America/New_York'));
});

test('the next change over daylight-saving: a window that begins in the hour that is left out opens when clocks change', () => {
  const window = windowOf("[{ times: ['02:30-04:00'] }]");
  const change = Date.UTC(2026, 2, 29, 1);
  assert.equal(nextChange(window, change - 3_600_000, 'Europe/Paris'), change);
  assert.equal(nextChange(window, change, 'Europe/Paris'), change + 3_600_000);
});

test('an hour that comes twice opens and closes a window twice', () => {
  const window = windowOf("[{ times: ['00:00-02:30'] }]");
  const times = [];
  let time: number | undefined = Date.UTC(2026, 9, 24, 20);
  for (let i = 0; i < 4 && time !== undefined; i++) {
    time = nextChange(window, time, 'Europe/Paris');
    times.push(time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));
  }
  assert.deepEqual(times, ['2026-10-24T22:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30']);
});

test('the next change is what looking at every quarter of an hour finds, for windows of all kinds', () => {
  const random = chance(7);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
  for (let round = 0; round < 150; round++) {
    const parts = [
      pick([
        '',
        "times: ['01:30-03:15']",
        "times: ['00:00-02:00', '23:00-24:00']",
        "times: ['00:00-12:00', '12:00-24:00']",
      ]),
      pick(['', 'weekdays: ["saturday:monday"]', 'weekdays: [sunday]']),
      pick(['', 'days_of_month: ["-1"]', 'days_of_month: ["25:30"]']),
      pick(['', 'months: [3, 10, 11]']),
      pick(['', 'location: America/New_York']),
    ].filter((part) => part !== '');
    const window = windowOf(`[{ ${parts.join(', ')} }]`);
    const zone = pick(['Europe/Paris', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Cairo']) ?? 'UTC';
    // Around the changes of spring and autumn in all of these zones.
    const from = Date.UTC(2026, pick([2, 3, 8, 9]) ?? 2, 24) + Math.floor(random() * 8 * 96) * 900_000;
    const state = isOpen(window, from, zone);
    let slow: number | undefined;
    for (let time = from + 900_000; time < from + 20 * 86_400_000 && slow === undefined; time += 900_000) {
      if (isOpen(window, time, zone) !== state) slow = time;
    }
    const fast = nextChange(window, from, zone);
    const note = `${parts.join(', ')} in ${zone} from ${new Date(from).toISOString()}`;
    if (slow !== undefined) assert.equal(fast, slow, note);
    else assert.ok(fast === undefined || fast >= from + 20 * 86_400_000, note);
  }
});

test('what never changes has no next change, and is found out soon', () => {
  const begin = workMs();
  assert.equal(nextChange(windowOf('[{}]'), 0, 'Europe/Paris'), undefined);
  assert.equal(nextChange(windowOf("[{ times: ['00:00-12:00', '12:00-24:00'] }]"), 0, 'Europe/Paris'), undefined);
  assert.equal(nextChange(windowOf('[{ months: [2], days_of_month: [30] }]'), 0, 'Europe/Paris'), undefined);
  assert.ok(workMs() - begin < 2000);
  const leap = windowOf('[{ months: [2], days_of_month: [29], weekdays: [monday] }]');
  assert.equal(nextChange(leap, Date.UTC(2026, 0, 1), 'UTC'), Date.UTC(2044, 1, 29));
});

test('when a route with active and mute windows may tell again', () => {
  const hours = {
    active: [windowOf("[{ times: ['08:00-18:00'], weekdays: ['monday:friday'] }]")],
    mute: [windowOf("[{ times: ['08:00-09:30'], weekdays: [monday] }]")],
    zone: 'Europe/Paris',
  };
  const friday = Date.UTC(2026, 2, 27, 20);
  assert.deepEqual(closedBy(hours, friday), { muted: [], inactive: true });
  // Over the weekend in which clocks are put forward.
  assert.equal(nextOpening(hours, friday), Date.UTC(2026, 2, 30, 7, 30));
  assert.deepEqual(closedBy(hours, Date.UTC(2026, 2, 30, 7)), { muted: ['w'], inactive: false });
  assert.equal(nextOpening({ ...hours, mute: hours.active }, friday), undefined);
});
