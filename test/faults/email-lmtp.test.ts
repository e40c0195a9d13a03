import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import { Load } from './support/load.js';
import { MailFaults } from './support/mail-faults.js';
import { type Letter, MailPost } from './support/mail-post.js';
import { reckon } from './support/reckoning.js';

const USERS = 10;
const SETTLE_MS = 60_000;

describe('mail that comes by LMTP', { concurrency: true }, () => {
  test('over connections that are cut after the final dot comes again, and is known', async (t) => {
    const random = new Random(81);
    let cuts = 0;
    const world = await MailFaults.make({
      kind: 'address',
      users: USERS,
      seed: 81,
      size: 20_000,
      // Each mail is first handed over without waiting for the answer, which may be on its way or not.
      post: ({ lmtpPort }) => {
        const post = new MailPost(lmtpPort, 'LHLO');
        const seen = new Set<string>();
        return async (letter: Letter) => {
          if (seen.has(letter.octets)) return await post.send(letter);
          seen.add(letter.octets);
          cuts++;
          return await post.cutOff(letter, random.between(0, 15));
        };
      },
    });
    t.after(() => world.stop());
    await world.run('all');
    await world.meet();
    const load = new Load(world, 60);
    await delay(6000);
    assert.ok(await load.end(SETTLE_MS));
    const { back } = await reckon(t, world, SETTLE_MS);
    assert.equal(cuts, back.sent);
    assert.deepEqual([back.shown, back.duplicates], [back.sent, 0]);
  });

  test('while its process is killed again and again is answered for only when it is safe', async (t) => {
    const KILLS = 4;
    const world = await MailFaults.make({ kind: 'address', users: USERS, seed: 82, size: 20_000 });
    t.after(() => world.stop());
    await world.run('xmpp', 'email');
    await world.meet();
    const random = new Random(82);
    const load = new Load(world, 20);
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(random.between(800, 2000));
      await world.gateway.kill('email');
      await world.gateway.start('email');
      await world.gateway.ready('email');
    }
    assert.ok(await load.end(SETTLE_MS));
    const { out, back } = await reckon(t, world, SETTLE_MS);
    // Of a conversation one mail is under way, and of one before it the end may not have been marked.
    assert.ok(out.unknown <= 2 * KILLS * USERS, `${out.unknown} are told as unknown`);
    assert.deepEqual([back.shown, back.renamed], [back.sent, 0]);
    // Of each correspondent one mail is on its way at a time.
    assert.ok(back.duplicates <= KILLS * USERS, `${back.duplicates} came twice`);
  });

  test('while the XMPP server is down for 30 s waits, and comes in order', async (t) => {
    const world = await MailFaults.make({ kind: 'address', users: USERS, seed: 83 });
    t.after(() => world.stop());
    await world.run('all');
    await world.meet();
    const load = new Load(world, 20);
    await delay(1000);
    const before = world.answers.answeredCount;
    await world.killProsody(async () => {
      await delay(30_000);
    });
    const during = world.answers.answeredCount - before;
    await delay(1000);
    assert.ok(await load.end(SETTLE_MS));
    const { back } = await reckon(t, world, SETTLE_MS);
    t.diagnostic(`${during} mails were taken while the XMPP server was down`);
    assert.ok(during > 100, 'mail is taken while the XMPP server is down');
    assert.equal(back.renamed, 0);
  });
});

describe('mail that comes and goes by Postfix', () => {
  test('which is killed again and again: nothing is lost, and what it repeats is known', async (t) => {
    const KILLS = 5;
    const world = await MailFaults.make({
      kind: 'address',
      users: USERS,
      seed: 84,
      postfix: true,
      // Nothing happens to Redis, and a disk or a machine that is busy must not look as if something did.
      redis: { aof: 'no' },
      config: { lanes: { lease: '30s' } },
    });
    t.after(() => world.stop());
    const { postfix } = world;
    assert.ok(postfix);
    await world.run('all');
    await world.meet();
    const random = new Random(84);
    const load = new Load(world, 30);
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(random.between(1000, 2500));
      await postfix.kill();
      await delay(random.between(0, 1000));
      await postfix.start();
    }
    await delay(1000);
    assert.ok(await load.end(SETTLE_MS));
    const { out, back } = await reckon(t, world, SETTLE_MS);
    t.diagnostic(`repeated by Postfix itself: ${world.repeatedByPostfix}`);
    // What had its final dot and no answer.
    assert.ok(out.unknown <= KILLS * USERS, `${out.unknown} are told as unknown`);
    assert.deepEqual([out.refused, back.shown, back.duplicates], [0, back.sent, 0]);
  });
});
