import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { laneKeys } from '../../../src/lanes/keys.js';
import { closeAll, envelope, eventually, freshPrefix, lanes, Outside, RedisServer } from './support.js';

/** No machine is so slow that it loses a lane by that. */
const LEASE = 60_000;
const ROUNDS = 8;
const EACH = 20;

describe('a Redis that refuses to write for a while', () => {
  let redis: RedisServer;
  before(async () => {
    redis = await RedisServer.start();
  });
  afterEach(closeAll);
  after(async () => await redis.stop());

  it('makes nothing of what had just ended be told twice', async () => {
    const prefix = freshPrefix();
    const client = redis.client();
    const outside = new Outside();
    let refusing = false;
    outside.beforeEffects = async () => {
      if (refusing) return;
      refusing = true;
      await client.config('SET', 'maxmemory', '1');
    };
    const one = lanes(redis.address, prefix, { lease: LEASE });
    one.work('a.0', 'r', outside);
    await one.start();
    await eventually('the lane is held', () => outside.tenures.length === 1);
    // It is chance whether the end of the jobs is written first afterwards, or more is fetched.
    for (let round = 1; round <= ROUNDS; round++) {
      refusing = false;
      const adding = Array.from({ length: EACH }, (_, i) => one.add('a.0', envelope(`c${i}`, `${round}.${i}`)));
      await outside.until(() => outside.effected.length > 0 && refusing);
      // Until a fetch has been refused too, and asks again at another time than the journal.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await client.config('SET', 'maxmemory', '0');
      await Promise.all(adding);
      await outside.until(() => outside.effected.length >= round * EACH);
    }
    await eventually('the lane is empty', async () => {
      const { wait, active } = laneKeys(prefix, 'a.0');
      return (await client.llen(wait)) + (await client.llen(active)) === 0;
    });
    assert.equal(outside.texts.length, ROUNDS * EACH);
    assert.deepEqual(
      outside.effected.filter(({ outcome }) => outcome.kind !== 'accepted'),
      [],
    );
    assert.equal(outside.effected.length, ROUNDS * EACH);
    await one.stop();
  });
});
