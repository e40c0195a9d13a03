import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayProcesses } from './support/gateway-processes.js';
import { GATEWAY, MailFaults } from './support/mail-faults.js';
import { until } from './support/reckoning.js';

const USERS = 6;
const LEASE_MS = 5000;
/** What is tried again is tried within this. */
const AGAIN_MS = 12_000;

test('a password that is wrong is tried once and told once, whichever process has the mailbox', async (t) => {
  const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 61 });
  t.after(() => world.stop());
  const { dovecot, tap } = world;
  assert.ok(dovecot !== undefined && tap !== undefined);
  const told = new Map<string, number>();
  world.wire.onWritten = ({ attrs, xml }) => {
    if (attrs.from === `gateway@${GATEWAY}` && xml.includes('does not let me into'))
      told.set(attrs.to ?? '', (told.get(attrs.to ?? '') ?? 0) + 1);
  };
  await world.run('xmpp', 'email');
  await world.meet();
  const second = await GatewayProcesses.beside(world.gateway);
  t.after(() => second.stop());
  await second.start('email');
  await second.ready('email');
  await second.waitForLog(/lane taken/, 60_000);
  assert.ok(await until(() => world.writers.every((_, n) => tap.openOf(world.loginOf(n)).length === 1), 60_000));
  told.clear();

  await dovecot.changePassword('another');
  const since = tap.connections.length;
  const attempts = () =>
    world.writers.map((_, n) => tap.connections.slice(since).filter(({ user }) => user === world.loginOf(n)).length);
  assert.ok(
    await until(() => told.size === USERS, 60_000),
    `told: ${[...told]}, attempts: ${attempts()}\n${world.gateway.output.slice(-3000)}\n${second.output.slice(-3000)}`,
  );
  await delay(AGAIN_MS);
  const once = world.writers.map(() => 1);
  assert.deepEqual(attempts(), once, 'attempts');
  assert.deepEqual([...told.values()], once, 'told');

  // Who takes the mailboxes over knows what was found out.
  await world.gateway.kill('email');
  await delay(LEASE_MS + AGAIN_MS);
  assert.deepEqual(attempts(), once, 'attempts after a takeover');
  assert.deepEqual([...told.values()], once, 'told after a takeover');
});
