import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { Delayed, isDelayed } from '../../../../gateways/alerts/delayed.js';
import { MemoryLater } from '../../../../src/lanes/later.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { bookOf } from '../book/helpers.js';

describe('alerts that are to be told later', () => {
  const clock = new FakeClock();
  const NOW = clock.now();
  const told: unknown[] = [];
  const later = new MemoryLater(clock, async (payload) => void told.push(payload));
  const book = bookOf('sources: { texts: { kind: text, token: abcdefghijklmnop } }');
  const delayed = new Delayed({ later, clock, book: () => book });
  const alert = (changes: Partial<Alert>): Alert => ({
    fingerprint: 'tea',
    status: 'firing',
    severity: 'info',
    title: 'Tea',
    labels: {},
    annotations: {},
    links: [],
    startsAt: NOW,
    origin: { source: 'texts', network: 'http', hops: 0 },
    ...changes,
  });

  it('wait for their time', async () => {
    assert.equal(await delayed.take('ops', alert({})), false);
    assert.equal(await delayed.take('ops', alert({ notBefore: NOW + 60_000 })), true);
    clock.advance(59_000);
    assert.equal(told.length, 0);
    clock.advance(2000);
    assert.equal(told.length, 1);
    assert.ok(isDelayed(told[0] as { type?: unknown }));
  });

  it('are said once, when they were last wanted, and never where they are over before', async () => {
    told.length = 0;
    const now = clock.now();
    await delayed.take('ops', alert({ notBefore: now + 10_000 }));
    await delayed.take('ops', alert({ notBefore: now + 60_000 }));
    await delayed.take('ops', alert({ notBefore: now + 60_000, fingerprint: 'cake' }));
    clock.advance(30_000);
    assert.equal(told.length, 0);
    assert.equal(await delayed.take('ops', alert({ status: 'resolved' })), false);
    clock.advance(60_000);
    assert.equal(told.length, 1);
  });
});
