import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertsFaults, PEOPLE } from './support/alerts-faults.js';
import { READY_MS } from './support/gateway-processes.js';
import { until } from './support/reckoning.js';

const EVERYBODY = 1000;
/** When so many of them are told the process is killed, each time with another alert. */
const KILLED_AT = [1, 150, 600];
const ROUND_MS = 60_000;
const MOST_ATTEMPTS = 5;

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
  let alerts = 0;
  /** Tells everybody of one more alert, with a kill in between; how many were told before the kill. */
  const round = async (many: number): Promise<number> => {
    const instance = `db${alerts++}`;
    const about = (): readonly string[] =>
      world.people.all.filter(({ body }) => body.includes(`~${instance}~`)).map(({ local }) => local);
    await world.fire([{ name: 'DiskFull', instance }]);
    assert.ok(await until(() => about().length >= many, ROUND_MS), 'nobody is told');
    await world.gateway.kill('all');
    const before = new Set(about()).size;
    await world.gateway.start('all');
    assert.ok(
      await until(() => new Set(about()).size === EVERYBODY, ROUND_MS),
      `${EVERYBODY - new Set(about()).size} are left out`,
    );
    t.diagnostic(`killed when ${before} were told; ${about().length - EVERYBODY} messages came twice`);
    return before;
  };
  for (const many of KILLED_AT) {
    // On a machine that does much else all may be told before the kill comes.
    for (let attempt = 1; (await round(many)) === EVERYBODY; attempt++) {
      assert.ok(attempt < MOST_ATTEMPTS, 'all were told before each kill');
    }
  }
  const ids = new Set(world.people.all.map(({ id }) => id));
  assert.equal(ids.size, EVERYBODY * alerts, 'what comes twice has the same id');
  assert.deepEqual(world.gateway.deaths, []);
});
