import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedisCluster } from '../../sandbox/redis-cluster.js';
import { startSentinels } from '../../sandbox/redis-sentinel.js';
import { Load } from './support/load.js';
import { reckon } from './support/reckoning.js';
import { World } from './support/world.js';

const RATE = 20;

/** The gateway in two processes over a Redis of several machines, with people and phones that write. */
async function worldOver(url: string, seed: number): Promise<World> {
  const world = await World.make({
    users: 4,
    seed,
    smsc: { latencyMs: 20 },
    config: { redis: { url, replicas: 1 }, lanes: { lease: '5s' } },
  });
  await world.gateway.start('xmpp');
  await world.gateway.start('sms');
  await world.gateway.ready('xmpp', 90_000);
  await world.gateway.ready('sms', 90_000);
  await world.meet();
  return world;
}

test('the master is killed under load, a replica takes over, and nothing is lost that a replica had to confirm', async (t) => {
  const sentinels = await startSentinels();
  t.after(() => sentinels.stop());
  const world = await worldOver(sentinels.url, 11);
  t.after(() => world.stop());
  const load = new Load(world, RATE);
  await delay(1000);
  const master = await sentinels.master();
  const killed = performance.now();
  await master.kill();
  await sentinels.failedOver(master);
  t.diagnostic(`another master after ${Math.round(performance.now() - killed)} ms`);
  await delay(2000);
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  assert.ok(out.delivered > RATE, 'texts went through');
  assert.ok(back.answered > RATE, 'answers went through');
});

test('a node of a cluster is killed under load, its replica takes over, and nothing is lost', async (t) => {
  const cluster = await startRedisCluster({ replicas: 2 });
  t.after(() => cluster.stop());
  const world = await worldOver(cluster.url, 12);
  t.after(() => world.stop());
  const load = new Load(world, RATE);
  await delay(1000);
  const lane = 'isthmus:{sms.main.0}:holder';
  const node = await cluster.masterOf(lane);
  const killed = performance.now();
  await node.kill();
  while ((await cluster.masterOf(lane).catch(() => node)) === node) {
    assert.ok(performance.now() - killed < 20_000, 'nobody took the slots over');
    await delay(50);
  }
  t.diagnostic(`another node has the lane after ${Math.round(performance.now() - killed)} ms`);
  await delay(2000);
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  assert.ok(out.delivered > RATE && back.answered > RATE, 'texts and answers went through');
});
