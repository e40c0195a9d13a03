import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Buckets } from '../../../../gateways/alerts/http/buckets.js';
import type { SharedBuckets } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryBuckets } from './memory-buckets.js';

const MINUTE = 60_000;

describe('how much one asks, in all processes together', () => {
  it('is a bucket: what it holds at once, and then as it fills', async () => {
    const clock = new ManualClock();
    const one = new Buckets(new MemoryBuckets(clock), clock);
    const rate = { count: 3, per: MINUTE };
    for (let n = 0; n < 3; n += 1) assert.equal(await one.take('x', rate), 0);
    assert.equal(await one.take('x', rate), 20_000);
    clock.advance(20_000);
    assert.equal(await one.take('x', rate), 0);
    assert.equal(await one.take('y', rate), 0, 'the bucket of another');
    assert.equal(await one.take('x', { count: 30, per: MINUTE }), 0, 'a new book counts at once');
  });

  it('is what one process has taken and another one has not', async () => {
    const clock = new ManualClock();
    const shared = new MemoryBuckets(clock);
    const processes = [1, 2, 3].map(() => new Buckets(shared, clock));
    let taken = 0;
    for (let n = 0; n < 600; n += 1) {
      if ((await processes[n % 3]?.take('x', { count: 300, per: MINUTE })) === 0) taken += 1;
    }
    assert.equal(taken, 300);
  });

  it('is asked for rarely: far from the limit nobody waits, and past it nobody asks', async () => {
    const clock = new ManualClock();
    const shared = new MemoryBuckets(clock);
    const one = new Buckets(shared, clock);
    const often = { count: 600_000, per: MINUTE };
    let waited = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const answer = one.take('x', often);
      if (typeof answer !== 'number') waited += 1;
      assert.equal(await answer, 0);
      // Whoever was asked in the meantime answers.
      await Promise.resolve();
      clock.advance(0.1);
    }
    assert.ok(waited <= 10, `${waited} waited`);
    assert.ok(shared.asked < 200, `asked ${shared.asked} times`);

    const flood = { count: 20, per: MINUTE };
    for (let n = 0; n < 100; n += 1) await one.take('y', flood);
    const asked = shared.asked;
    for (let n = 0; n < 1000; n += 1) assert.equal(typeof one.take('y', flood), 'number');
    assert.equal(shared.asked, asked);
  });

  it('loses little of it where one process comes seldom', async () => {
    const clock = new ManualClock();
    const shared = new MemoryBuckets(clock);
    const [one, other] = [new Buckets(shared, clock), new Buckets(shared, clock)];
    const rate = { count: 2, per: MINUTE };
    for (let n = 0; n < 20; n += 1) {
      assert.equal(await (n % 2 === 0 ? one : other).take('x', rate), 0, `number ${n}`);
      clock.advance(30_000);
    }
  });

  it('is not known while the store is away, and is there again with it', async () => {
    const clock = new ManualClock();
    const shared = new MemoryBuckets(clock);
    const one = new Buckets(shared, clock);
    shared.before = () => {
      throw new Error('away');
    };
    await assert.rejects(async () => await one.take('x', { count: 3, per: MINUTE }), /away/);
    shared.before = undefined;
    assert.equal(await one.take('x', { count: 3, per: MINUTE }), 0);
  });
});

describe('in Redis', () => {
  let t: TestStore;
  before(async () => {
    t = await testStore();
  });
  after(() => t.close());

  it('two processes that are asked at the same time let through what one would', async () => {
    const stores = [t.store, await t.again()];
    const processes = stores.map((store) => {
      const shared: SharedBuckets = {
        async take(key, { rate, burst }, most) {
          const [answer] = await store.buckets.admit([{ key, cost: most }], rate, burst, Date.now());
          return { taken: answer?.allowed ?? 0, wait: answer?.wait ?? 0 };
        },
      };
      return new Buckets(shared, systemClock);
    });
    const rate = { count: 50, per: 3_600_000 };
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        await delay(n % 17);
        return await processes[n % 2]?.take('x', rate);
      }),
    );
    const taken = answers.filter((wait) => wait === 0).length;
    // What one of them has taken in advance the other cannot have.
    assert.ok(taken <= 50 && taken >= 45, `${taken}`);
  });
});
