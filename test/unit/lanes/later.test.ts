import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Clock } from '../../../src/clock.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { MemoryLater } from '../../../src/lanes/later.js';
import { closeAll, freshPrefix, holding, RedisServer } from './support.js';

describe('waits of a lane', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(() => redis.stop());

  it('end in due time, the last of a key replacing the earlier, a cancelled one never', async () => {
    const { outside, one, later } = await holding(redis.address, freshPrefix());
    const started = performance.now();
    await later.schedule('k', 50, 'replaced');
    await later.schedule('k', 300, 'kept');
    await later.schedule('other:key', 100, { any: ['json'] });
    await later.schedule('cancelled', 100, 'cancelled');
    await later.cancel('cancelled');
    await outside.until(() => outside.payloads.length === 2);
    const took = performance.now() - started;
    assert.deepEqual(outside.payloads, [{ any: ['json'] }, 'kept']);
    assert.ok(took >= 299, `${took} ms`);
    await one.stop();
  });

  it('are repeated when serving them failed', async () => {
    const { outside, one, later } = await holding(redis.address, freshPrefix());
    let calls = 0;
    outside.onLater = async () => {
      if (++calls === 1) throw new Error('not now');
    };
    await later.schedule('k', 10, 'payload');
    await outside.until(() => outside.payloads.length === 1);
    assert.equal(calls, 2);
    await one.stop();
  });

  it('survive the holder and are served by the next one, also while the lane is braked', async () => {
    const prefix = freshPrefix();
    const first = await holding(redis.address, prefix);
    await first.later.schedule('k', 400, 'payload');
    await first.one.drain(1000);
    await first.one.stop();
    const second = await holding(redis.address, prefix);
    second.outside.window = 0;
    second.outside.tenures[0]?.state('down', 'no bind');
    await second.outside.until(() => second.outside.payloads.length === 1);
    assert.deepEqual(second.outside.payloads, ['payload']);
    assert.deepEqual(first.outside.payloads, []);
    await second.one.stop();
  });

  it('that a wait schedules again under its own key are kept', async () => {
    const { outside, one, later } = await holding(redis.address, freshPrefix());
    outside.onLater = async (payload) => {
      if (payload === 1) await later.schedule('k', 20, 2);
    };
    await later.schedule('k', 20, 1);
    await outside.until(() => outside.payloads.length === 2);
    assert.deepEqual(outside.payloads, [1, 2]);
    await one.stop();
  });

  it('that are moved are there at every moment, so that nothing is lost when a process dies or Redis ends just then', async () => {
    const prefix = freshPrefix();
    const { one, later } = await holding(redis.address, prefix);
    await later.schedule('k', 60_000, 0);
    const eyes = redis.client();
    const counts = new Set<number>();
    let moving = true;
    const watching = (async () => {
      while (moving) counts.add(await eyes.zcard(laneKeys(prefix, 'a.0').laterDelayed));
    })();
    for (let n = 1; n <= 300; n++) await later.schedule('k', 60_000, n);
    moving = false;
    await watching;
    assert.deepEqual([...counts], [1]);
    await one.stop();
  });

  it('in memory behave alike on a clock of their own', async () => {
    let now = 0;
    let timers: { at: number; run: () => void }[] = [];
    const clock: Clock = {
      now: () => now,
      monotonic: () => now,
      after(ms, run) {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return {
          cancel() {
            timers = timers.filter((other) => other !== timer);
          },
        };
      },
    };
    const advance = async (ms: number) => {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const ended: unknown[] = [];
    let fails = 1;
    const later = new MemoryLater(clock, async (payload) => {
      if (payload === 'fails' && fails-- > 0) throw new Error('not now');
      ended.push(payload);
    });
    await later.schedule('a', 100, 'replaced');
    await later.schedule('a', 200, 'kept');
    await later.schedule('b', 100, 'fails');
    await later.schedule('c', 100, 'cancelled');
    await later.cancel('c');
    await advance(100);
    assert.deepEqual(ended, []);
    await advance(100);
    assert.deepEqual(ended, ['kept']);
    await advance(1000);
    assert.deepEqual(ended, ['kept', 'fails']);
  });
});
