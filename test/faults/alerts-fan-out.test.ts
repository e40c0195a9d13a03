import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertsFaults, PEOPLE } from './support/alerts-faults.js';
import { READY_MS } from './support/gateway-processes.js';
import { until } from './support/reckoning.js';

const EVERYBODY = 1000;
/** When so many of them are told the process is killed, each time with another alert. */
const KILLED_AT = [1, 150, 600];
const ROUND_MS = 60_000;

test('a process that is killed while it tells a thousand people leaves nobody out', async (t) => {
  const members = Array.from({ length: EVERYBODY }, (_, n) => `xmpp:u${n}@${PEOPLE}`);
  const world = await AlertsFaults.make({
    limits: { global: '1000000/1m' },
    lists: { crowd: { members } },
    routes: [{ name: 'disks', groupBy: ['instance'], groupWait: '0s', to: 'crowd' }],
  });
  t.after(() => world.stop());
  await world.gateway.start('all');
  await world.gateway.ready('all', READY_MS);
  for (const [round, many] of KILLED_AT.entries()) {
    const about = (): readonly string[] =>
      world.people.all.filter(({ body }) => body.includes(`~db${round}~`)).map(({ local }) => local);
    await world.fire([{ name: 'DiskFull', instance: `db${round}` }]);
    assert.ok(await until(() => about().length >= many, ROUND_MS), 'nobody is told');
    await world.gateway.kill('all');
    const before = new Set(about()).size;
    assert.ok(before < EVERYBODY, 'all were told before the kill');
    await world.gateway.start('all');
    assert.ok(
      await until(() => new Set(about()).size === EVERYBODY, ROUND_MS),
      `${EVERYBODY - new Set(about()).size} are left out`,
    );
    const told = about();
    t.diagnostic(`killed when ${before} were told; ${told.length - EVERYBODY} messages came twice`);
  }
  const ids = new Set(world.people.all.map(({ id }) => id));
  assert.equal(ids.size, EVERYBODY * KILLED_AT.length, 'what comes twice has the same id');
  assert.deepEqual(world.gateway.deaths, []);
});
