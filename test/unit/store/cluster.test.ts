import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type RedisCluster, startRedisCluster } from '../../../sandbox/redis-cluster.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { mastersOf, producerClient, redisAddress, workerClient } from '../../../src/redis.js';
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

/** A machine that does much else may need so long for an election, ms. */
const PATIENCE_MS = 60_000;

describe('a write that is on its way when its node dies', () => {
  let cluster: RedisCluster;
  before(async () => {
    cluster = await startRedisCluster({ replicas: 2 });
  });
  after(() => cluster.stop());

  /** A client has sent a second increment when the node of the key dies; the value after it was told what became of it. */
  async function killedWith(key: string, make: typeof workerClient): Promise<number> {
    const redis = make({ url: cluster.url, replicas: 1 });
    redis.on('error', () => undefined);
    try {
      if (redis.status !== 'ready') await once(redis, 'ready');
      assert.equal(await redis.incr(key), 1);
      const node = await cluster.masterOf(key);
      node.pause();
      const told = redis.incr(key).catch(() => 'nobody knows');
      await node.kill();
      await until(async () => (await cluster.masterOf(key).catch(() => node)) !== node);
      await told;
      return await settled(redis, key);
    } finally {
      redis.disconnect();
    }
  }

  async function settled(redis: Redis, key: string): Promise<number> {
    let value = 0;
    await until(async () => {
      value = Number(await redis.get(key).catch(() => 0));
      return value > 0;
    });
    return value;
  }

  async function until(is: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; !(await is()); await delay(50))
      assert.ok(performance.now() < end, 'no other node took the keys over');
  }

  it('is done once more by the node that takes over, where its client waits as long as it takes', async () => {
    assert.equal(await killedWith('p:{worker}:x', workerClient), 2);
  });

  it('is not sent again to a client that asked for no retries: it knows best how to ask', async () => {
    assert.equal(await killedWith('p:{producer}:x', producerClient), 1);
  });
});
