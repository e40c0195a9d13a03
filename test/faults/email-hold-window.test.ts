import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailFaults } from './support/mail-faults.js';
import { reckon, until } from './support/reckoning.js';

const USERS = 5;
const EACH = 4;
const HOLD_S = 8;
const SETTLE_MS = 60_000;

describe('mails that are held back', { concurrency: true }, () => {
  test('outlive the process, go out once and in order, also where their moment passed meanwhile', async (t) => {
    const world = await MailFaults.make({
      kind: 'address',
      users: USERS,
      seed: 71,
      fields: { 'x-hold': String(HOLD_S) },
    });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    const begun = performance.now();
    for (let n = 0; n < EACH; n++) await Promise.all(world.writers.map((writer) => writer.burst(1)));
    await world.gateway.waitForLog(/ready/);
    // Each has its end as far as its lane goes.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(world.peer.mails.length, 0, 'nothing goes out at once');
    await world.gateway.kill('email');
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + HOLD_S * 1000 + 1000 - performance.now())));
    assert.equal(world.peer.mails.length, 0);
    await world.gateway.start('email');
    assert.ok(await until(() => world.texts.endedCount === USERS * EACH, SETTLE_MS), world.texts.openOnes.join('\n'));
    const { out } = await reckon(t, world);
    assert.deepEqual([out.handedOver, out.unknown], [USERS * EACH, 0]);
  });

  test('are told as unknown, and not sent again, where the process ends while they are handed over', async (t) => {
    const world = await MailFaults.make({ kind: 'address', users: USERS, seed: 72, fields: { 'x-hold': '2' } });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    world.peer.setRules({ at: 'dot', do: { silence: true } });
    await Promise.all(world.writers.map((writer) => writer.burst(1)));
    assert.ok(await until(() => world.peer.mails.length === USERS, SETTLE_MS), 'nothing goes out');
    await world.gateway.kill('email');
    world.peer.setRules();
    await world.gateway.start('email');
    assert.ok(await until(() => world.texts.sums().unknown === USERS, SETTLE_MS), 'not all are told');
    const { out } = await reckon(t, world);
    assert.deepEqual([out.unknown, out.refused, out.repeatedTellings], [USERS, 0, 0]);
    assert.equal(world.peer.mails.length, USERS);
  });
});
