import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../sandbox/ask-redis.js';
import { GatewayProcesses } from './support/gateway-processes.js';
import { Load } from './support/load.js';
import { MailFaults } from './support/mail-faults.js';
import { reckon, until } from './support/reckoning.js';

const USERS = 12;
const LANES = 8;
const SETTLE_MS = 60_000;

/** How long the lease of each lane still is, ms. */
async function leasesLeft(port: number): Promise<readonly number[]> {
  const keys = (await ask(port, 'keys', 'isthmus:{email.*}:holder')) as readonly string[];
  return await Promise.all(keys.map(async (key) => Number(await ask(port, 'pttl', key))));
}

test('a process that is stopped for longer than its lease is replaced, and never speaks to a mailbox beside its successor', async (t) => {
  const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 91 });
  t.after(() => world.stop());
  const { tap } = world;
  assert.ok(tap);
  const one = (n: number) => tap.openOf(world.loginOf(n)).length === 1;
  const watched = () => world.writers.every((_, n) => one(n));
  await world.run('xmpp', 'email');
  await world.meet();
  // A second machine, so to speak.
  const second = await GatewayProcesses.beside(world.gateway);
  t.after(() => second.stop());
  await second.start('email');
  await second.ready('email');
  const taken = () => new Set(second.output.match(/"lane":"email\.\d+","epoch":\d+,"msg":"lane taken"/g)).size;
  assert.ok(await until(() => taken() >= LANES / 2 && watched(), SETTLE_MS), 'the second process takes no share');

  const load = new Load(world, 20);
  await delay(1000);
  world.gateway.signal('email', 'SIGSTOP');
  const stopped = performance.now();
  const leases = await leasesLeft(world.redis.port);
  const held = tap.connections.filter(({ open }) => open);
  const others = () => tap.connections.filter((connection) => connection.signedInAt > stopped);
  const lanes = () => new Set(second.output.match(/"lane":"email\.\d+"(?=,"epoch":\d+,"msg":"lane taken")/g)).size;
  assert.ok(await until(() => lanes() === LANES, SETTLE_MS), 'the lanes of the stopped process are not taken');
  assert.ok(await load.end(SETTLE_MS));
  await Promise.all(world.phones.map((friend) => friend.one()));
  assert.ok(await until(() => world.answers.complete, SETTLE_MS), 'mail does not come to all');
  assert.ok(others().length > 0, 'no mailbox has changed hands');
  const soonest = Math.min(...others().map(({ signedInAt }) => signedInAt)) - stopped;
  assert.ok(
    leases.length === LANES && soonest >= Math.min(...leases),
    `after ${Math.round(soonest)} ms, of leases of ${leases}`,
  );
  t.diagnostic(`${others().length} of ${held.length} mailboxes were taken over, after ${Math.round(soonest)} ms`);

  const later = new Load(world, 20);
  world.gateway.signal('email', 'SIGCONT');
  // Both are there again, and share the mailboxes.
  await world.gateway.waitForLog(/lane lost|lane given back/, SETTLE_MS);
  await delay(2000);
  assert.ok(await later.end(SETTLE_MS));
  assert.ok(await until(watched, SETTLE_MS), 'not each mailbox has one connection');
  const { out, back } = await reckon(t, world, SETTLE_MS);
  assert.deepEqual(second.deaths, []);
  assert.equal(back.renamed, 0);
  assert.ok(out.unknown <= 2 * USERS, `${out.unknown} are told as unknown`);

  const overlaps = world.writers.flatMap((_, n) => {
    const own = tap.connections
      .filter(({ user }) => user === world.loginOf(n))
      .sort((a, b) => a.signedInAt - b.signedInAt);
    return own.slice(1).flatMap((later, index) => {
      const earlier = own[index];
      return earlier === undefined || earlier.wroteAt <= later.signedInAt
        ? []
        : [`user${n}: "${earlier.last}" ${Math.round(earlier.wroteAt - later.signedInAt)} ms after another signed in`];
    });
  });
  assert.deepEqual(overlaps, []);
});
