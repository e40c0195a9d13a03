import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Load } from './support/load.js';
import { reckon, until } from './support/reckoning.js';
import { World, type WorldOptions } from './support/world.js';

/** The longest: waiting for one to run out is told from a slow start. It is renewed eight times in that time. */
const LEASE_MS = 60_000;

async function begin(t: TestContext, options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await World.make({ users: 20, seed: 2, ...options });
  t.after(() => world.stop());
  return world;
}

test('SIGTERM under load settles what is open, unbinds, says goodbye and ends with 0', async (t) => {
  const world = await begin(t, { smsc: { latencyMs: 100 }, config: { lanes: { lease: `${LEASE_MS / 1000}s` } } });
  let goodbyes = 0;
  world.wire.onWritten = ({ name, attrs }) => {
    if (name === 'presence' && attrs.type === 'unavailable') goodbyes++;
  };
  await world.gateway.start('all');
  await world.gateway.ready('all');
  await world.meet();
  const load = new Load(world, 100);
  await delay(2000);
  const { code, ms } = await world.gateway.terminate('all');
  assert.equal(code, 0);
  assert.ok(ms < 11_000, `it took ${Math.round(ms)} ms`);
  assert.ok(goodbyes > 0, 'nobody was told that the gateway goes');
  // The network sees an unbind, not a broken connection: nothing is bound, and what it had sent is repeated to the next.
  assert.equal((await world.smsc.call('counts', {})).bound, 0);
  const begun = performance.now();
  await world.gateway.start('all');
  await world.gateway.ready('all');
  assert.ok(
    performance.now() - begun < (LEASE_MS * 3) / 4,
    'the lanes were given back, so nobody has to wait for their leases',
  );
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  assert.equal(out.unknown, 0, 'what was open was settled');
  assert.equal(back.duplicates, 0);
});

test('a second SIGTERM ends it at once, and the next start loses nothing', async (t) => {
  // Answers that never come keep the orderly end waiting.
  const world = await begin(t, { carrier: { responseTimeout: '60s' } });
  await world.gateway.start('all');
  await world.gateway.ready('all');
  await world.meet();
  assert.ok(await until(() => world.texts.complete, 60_000));
  await world.smsc.call('script', { swallowEvery: 1 });
  const load = new Load(world, 0);
  load.allow(40);
  await delay(500);
  world.gateway.signal('all', 'SIGTERM');
  await delay(1500);
  const ended = world.gateway.ended('all');
  const begun = performance.now();
  world.gateway.signal('all', 'SIGTERM');
  const { code } = await ended;
  assert.equal(code, 1);
  assert.ok(performance.now() - begun < 5000, 'at once');
  await world.smsc.call('script', {});
  await world.gateway.start('all');
  assert.ok(await load.end());
  const { out } = await reckon(t, world);
  assert.ok(out.unknown > 0, 'what was open at its end is told as unknown');
});
