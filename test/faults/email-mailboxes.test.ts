import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MailFaults } from './support/mail-faults.js';
import { Pace } from './support/pace.js';
import { reckon, until } from './support/reckoning.js';

const SETTLE_MS = 60_000;
/** A Dovecot that is killed may leave a lock on a mailbox, which the next one takes away after two minutes. */
const LOCKED_MS = 150_000;
/** After several connections that were lost soon, the pause before the next one is half a minute and more. */
const CUT_OFF_MS = 120_000;
/** UIDVALIDITY has whole seconds. */
const SECOND_MS = 1100;

describe('a mail server with the mailboxes of users', { concurrency: true }, () => {
  test('numbers the mails anew while mails come: none is lost, none comes twice', async (t) => {
    const USERS = 5;
    const RESETS = 5;
    const BURST = 30;
    // The server makes its numbers anew while it moves the files that it counts, and those numbers are the order then.
    const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 41 });
    t.after(() => world.stop());
    const { dovecot, tap } = world;
    assert.ok(dovecot !== undefined && tap !== undefined);
    await world.run('all');
    await world.meet();
    const validity = async (user: number) => await dovecot.uidValidity(world.loginOf(user));
    // A session that is open may write down the numbers that it knows before the server makes new ones.
    const renumber = async (user: number): Promise<void> => {
      const before = await validity(user);
      while ((await validity(user)) === before) {
        await dovecot.resetUidValidity(world.loginOf(user));
        await delay(100);
      }
    };
    const seen = new Set<string>();
    for (let reset = 0; reset < RESETS; reset++) {
      // As fast as they are taken, so that many are on their way when their numbers change.
      const pace = new Pace();
      pace.allow(USERS * BURST);
      pace.end();
      await Promise.all([delay(SECOND_MS), ...world.phones.map((friend) => friend.write(pace))]);
      seen.add(await validity(0));
      await Promise.all(world.writers.map((_, n) => renumber(n)));
    }
    await Promise.all(world.phones.map((friend) => friend.one()));
    seen.add(await validity(0));
    const { back } = await reckon(t, world, CUT_OFF_MS);
    assert.equal(seen.size, RESETS + 1, 'the mails were numbered anew each time');
    assert.deepEqual([back.shown, back.duplicates], [back.sent, 0]);
  });

  test('is killed while 50 mailboxes wait for mail: what comes afterwards comes to all', async (t) => {
    const USERS = 50;
    const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 42 });
    t.after(() => world.stop());
    const { dovecot, tap } = world;
    assert.ok(dovecot !== undefined && tap !== undefined);
    await world.run('all');
    await world.meet();
    const waiting = () =>
      world.writers.every((_, n) => tap.openOf(world.loginOf(n)).some(({ last }) => /IDLE$/.test(last)));
    assert.ok(await until(waiting, SETTLE_MS), 'not all wait for mail');
    for (let kill = 0; kill < 2; kill++) {
      await Promise.all(world.phones.map((friend) => friend.one()));
      assert.ok(await until(() => world.answers.complete && waiting(), SETTLE_MS), 'mail that came before');
      await dovecot.kill();
      assert.ok(
        await until(() => tap.connections.every(({ open }) => !open), SETTLE_MS),
        'connections to a dead server',
      );
      await dovecot.start();
      // Before anybody is back.
      await Promise.all(world.phones.map((friend) => friend.one()));
      const begun = performance.now();
      assert.ok(await until(() => world.answers.complete, LOCKED_MS), world.answers.openOnes.join('\n'));
      t.diagnostic(`all is there ${Math.round(performance.now() - begun)} ms after the server is back`);
      assert.ok(await until(waiting, LOCKED_MS), 'not all wait for mail again');
    }
    const { back } = await reckon(t, world, SETTLE_MS);
    assert.deepEqual([back.shown, back.duplicates], [4 * USERS, 0]);
    const many = world.writers.filter((_, n) => tap.openOf(world.loginOf(n)).length !== 1);
    assert.equal(many.length, 0, 'a mailbox has more than one connection');
  });
});
