import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import { reckon, until } from './support/reckoning.js';
import { table } from './support/table.js';
import { World, type WorldOptions } from './support/world.js';

const SEED = Number(process.env.ISTHMUS_FAULT_SEED ?? 1);
/** How often the holder is killed, both policies together. */
const KILLS = Number(process.env.ISTHMUS_FAULT_KILLS ?? 10);
const USERS = 12;
/** The carrier answers this long after it has taken a text; the holder dies in between. */
const ANSWER_MS = 600;
const LATEST_KILL_MS = 350;
const ROUND_MS = 60_000;

const UDH = 0x40;

/** Each text says its own id, as do both parts of a long one. */
const idOf = (text: string): string => /t\d+-\d+(?= )/.exec(text)?.[0] ?? text;

interface Outcome {
  readonly world: World;
  /** Texts that were at the carrier, or on their way to it, when the holder died. */
  readonly caught: ReadonlySet<string>;
}

/** Kills the holder again and again, each time when the carrier has texts of it that it has not answered yet. */
async function killInBetween(t: TestContext, seed: number, options: Partial<WorldOptions>): Promise<Outcome> {
  const { smsc, carrier } = options;
  const world = await World.make({
    users: USERS,
    seed,
    smsc: { latencyMs: ANSWER_MS, enquireMs: 5000, deliverTimeoutMs: 3000, ...smsc },
    carrier: { responseTimeout: '5s', enquireLink: '5s', ...carrier },
    config: { lanes: { lease: '5s' } },
  });
  t.after(() => world.stop());
  await world.gateway.start('xmpp');
  await world.gateway.start('sms');
  await world.gateway.ready('xmpp');
  await world.gateway.ready('sms');
  await world.meet();
  assert.ok(await until(() => world.texts.complete, ROUND_MS), 'the first texts have no end');

  const random = new Random(seed);
  const caught = new Set<string>();
  for (let kill = 0; kill < KILLS / 2; kill++) {
    const before = world.taken.length;
    const bursts = world.writers.map((writer) => writer.burst(1));
    const taken = () => {
      world.journal.read();
      return world.taken.length > before;
    };
    assert.ok(await until(taken, ROUND_MS), 'the carrier got nothing');
    await delay(random.between(0, LATEST_KILL_MS));
    await world.gateway.kill('sms');
    world.journal.read();
    for (const { text } of world.taken.slice(before)) caught.add(idOf(text));
    await world.gateway.start('sms');
    assert.deepEqual(
      await Promise.all(bursts),
      bursts.map(() => 'answered'),
    );
    assert.ok(await until(() => world.texts.complete, ROUND_MS), world.texts.openOnes.join('\n'));
  }
  assert.ok(caught.size >= KILLS / 2);
  t.diagnostic(`${KILLS / 2} kills, ${caught.size} texts caught between write and answer`);
  return { world, caught };
}

// These mostly wait for the lease to end, so they do it together.
describe('a holder that is killed between write and answer', { concurrency: true }, () => {
  test('leaves each message accepted once or told as unknown, where that is the policy', async (t) => {
    const { world, caught } = await killInBetween(t, SEED, {
      carrier: { unknownOutcome: 'report' },
      // So that the receipt of each text is there before the answer that never comes.
      smsc: { dlr: { beforeResponse: true } },
    });
    const { out } = await reckon(t, world);
    assert.equal(out.refused, 0);
    assert.equal(out.delivered + out.unknown, out.sent, 'each is delivered, or told as unknown, and never both');
    assert.ok(out.unknown >= caught.size, 'what was caught is told as unknown');
    assert.equal(out.repeatedTellings, 0);
  });

  test('leaves each message accepted, and sent a second time only if it was caught, where that is the policy', async (t) => {
    const { world, caught } = await killInBetween(t, SEED + 1000, { carrier: { unknownOutcome: 'resend' } });
    await delay(1000);
    world.journal.read();
    const times = new Map<string, number>();
    for (const { text, octets, esm } of world.taken) {
      // Total and place of a part; the reference of a long text is another one the second time.
      const part = (esm & UDH) === 0 ? '' : octets.slice(8, 12);
      const key = `${idOf(text)} ${part}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    const twice = [...times].filter(([, count]) => count > 1).map(([key]) => idOf(key));
    const out = world.texts.sums();
    for (const line of table('texts of XMPP users to phones', { messages: out })) t.diagnostic(line);
    assert.deepEqual(world.gateway.deaths, []);
    assert.deepEqual(
      twice.filter((id) => !caught.has(id)),
      [],
      'a second copy of what was not caught',
    );
    assert.deepEqual(Math.max(...times.values()), 2, 'nothing goes out more than twice');
    const { lost, unknown, refused, contradictions, lies, untold, reordered } = out;
    assert.deepEqual(
      { lost, unknown, refused, contradictions, lies, untold, reordered },
      { lost: 0, unknown: 0, refused: 0, contradictions: 0, lies: 0, untold: 0, reordered: 0 },
    );
    assert.equal(out.delivered, out.sent);
  });
});
