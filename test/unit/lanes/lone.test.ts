import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { laneKeys } from '../../../src/lanes/keys.js';
import { closeAll, envelope, eventually, freshPrefix, Link, lanes, Outside, RedisServer } from './support.js';

/** No machine is so slow that it loses a lane by that. */
const LEASE = 60_000;

/** An outside whose connection goes away between the fetch that marks a lone envelope and its submit. */
class GoneAtOnce extends Outside {
  asked = 0;

  override async open(tenure: Parameters<Outside['open']>[0]) {
    const hold = await super.open(tenure);
    return { ...hold, depth: 1, free: () => (++this.asked === 1 ? 1 : 0) };
  }
}

describe('a lone envelope that was marked as begun by its fetch and never submitted', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  for (const [end, how] of [
    ['drain', 'in order'],
    ['stop', 'as a crash does'],
  ] as const) {
    it(`is submitted by the next holder when the first one ends ${how}`, async () => {
      const prefix = freshPrefix();
      const producer = lanes(redis.address, prefix);
      await producer.start();
      await producer.add('a.0', envelope('c', 'one'));
      const first = lanes(redis.address, prefix, { lease: LEASE });
      const gone = new GoneAtOnce();
      first.work('a.0', 'r', gone);
      await first.start();
      await eventually('the first has seen it', () => gone.asked >= 3);
      if (end === 'drain') await first.drain(500);
      await first.stop();
      // Its lease has run out.
      if (end === 'stop') await redis.client().del(laneKeys(prefix, 'a.0').holder);
      assert.deepEqual(gone.texts, []);

      const second = lanes(redis.address, prefix, { lease: LEASE });
      const outside = new Outside();
      second.work('a.0', 'r', outside);
      await second.start();
      await outside.until(() => outside.effected.length > 0);
      assert.deepEqual(
        outside.effected.map(({ outcome }) => outcome.kind),
        ['accepted'],
      );
      assert.deepEqual(outside.texts, ['one']);
    });
  }

  it('is submitted where the answer of the fetch was lost', async () => {
    const prefix = freshPrefix();
    const link = await Link.to(redis.socket);
    const one = lanes(link.address, prefix, { lease: LEASE });
    const outside = new Outside();
    one.work('a.0', 'r', outside);
    await one.start();
    await eventually('the lane is held', () => outside.tenures.length === 1);
    const producer = lanes(redis.address, prefix);
    await producer.start();
    link.freeze();
    await producer.add('a.0', envelope('c', 'one'));
    const marks = laneKeys(prefix, 'a.0').marks;
    const client = redis.client();
    await eventually('the fetch has come to Redis', async () => {
      link.step();
      return (await client.keys(`${marks}*`)).length === 1;
    });
    assert.deepEqual(outside.texts, []);
    link.cut();
    await outside.until(() => outside.effected.length > 0);
    assert.deepEqual(
      outside.effected.map(({ outcome }) => outcome.kind),
      ['accepted'],
    );
    assert.deepEqual(outside.texts, ['one']);
    await one.stop();
  });
});
