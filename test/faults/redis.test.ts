import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Load } from './support/load.js';
import { reckon, until } from './support/reckoning.js';
import { World, type WorldOptions } from './support/world.js';

const RATE = 100;

/** A world in which all have met, ended with the test. */
async function begin(t: TestContext, options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await World.make({ users: 20, seed: 1, smsc: { latencyMs: 10 }, ...options });
  t.after(() => world.stop());
  await world.gateway.start('all');
  await world.gateway.ready('all');
  await world.meet();
  return world;
}

async function control(world: World, ...command: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(world.redis.url);
  try {
    return await redis.call(...command);
  } finally {
    redis.disconnect();
  }
}

test('a Redis that hangs for 5 s under load loses nothing and the lanes stay where they are', async (t) => {
  const world = await begin(t, { config: { lanes: { lease: '30s' } } });
  const load = new Load(world, RATE);
  await delay(1000);
  world.redis.pause();
  await delay(5000);
  world.redis.resume();
  await delay(1000);
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  assert.ok(out.safe > 2 * RATE && back.answered > 2 * RATE);
  assert.doesNotMatch(world.gateway.output, /lane lost/);
  assertOnly(world, ['resource-constraint']);
  assert.deepEqual(world.texts.silent, [], 'no process was killed, so each text is handed over or answered');
});

test('a Redis that is away for 15 s under load loses nothing; who writes is told to wait', async (t) => {
  const world = await begin(t);
  const load = new Load(world, RATE);
  await delay(1000);
  await world.redis.halt();
  await delay(15_000);
  await world.redis.start();
  await delay(2000);
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  assert.ok(out.safe > 2 * RATE && back.answered > 2 * RATE);
  assertOnly(world, ['resource-constraint']);
  assert.deepEqual(world.texts.silent, [], 'no process was killed, so each text is handed over or answered');
});

test('a full Redis refuses clearly, and all that was taken goes out when there is room again', async (t) => {
  const world = await begin(t);
  const load = new Load(world, RATE);
  await delay(1000);
  const used = Number(/used_memory:(\d+)/.exec(String(await control(world, 'INFO', 'memory')))?.[1]);
  await control(world, 'CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  await control(world, 'CONFIG', 'SET', 'maxmemory', String(used));
  const refused = () => (world.texts.refusals['resource-constraint'] ?? 0) > 0;
  assert.ok(await until(refused, 10_000), 'nobody was told');
  await delay(3000);
  const before = await world.smsc.call('counts', {});
  assert.ok(before.deliveriesRepeated > 0, 'the carrier is told 0x64 and repeats');
  await control(world, 'CONFIG', 'SET', 'maxmemory', '0');
  await delay(2000);
  assert.ok(await load.end());
  await reckon(t, world);
  assertOnly(world, ['resource-constraint']);
  assert.match(world.gateway.output, /new messages are refused until it has room/);
  assert.match(world.gateway.output, /Redis has room again/);
  assert.deepEqual(world.texts.silent, [], 'no process was killed, so each text is handed over or answered');
});

test('a Redis that cannot write to its disk refuses clearly and recovers', async (t) => {
  const world = await begin(t, { redis: { args: ['--enable-protected-configs', 'yes'] } });
  const load = new Load(world, RATE);
  await delay(1000);
  // A snapshot that fails stops writes (MISCONF), as a full disk does.
  await control(world, 'CONFIG', 'SET', 'save', '1 1');
  await control(world, 'CONFIG', 'SET', 'dir', '/proc');
  await control(world, 'BGSAVE').catch(() => undefined);
  const refused = () => (world.texts.refusals['resource-constraint'] ?? 0) > 0;
  assert.ok(await until(refused, 15_000), 'nobody was told');
  await delay(3000);
  assert.ok((await world.smsc.call('counts', {})).deliveriesRepeated > 0, 'the carrier is told 0x64 and repeats');
  await control(world, 'CONFIG', 'SET', 'dir', world.redis.dir);
  await control(world, 'CONFIG', 'SET', 'save', '');
  await control(world, 'BGSAVE');
  await delay(3000);
  assert.ok(await load.end());
  await reckon(t, world);
  assertOnly(world, ['resource-constraint']);
  assert.deepEqual(world.texts.silent, [], 'no process was killed, so each text is handed over or answered');
});

/** Nobody was told anything but these conditions. */
function assertOnly(world: World, conditions: readonly string[]): void {
  const others = Object.keys(world.texts.refusals).filter((condition) => !conditions.includes(condition));
  assert.deepEqual(others, []);
}
