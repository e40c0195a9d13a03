import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exact, headlineOf, oneLine, prose } from '../../../../gateways/alerts/sources/clean.js';
import { fingerprintOf, fingerprintOfParts, usableId } from '../../../../gateways/alerts/sources/fingerprint.js';
import { severityOf } from '../../../../gateways/alerts/sources/severities.js';
import { statusOf } from '../../../../gateways/alerts/sources/statuses.js';
import { timeOf } from '../../../../gateways/alerts/sources/times.js';
import { workMs } from '../../../support/cpu-time.js';

describe('fingerprints', () => {
  it('look at names and values, and not at their order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.dictionary(fc.string(), fc.string()), (a, b) => {
        const shuffled = Object.fromEntries(Object.entries(a).reverse());
        assert.equal(fingerprintOf(shuffled), fingerprintOf(a));
        const same = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
        assert.equal(fingerprintOf(a) === fingerprintOf(b), same);
      }),
    );
    // Stored alerts are found again by it: it must not change.
    assert.equal(fingerprintOf({ alertname: 'DiskFull', instance: 'db1' }), 'e1c2928815fbe5d54c08e90eb0a90ffe');
    assert.notEqual(fingerprintOf({ a: 'bc' }), fingerprintOf({ ab: 'c' }));
    assert.notEqual(fingerprintOfParts('a', 'bc'), fingerprintOfParts('ab', 'c'));
  });

  it('of senders stay as they are where they can', () => {
    assert.equal(usableId('srv/disk é'), 'srv/disk é');
    for (const id of ['x'.repeat(256), 'a\nb', 'a\ud800']) assert.match(usableId(id), /^[0-9a-f]{32}$/);
  });
});

describe('texts', () => {
  it('are made fit', () => {
    assert.deepEqual(oneLine('  a \r\n b\t\0c ', 10), { text: 'a b c', cut: false });
    assert.deepEqual(oneLine('abcdef', 4), { text: 'abc…', cut: true });
    assert.deepEqual(oneLine('ab😀cd', 4), { text: 'ab…', cut: true });
    assert.deepEqual(oneLine(`a${' '.repeat(100)}b`, 4), { text: 'a…', cut: true });
    assert.deepEqual(prose('a  \r\n\r\n\r\n\r\nb\u2028c\x1b[31m', 20), { text: 'a\n\nb\nc[31m', cut: false });
    assert.deepEqual(exact(' a  b ', 10), { text: ' a  b ', cut: false });
    assert.equal(headlineOf('\n\n first \nsecond'), 'first');
    assert.equal(headlineOf('x'.repeat(5000)).length, 200);
  });

  it('take time by their length alone', () => {
    const started = workMs();
    for (const hostile of [
      ' '.repeat(1e6),
      `${' '.repeat(1e6)}x`,
      '\n'.repeat(1e6),
      '\ud800'.repeat(1e6),
      ' \n'.repeat(5e5),
    ]) {
      for (const clean of [oneLine, prose, exact]) clean(hostile, 2e6);
    }
    assert.ok(workMs() - started < 5000);
  });
});

describe('times', () => {
  it('are read in every form that senders have', () => {
    const at = Date.UTC(2026, 2, 4, 5, 6, 7);
    for (const text of [
      '2026-03-04T05:06:07Z',
      '2026-03-04T06:06:07+01:00',
      '2026-03-04T05:06:07.000+0000',
      '2026-03-04 05:06:07 UTC',
      '2026-03-04 05:06:07',
      '1772600767',
      '1772600767000',
      1772600767,
      1772600767000,
    ]) {
      assert.equal(timeOf(text), at, String(text));
    }
    assert.equal(timeOf('2026-03-04T05:06:07.123456789Z'), at + 123);
    assert.equal(timeOf('2026-03-04T05:06Z'), at - 7000);
  });

  it('are none where they cannot be true', () => {
    for (const value of [
      '0001-01-01T00:00:00Z',
      '2026-02-31',
      '2026-13-04T05:06:07Z',
      'now',
      '',
      '12',
      0,
      -1,
      1e300,
      Number.NaN,
      null,
      {},
      [],
    ]) {
      assert.equal(timeOf(value), undefined, String(value));
    }
  });
});

describe('words', () => {
  it("for severities are looked up, one's own first", () => {
    assert.equal(severityOf(' CRITICAL ', undefined), 'critical');
    assert.equal(severityOf('Average', undefined), 'error');
    assert.equal(severityOf('P3', undefined), 'warning');
    assert.equal(severityOf('p3', { P3: 'info', p3: 'error' }), 'error');
    assert.equal(severityOf('P3', { p3: 'critical' }), 'critical');
    for (const word of [undefined, '', 'constructor', '__proto__', 'x'.repeat(1000)])
      assert.equal(severityOf(word, {}), undefined);
  });

  it('for statuses too', () => {
    assert.equal(statusOf('RECOVERY'), 'resolved');
    assert.equal(statusOf('Acknowledgement'), 'acknowledged');
    assert.equal(statusOf('problem'), 'firing');
    assert.equal(statusOf('odd', 'resolved'), 'resolved');
    assert.equal(statusOf(undefined), 'firing');
  });
});
