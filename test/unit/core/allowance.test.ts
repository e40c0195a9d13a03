import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Allowance } from '../../../src/core/allowance.js';
import type { Buckets } from '../../../src/store/buckets.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';

describe('the allowance of senders', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  let made = 0;
  function newAllowance(options: { rate?: number; burst?: number; buckets?: Buckets } = {}) {
    made += 1;
    const clock = new ManualClock();
    const { rate = 1, burst = 5, buckets = store.store.buckets } = options;
    const allowance = new Allowance({ name: `a${made}`, buckets, limits: { rate, burst }, clock });
    const take = async (count: number) => (await allowance.take(new Map([['romeo', count]]))).get('romeo');
    return { clock, allowance, take };
  }

  it('goes by other limits at once, whatever was known by those before', async () => {
    const limits = { rate: 1000, burst: 1000 };
    const clock = new ManualClock();
    const allowance = new Allowance({ name: 'changing', buckets: store.store.buckets, limits, clock });
    const take = async (count: number) => (await allowance.take(new Map([['romeo', count]]))).get('romeo');
    assert.equal(await take(1), 1);
    Object.assign(limits, { rate: 1, burst: 2 });
    assert.equal(await take(3), 2);
  });

  it('grants the burst, then what the rate brings', async () => {
    const { clock, take } = newAllowance({ rate: 1, burst: 3 });
    assert.deepEqual([await take(2), await take(2), await take(1)], [2, 1, 0]);
    clock.advance(1000);
    assert.equal(await take(2), 1);
  });

  it('lets nobody have more than the bucket holds, also when all ask before the first answer', async () => {
    const { take } = newAllowance({ rate: 0.001, burst: 5 });
    await take(1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(1)));
    assert.equal(
      answers.reduce<number>((sum, answer) => sum + (answer ?? 0), 0),
      4,
    );
  });

  it('does not wait for Redis while tokens are surely left', async () => {
    const asked: (() => void)[] = [];
    const slow = {
      admit: (demands: readonly unknown[]) =>
        new Promise((resolve) => asked.push(() => resolve(demands.map(() => ({ allowed: 1, wait: 0, left: 9 }))))),
    } as unknown as Buckets;
    const { clock, take } = newAllowance({ buckets: slow });
    const first = take(1);
    asked[0]?.();
    assert.equal(await first, 1);
    assert.deepEqual([await take(1), await take(1)], [1, 1]);
    assert.equal(asked.length, 1);
    // Nobody answers this question, and messages go all the same.
    clock.advance(250);
    assert.equal(asked.length, 2);
    assert.equal(await take(1), 1);
  });

  it('takes what it let through from the bucket a moment later', async () => {
    const { clock, take } = newAllowance({ rate: 0.001, burst: 9 });
    await take(1);
    await Promise.all([take(2), take(3)]);
    clock.advance(250);
    const elsewhere = () => store.store.buckets.admit([{ key: `a${made}:romeo`, cost: 0 }], 0.001, 9, clock.now());
    // Sent on the same connection behind the payment.
    assert.equal((await elsewhere())[0]?.left, 3);
  });

  it('counts what is owed when it has to ask', async () => {
    const { take } = newAllowance({ rate: 0.001, burst: 5 });
    await take(1);
    assert.deepEqual([await take(3), await take(3), await take(1)], [3, 1, 0]);
  });

  it('waits for Redis again when the last answer is old', async () => {
    const { clock, take } = newAllowance({ rate: 0.001, burst: 3 });
    await take(1);
    const elsewhere = store.store.buckets;
    await elsewhere.admit([{ key: `a${made}:romeo`, cost: 2 }], 0.001, 3, clock.now());
    clock.advance(60_001);
    assert.equal(await take(1), 0);
  });

  it('tells when Redis does not answer', async () => {
    const broken = { admit: () => Promise.reject(new Error('no Redis')) } as unknown as Buckets;
    const { take } = newAllowance({ buckets: broken });
    await assert.rejects(take(1), /no Redis/);
  });
});
