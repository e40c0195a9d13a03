import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayProcesses } from './support/gateway-processes.js';
import { Load } from './support/load.js';
import { reckon, until } from './support/reckoning.js';
import { World } from './support/world.js';

const LEASE_MS = 5000;

test('a process that is stopped for longer than its lease is replaced, and never writes beside its successor', async (t) => {
  const world = await World.make({
    users: 20,
    seed: 3,
    smsc: { latencyMs: 20, record: true },
    config: { lanes: { lease: `${LEASE_MS}ms` } },
  });
  t.after(() => world.stop());
  await world.gateway.start('xmpp');
  await world.gateway.start('sms');
  await world.gateway.ready('xmpp');
  await world.gateway.ready('sms');
  await world.meet();
  // A second machine, so to speak: the same configuration, the same Redis, the same keys.
  const second = await GatewayProcesses.beside(world.gateway);
  t.after(() => second.stop());
  await second.start('sms');
  await second.ready('sms');

  const load = new Load(world, 100);
  await delay(1000);
  const before = (await world.smsc.call('submits', {})).length;
  world.gateway.signal('sms', 'SIGSTOP');
  const stopped = performance.now();
  const taken = async () => (await world.smsc.call('submits', { from: before })).some(({ session }) => session > 1);
  while (!(await taken())) {
    assert.ok(performance.now() - stopped < 3 * LEASE_MS, 'nobody took over');
    await delay(50);
  }
  const takeover = performance.now() - stopped;
  await delay(1000);
  world.gateway.signal('sms', 'SIGCONT');
  await delay(3000);
  assert.ok(await load.end());
  const { out, back } = await reckon(t, world);
  t.diagnostic(`taken over after ${Math.round(takeover)} ms`);
  assert.ok(takeover < 2 * LEASE_MS);

  const sessions = (await world.smsc.call('submits', {})).map(({ session }) => session);
  const changes = sessions.filter((session, index) => index > 0 && session !== sessions[index - 1]).length;
  assert.equal(changes, 1, 'the first holder never submits again once the second has');
  assert.equal(out.refused, 0);
  assert.equal(out.inDoubt, 0, 'the stream was up all the time');
  assert.ok(back.answered > 0);
  assert.ok(await until(() => second.output.includes('lane taken'), 60_000));
});
