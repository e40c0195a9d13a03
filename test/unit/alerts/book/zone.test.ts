import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clockOf,
  instantOf,
  isZone,
  localTime,
  parseInstant,
  parseLocalTime,
} from '../../../../gateways/alerts/book/zone.js';

const at = (year: number, month: number, day: number, hour = 0, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second: 0,
});

test('zones are known by their names and nothing else', () => {
  for (const name of ['UTC', 'Europe/Paris', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])
    assert.ok(isZone(name), name);
  for (const name of ['', 'Europe/Pari', '+02:00', 'a'.repeat(100), '../etc/passwd']) assert.ok(!isZone(name), name);
});

test('the clocks of a zone, also of one that is ahead of the day and one with half hours', () => {
  const now = Date.UTC(2026, 0, 1, 11, 30);
  assert.deepEqual(localTime(now, 'Pacific/Kiritimati'), at(2026, 1, 2, 1, 30));
  assert.deepEqual(localTime(now, 'Asia/Kolkata'), at(2026, 1, 1, 17, 0));
  assert.deepEqual(localTime(now, 'UTC'), at(2026, 1, 1, 11, 30));
  assert.equal(clockOf('Asia/Kathmandu').offsetAt(now), (5 * 60 + 45) * 60_000);
});

test('an hour that is left out is as much later, of one that is there twice the first counts', () => {
  // Paris 2026: forward at 01:00 UTC on March 29, back at 01:00 UTC on October 25.
  assert.equal(instantOf(at(2026, 3, 29, 1, 59), 'Europe/Paris'), Date.UTC(2026, 2, 29, 0, 59));
  assert.equal(instantOf(at(2026, 3, 29, 2, 30), 'Europe/Paris'), Date.UTC(2026, 2, 29, 1, 30));
  assert.equal(instantOf(at(2026, 3, 29, 3, 0), 'Europe/Paris'), Date.UTC(2026, 2, 29, 1, 0));
  assert.equal(instantOf(at(2026, 10, 25, 2, 30), 'Europe/Paris'), Date.UTC(2026, 9, 25, 0, 30));
  assert.equal(instantOf(at(2026, 10, 25, 3, 0), 'Europe/Paris'), Date.UTC(2026, 9, 25, 2, 0));
  // Lord Howe puts its clocks forward by half an hour, at 02:00.
  assert.equal(instantOf(at(2026, 10, 4, 2, 15), 'Australia/Lord_Howe'), Date.UTC(2026, 9, 3, 15, 45));
});

test('what a zone shows is read back as the same time, in every hour of two years', () => {
  for (const zone of ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata']) {
    let ambiguous = 0;
    for (let now = Date.UTC(2026, 0, 1); now < Date.UTC(2028, 0, 1); now += 3_600_000) {
      const back = instantOf(localTime(now, zone), zone);
      if (back === now) continue;
      ambiguous++;
      assert.deepEqual(localTime(back, zone), localTime(now, zone));
      assert.ok(back < now);
    }
    assert.ok(ambiguous <= 2, `${zone}: ${ambiguous}`);
  }
});

test('when clocks are changed', () => {
  const change = Date.UTC(2026, 2, 29, 1);
  assert.equal(clockOf('Europe/Paris').changeBetween(change - 7_000_000, change + 5_000_000), change);
  assert.equal(clockOf('Europe/Paris').changeBetween(change, change + 5_000_000), undefined);
});

test('times as they are written', () => {
  assert.deepEqual(parseLocalTime('2026-03-01T09:30'), at(2026, 3, 1, 9, 30));
  assert.deepEqual(parseLocalTime('2026-03-01'), at(2026, 3, 1));
  for (const text of ['2026-02-30', '2026-13-01', '2026-03-01T24:00', '2026-03-01T09', 'now', '']) {
    assert.equal(parseLocalTime(text), undefined, text);
  }
  const nine = Date.UTC(2026, 6, 1, 9);
  assert.equal(parseInstant('2026-07-01T09:00Z', 'Europe/Paris'), nine);
  assert.equal(parseInstant('2026-07-01T11:00', 'Europe/Paris'), nine);
  assert.equal(parseInstant('2026-07-01T04:30-04:30', 'Europe/Paris'), nine);
  assert.equal(parseInstant('2026-07-01T09:00+25:00', 'UTC'), undefined);
});
