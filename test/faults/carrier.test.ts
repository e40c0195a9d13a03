import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MALFORMED, type Malformation } from '../../sandbox/smsc/malformed.js';
import { Load } from './support/load.js';
import { reckon, until } from './support/reckoning.js';
import { World } from './support/world.js';

/** The gateway calls a carrier again after at most this long, when it was away for the time of these tests. */
const BACK_MS = 90_000;

// These mostly wait, so they do it together.
describe('while the carrier misbehaves', { concurrency: true }, () => {
  test('what is written while the carrier is away for a minute waits, and then goes in order', async (t) => {
    const world = await World.make({ users: 20, seed: 4 });
    t.after(() => world.stop());
    await world.gateway.start('all');
    await world.gateway.ready('all');
    await world.meet();
    await world.smsc.kill();
    const load = new Load(world, 0);
    load.allow(200);
    await delay(60_000);
    assert.deepEqual(world.texts.refusals, {}, 'nobody is told of an error: the messages wait');
    await world.smsc.start();
    assert.ok(await load.end(BACK_MS));
    const { out } = await reckon(t, world, BACK_MS);
    assert.ok(out.handedOver >= 200);
    assert.equal(out.refused + out.inDoubt, 0);
  });

  test('while nobody serves the carrier users are told within seconds of the first minute', async (t) => {
    const world = await World.make({ users: 3, seed: 5, config: { lanes: { lease: '5s' } } });
    t.after(() => world.stop());
    await world.gateway.start('xmpp');
    await world.gateway.start('sms');
    await world.gateway.ready('xmpp');
    await world.gateway.ready('sms');
    await world.meet();
    assert.ok(await until(() => world.texts.complete, 60_000));
    await world.gateway.kill('sms');
    const killed = performance.now();
    const told = () => (world.texts.refusals['recipient-unavailable'] ?? 0) > 0;
    const [writer] = world.writers;
    assert.ok(writer);
    while (!told()) {
      assert.ok(performance.now() - killed < 80_000, 'nobody was told');
      assert.equal(await writer.burst(1), 'answered');
      await delay(1000);
    }
    const after = performance.now() - killed;
    t.diagnostic(`told after ${Math.round(after)} ms`);
    assert.ok(after > 55_000, 'a short gap is not told');
    // What waits in the lane goes out when somebody serves it again.
    await world.gateway.start('sms');
    const { out } = await reckon(t, world);
    assert.ok(out.refused >= 1 && out.handedOver > 10);
  });

  test('a carrier that sends garbage is left and called again, and nothing is lost over it', async (t) => {
    const world = await World.make({ users: 20, seed: 6, smsc: { latencyMs: 5 } });
    t.after(() => world.stop());
    await world.gateway.start('all');
    await world.gateway.ready('all');
    await world.meet();
    const load = new Load(world, 50);
    const kinds = Object.keys(MALFORMED) as Malformation[];
    for (const kind of kinds) {
      await world.smsc.call('malform', { kind });
      await delay(500);
    }
    await delay(1000);
    // Bound again for as long as it counts as a success, so that what comes next is not waited for long.
    assert.ok(await load.end(BACK_MS));
    const { out, back } = await reckon(t, world, BACK_MS);
    assert.ok(out.delivered > 0 && back.shown > 0);
  });
});
