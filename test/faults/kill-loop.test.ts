import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import type { Role } from './support/gateway-processes.js';
import { Pace } from './support/pace.js';
import { table } from './support/table.js';
import { World } from './support/world.js';

const SEED = Number(process.env.ISTHMUS_FAULT_SEED ?? 1);
/** How long things are killed. */
const SECONDS = Number(process.env.ISTHMUS_FAULT_SECONDS ?? 75);
const CYCLE_MS = 1500;
/** Messages each way: 5,000 in the usual time, more in a longer one. */
const MESSAGES = Math.max(5000, Math.round((5000 * SECONDS) / 75));
const USERS = 50;
const SETTLE_MS = 90_000;

type Victim = 'gateway' | 'role' | 'redis' | 'prosody' | 'smsc';
const VICTIMS: readonly Victim[] = ['gateway', 'role', 'redis', 'prosody', 'smsc'];

const random = new Random(SEED);
const kills = { gateway: 0, role: 0, redis: 0, prosody: 0, smsc: 0 };
let world: World;

before(async () => {
  world = await World.make({
    users: USERS,
    seed: SEED,
    failingEvery: 10,
    smsc: { latencyMs: 20, enquireMs: 5000, deliverTimeoutMs: 3000 },
    carrier: { responseTimeout: '5s', enquireLink: '5s', bindTimeout: '5s' },
    config: { lanes: { lease: '5s' } },
  });
});
after(() => world.stop());

test(`kill -9 in a loop loses nothing (seed ${SEED}, ${MESSAGES} messages each way)`, async (t) => {
  await world.gateway.start('all');
  await world.gateway.ready('all');
  await world.meet();

  const texts = new Pace();
  const answers = new Pace();
  const writing = Promise.all([
    ...world.writers.map((writer) => writer.write(texts)),
    ...world.phones.map((phone) => phone.write(answers)),
  ]);
  const cycles = Math.max(1, Math.floor((SECONDS * 1000) / CYCLE_MS));
  for (let cycle = 0; cycle < cycles; cycle++) {
    const begun = performance.now();
    const portion = Math.ceil((MESSAGES * (cycle + 1)) / cycles) - Math.ceil((MESSAGES * cycle) / cycles);
    texts.allow(portion);
    answers.allow(portion);
    await delay(random.between(10, 400));
    await kill(victimOf(cycle));
    await delay(Math.max(0, begun + CYCLE_MS - performance.now()));
  }

  const deadline = performance.now() + SETTLE_MS;
  const written = () => world.texts.safe >= MESSAGES && world.answers.answeredCount >= MESSAGES;
  while (performance.now() < deadline && !(written() && world.texts.complete && world.answers.complete)) {
    await delay(100);
  }
  texts.end();
  answers.end();
  const ended = await Promise.race([writing.then(() => true), delay(5000).then(() => false)]);
  await delay(1000);

  const out = world.texts.sums();
  const back = world.answers.sums();
  for (const line of [
    ...table('killed', { times: kills }),
    ...table('texts of XMPP users to phones', { messages: out }),
    ...table('why refused', { messages: world.texts.refusals }),
    ...table('texts of phones to XMPP users', { messages: back }),
    ...table('complaints of the gateway', { times: Object.fromEntries(world.gateway.complaints) }),
  ]) {
    t.diagnostic(line);
  }
  const wrong = [...world.texts.wrong, ...world.answers.wrong];
  const open = [...world.texts.openOnes, ...world.answers.openOnes].slice(0, 40);
  assert.deepEqual(world.gateway.deaths, [], 'a process of Isthmus ended by itself');
  assert.deepEqual(wrong, []);
  assert.deepEqual(open, [], `without an end after ${SETTLE_MS} ms`);
  assert.ok(ended, 'writers or phones still wait');
  assert.equal(
    world.writers.reduce((sum, writer) => sum + writer.hung, 0),
    0,
    'pings without an answer',
  );
  assert.deepEqual(
    world.phones.flatMap((phone) => phone.refused),
    [],
    'texts of phones refused for good',
  );
  const { lost, reordered, duplicates, contradictions, untold, lies } = out;
  assert.deepEqual(
    { lost, reordered, duplicates, contradictions, untold, lies },
    { lost: 0, reordered: 0, duplicates: 0, contradictions: 0, untold: 0, lies: 0 },
  );
  assert.deepEqual([back.lost, back.reordered, back.lostByLivingServer], [0, 0, 0]);
  assert.ok(out.safe >= MESSAGES && back.answered >= MESSAGES, 'not all was written');
});

/** Each comes in turn in an order of its own each time; the gateway needs time to take over after it died. */
function victimOf(cycle: number): Victim {
  if (cycle % VICTIMS.length === 0)
    order = VICTIMS.map((victim) => [random.next(), victim] as const)
      .sort()
      .map(([, victim]) => victim);
  return order[cycle % VICTIMS.length] ?? 'redis';
}
let order: readonly Victim[] = VICTIMS;

async function kill(victim: Victim): Promise<void> {
  kills[victim]++;
  const down = async (): Promise<void> => void (await delay(random.between(0, 800)));
  switch (victim) {
    case 'redis':
      await world.redis.kill();
      await down();
      return world.redis.start();
    case 'prosody':
      return world.killProsody(down);
    case 'smsc':
      await world.smsc.kill();
      await down();
      return world.smsc.start();
    case 'role': {
      const role = random.pick(world.gateway.roles);
      await world.gateway.kill(role);
      if (role !== 'sms') world.giveUpPings();
      await down();
      return world.gateway.start(role);
    }
    case 'gateway': {
      await Promise.all(world.gateway.roles.map((role) => world.gateway.kill(role)));
      world.giveUpPings();
      await down();
      const roles: readonly Role[] = random.next() < 0.5 ? ['all'] : ['xmpp', 'sms'];
      for (const role of roles) await world.gateway.start(role);
    }
  }
}
