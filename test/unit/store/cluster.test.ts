import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RedisCluster, startRedisCluster } from '../../../sandbox/redis-cluster.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { mastersOf, redisAddress } from '../../../src/redis.js';
import { takeSnapshot } from '../../../src/store/backup/snapshot.js';
import { storeHealth } from '../../../src/store/health.js';
import { connectedStore } from '../../../src/store/redis-store.js';
import { scanKeys } from '../../../src/store/scan-keys.js';

describe('a store on a cluster', () => {
  let cluster: RedisCluster;
  let redis: Awaited<ReturnType<typeof connectedStore>>;
  before(async () => {
    cluster = await startRedisCluster({ replicas: 0, args: ['--maxmemory', '64mb'] });
    redis = await connectedStore(redisAddress(cluster.url), systemClock, silentLog);
  });
  after(async () => {
    redis.disconnect();
    await cluster.stop();
  });

  it('finds keys on all of its nodes', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `p:{family${index}}:x`);
    await Promise.all(keys.map((key) => redis.set(key, '')));
    const found: string[] = [];
    for await (const some of scanKeys(redis, 'p:*')) found.push(...some);
    assert.deepEqual(found.sort(), keys.sort());
    assert.equal(mastersOf(redis).length, 3);
  });

  it('is as well as the node that stands worst', async () => {
    assert.deepEqual((await storeHealth(redis, undefined)).stop, []);
    const [, second] = mastersOf(redis);
    await second?.config('SET', 'maxmemory', '1');
    const { stop, maxMemory } = await storeHealth(redis, undefined);
    assert.deepEqual({ stop, maxMemory }, { stop: ['memory'], maxMemory: 1 });
  });

  it('gives no snapshot of one moment, and says what to do', async () => {
    await assert.rejects(takeSnapshot(redisAddress(cluster.url), '/tmp'), /no node of a Redis Cluster has all/);
  });
});
