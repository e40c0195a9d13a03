import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Stage } from '../../sandbox/smtp-peer/index.js';
import { MailFaults } from './support/mail-faults.js';
import { Pace } from './support/pace.js';
import { reckon, until } from './support/reckoning.js';

const USERS = 6;
const ROUND_MS = 60_000;
const IDLE_KILLS = 3;
/** Mails of one mailbox that may be on their way into a lane at once. */
const WINDOW = 8;

/** Where the mail server falls silent, and whether it has the whole mail then. */
const STAGES: readonly { readonly at: Stage; readonly command: RegExp; readonly whole: boolean }[] = [
  { at: 'EHLO', command: /^EHLO/, whole: false },
  { at: 'MAIL', command: /^MAIL/, whole: false },
  { at: 'DATA', command: /^DATA/, whole: false },
  { at: 'dot', command: /^DATA/, whole: true },
];

describe('a holder of mailboxes that is killed', { concurrency: true }, () => {
  test('while it hands mails over: each is sent once, or told as unknown, and never sent again', async (t) => {
    const world = await MailFaults.make({ kind: 'address', users: USERS, seed: 11 });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    const caught: string[] = [];
    for (const [round, { at, command, whole }] of STAGES.entries()) {
      world.peer.setRules({ at, do: { silence: true } });
      const [lines, mails] = [world.peer.lines.length, world.peer.mails.length];
      const bursts = world.writers.map((writer) => writer.burst(1));
      const stalled = () => world.peer.lines.slice(lines).filter((line) => command.test(line)).length >= USERS;
      const arrived = () => !whole || world.peer.mails.length - mails >= USERS;
      assert.ok(await until(() => stalled() && arrived(), ROUND_MS), `nobody came to ${at}`);
      assert.deepEqual(
        await Promise.all(bursts),
        bursts.map(() => 'answered'),
      );
      await world.gateway.kill('email');
      world.peer.setRules();
      // What follows in the same conversations goes out behind it.
      const later = world.writers.map((writer) => writer.burst(1));
      await world.gateway.start('email');
      await Promise.all(later);
      assert.ok(await until(() => world.texts.complete, ROUND_MS), world.texts.openOnes.join('\n'));
      assert.equal(world.peer.mails.length - mails, USERS * (whole ? 2 : 1), `mails after ${at}`);
      caught.push(...world.writers.map((_, n) => `t${n}-${2 * round}`));
    }
    const { out } = await reckon(t, world);
    assert.equal(out.unknown, caught.length, 'what was caught is told as unknown');
    assert.equal(out.repeatedTellings, 0);
    assert.equal(out.refused, 0);
  });

  test('while it fetches mails: all come in order, and what comes again says so', async (t) => {
    const KILLS = 4;
    const MAILS = 300;
    const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 12, size: 20_000 });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    await world.gateway.kill('email');
    const pace = new Pace();
    pace.allow(MAILS);
    pace.end();
    await Promise.all(world.phones.map((friend) => friend.write(pace)));
    for (let kill = 1; kill <= KILLS; kill++) {
      await world.gateway.start('email');
      const some = (MAILS * kill) / (KILLS + 2);
      assert.ok(await until(() => world.answers.reachedCount >= some, ROUND_MS), 'no mail comes');
      assert.ok(world.answers.reachedCount < MAILS, 'all came before the kill');
      await world.gateway.kill('email');
    }
    await world.gateway.start('email');
    const { back } = await reckon(t, world, ROUND_MS);
    assert.deepEqual([back.shown, back.renamed], [MAILS, 0]);
    assert.ok(back.duplicates <= KILLS * USERS * WINDOW, 'more than what was under way comes twice');
  });

  test('while it waits for mails: what comes meanwhile is there afterwards', async (t) => {
    const world = await MailFaults.make({ kind: 'mailbox', users: USERS, seed: 13 });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    for (let kill = 0; kill < IDLE_KILLS; kill++) {
      await Promise.all(world.phones.map((friend) => friend.one()));
      assert.ok(await until(() => world.answers.complete, ROUND_MS), world.answers.openOnes.join('\n'));
      await world.gateway.kill('email');
      await Promise.all(world.phones.map((friend) => friend.one()));
      await world.gateway.start('email');
      assert.ok(await until(() => world.answers.complete, ROUND_MS), world.answers.openOnes.join('\n'));
    }
    const { back } = await reckon(t, world);
    assert.deepEqual([back.shown, back.renamed], [2 * IDLE_KILLS * USERS, 0]);
    // What had just come when the process ended may not have been marked as such.
    assert.ok(back.duplicates <= IDLE_KILLS * USERS, `${back.duplicates} came twice`);
  });
});
