import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
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
