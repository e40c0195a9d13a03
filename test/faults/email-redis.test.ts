import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import { Load } from './support/load.js';
import { type Kind, MailFaults } from './support/mail-faults.js';
import { reckon } from './support/reckoning.js';

const USERS = 10;
const RATE = 40;
const SETTLE_MS = 60_000;

async function begin(t: TestContext, kind: Kind, seed: number, lease = '5s'): Promise<MailFaults> {
  // With `everysec` a Redis that is killed may have answered for what it had not written.
  const world = await MailFaults.make({
    kind,
    users: USERS,
    seed,
    redis: { aof: 'always' },
    config: { lanes: { lease } },
  });
  t.after(() => world.stop());
  await world.run('all');
  await world.meet();
  return world;
}

/** Mails both ways while something happens to Redis, and that nothing of them is lost by it. */
async function throughout(t: TestContext, world: MailFaults, trouble: () => Promise<void>): Promise<void> {
  const load = new Load(world, RATE);
  await delay(1000);
  await trouble();
  await delay(1000);
  assert.ok(await load.end(SETTLE_MS), 'some still write');
  const { out, back } = await reckon(t, world, SETTLE_MS);
  assert.ok(out.safe > RATE && back.shown > RATE);
  assert.equal(back.renamed, 0);
  // One mail of a conversation is outside at a time, and a lane may be lost and taken more than once.
  assert.ok(out.unknown <= 3 * USERS, `${out.unknown} are told as unknown`);
  const others = Object.keys(world.texts.refusals).filter((condition) => condition !== 'resource-constraint');
  assert.deepEqual(others, []);
  assert.deepEqual(world.texts.silent, []);
}

describe('mail while Redis is in trouble', { concurrency: true }, () => {
  for (const [index, kind] of (['address', 'mailbox'] as const).entries()) {
    test(`${kind}: killed and started again, several times`, async (t) => {
      // Redis is away for seconds: no lane is lost by that, however slow the machine is.
      const world = await begin(t, kind, 30 + index, '30s');
      const random = new Random(30 + index);
      await throughout(t, world, async () => {
        for (let kill = 0; kill < 4; kill++) {
          await world.redis.kill();
          await delay(random.between(0, 1500));
          await world.redis.start();
          await delay(random.between(500, 2500));
        }
      });
    });

    test(`${kind}: stopped for 15 s`, async (t) => {
      const world = await begin(t, kind, 32 + index);
      await throughout(t, world, async () => {
        world.redis.pause();
        await delay(15_000);
        world.redis.resume();
      });
    });
  }
});
