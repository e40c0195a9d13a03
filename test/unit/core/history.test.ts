import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Clock } from '../../../src/clock.js';
import { binOf, binTime, History } from '../../../src/core/history.js';
import type { Inside } from '../../../src/core/operator/inside.js';
import { historyOf, lastMinute } from '../../../src/http/console/history.js';
import { silentLog } from '../../../src/log.js';
import { type TestStore, testStore } from '../store/support.js';

const T0 = Date.UTC(2026, 0, 5, 12, 0, 0);

describe('the history of messages', () => {
  let store: TestStore;
  let now = T0;
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());
  const inside = (): Inside => ({ stores: store.store, clock }) as unknown as Inside;
  const sent = (history: History, ms: number): void =>
    history.ended({ gateway: 'sms', direction: 'out', kind: 'chat', outcome: 'accepted', ms });

  it('adds up what several processes counted, in steps of each span', async () => {
    const [one, other] = [0, 0].map(() => new History(store.store.history, { clock, log: silentLog }));
    assert.ok(one !== undefined && other !== undefined);
    now = T0 - 45_000;
    for (let n = 0; n < 3; n++) sent(one, 10);
    sent(other, 10);
    await Promise.all([one.flush(), other.flush()]);
    now = T0 - 1000;
    sent(one, 1000);
    one.fate({ gateway: 'sms', outcome: 'failed' });
    one.failed('sms', 'sms.absent');
    one.ended({ gateway: 'sms', direction: 'in', kind: 'chat', outcome: 'delivered', ms: 4 });
    await one.flush();
    const hour = await historyOf(inside(), '1h');
    assert.ok(hour !== undefined);
    const accepted = hour.messages.find(({ outcome }) => outcome === 'accepted');
    assert.equal(accepted?.counts.length, 360);
    const shown = accepted.counts.flatMap((count, step) =>
      count === 0 ? [] : [[hour.from + step * hour.step, count]],
    );
    assert.deepEqual(shown, [
      [T0 - 50_000, 4],
      [T0 - 10_000, 1],
    ]);
    assert.deepEqual(hour.reasons, [{ gateway: 'sms', reason: 'sms.absent', count: 1 }]);
    for (const span of ['6h', '24h', '7d', '30d']) {
      const view = await historyOf(inside(), span);
      const sums = view?.messages.map(({ outcome, counts }) => [
        outcome,
        counts.reduce((sum, count) => sum + count, 0),
      ]);
      assert.deepEqual(new Map(sums as [string, number][]).get('accepted'), 5, span);
    }
    assert.deepEqual((await lastMinute(inside())).get('sms'), { toNetwork: 5, toXmpp: 1, failed: 1 });
    assert.equal(await historyOf(inside(), 'toString'), undefined);
  });

  it('tells times within a tenth, by steps, and nothing where there was nothing', async () => {
    const history = new History(store.store.history, { clock, log: silentLog });
    now = T0 + 3_600_000;
    for (let n = 1; n <= 100; n++) sent(history, n * 10);
    await history.flush();
    const view = await historyOf(inside(), '6h');
    const times = view?.times.find(({ kind }) => kind === 'accepted');
    const [p50, p95] = [times?.p50.at(-1), times?.p95.at(-1)];
    assert.ok(p50 !== undefined && p50 !== null && Math.abs(p50 - 500) < 50, String(p50));
    assert.ok(p95 !== undefined && p95 !== null && Math.abs(p95 - 950) < 95, String(p95));
    assert.equal(times?.p50.at(-2), null);
    for (const ms of [0, 1, 7, 1234, 86_400_000]) {
      assert.ok(Math.abs(binTime(binOf(ms)) - Math.max(1, ms)) <= Math.max(1, ms * 0.1), String(ms));
    }
  });

  it('does not lose what was counted while Redis was away', async () => {
    const other = await store.again();
    const history = new History(other.history, { clock, log: silentLog });
    now = T0 + 2 * 3_600_000;
    sent(history, 5);
    const { add } = other.history;
    other.history.add = async () => await Promise.reject(new Error('away'));
    await history.flush();
    other.history.add = add;
    await history.flush();
    assert.equal(
      (await lastMinute({ ...inside(), clock: { ...clock, now: () => now + 1000 } })).get('sms')?.toNetwork,
      1,
    );
  });
});
