import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalRates } from '../../../gateways/sms/local-rates.js';
import { systemClock } from '../../../src/clock.js';
import type { RatePlan, Reservation } from '../../../src/rate-plan.js';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

/** 100 a second, of which 5 may come early. */
const PLAN: RatePlan = { limit: 100, ahead: 50, gain: 100 / 60, least: 1 };

type Rates = Pick<TestStore['store']['rates'], 'reserve' | 'slow'>;

const KINDS: readonly [string, () => Rates][] = [
  ['in Redis', () => t.store.rates],
  ['of one process', () => new LocalRates(systemClock)],
];

const near = (figure: number, target: number, within: number, what: string) =>
  assert.ok(Math.abs(figure - target) <= within, `${what}: ${figure}, not ${target}`);

for (const [kind, make] of KINDS) {
  test(`rates ${kind}: places follow each other by the rate, those of the burst at once`, async () => {
    const rates = make();
    const key = `follow ${kind}`;
    const first = await rates.reserve(key, PLAN, 20);
    assert.equal(first.rate, 100);
    near(first.every, 10, 1e-6, 'distance');
    near(first.first, -50, 1e-6, 'first');
    const second = await rates.reserve(key, PLAN, 1);
    // 20 places later, less what the trip took.
    assert.ok(second.first <= 150 && second.first > 100, `${second.first}`);
  });

  test(`rates ${kind}: a decrease counts once in its time, has a floor, and is grown out of`, async () => {
    const rates = make();
    const key = `slow ${kind}`;
    near(await rates.slow(key, PLAN, 0.5, 1000), 50, 0.01, 'half');
    near(await rates.slow(key, PLAN, 0.5, 1000), 50, 0.5, 'still half');
    const before = performance.now();
    near(await rates.slow(key, PLAN, 0.0001, 0), 1, 0.01, 'floor');
    const slowed = performance.now();
    await delay(300);
    const grown = performance.now();
    const { rate, every } = await rates.reserve(key, PLAN, 1);
    const after = performance.now();
    const rateAt = (ms: number) => 1 + (ms / 1000) * PLAN.gain;
    // The clock of Redis counts whole microseconds, and neither goes exactly as fast as the other.
    assert.ok(rate >= rateAt(grown - slowed) - 0.001, `${rate} after ${grown - slowed} ms`);
    assert.ok(rate <= rateAt(after - before) + 0.001, `${rate} after ${after - before} ms`);
    near(every * rate, 1000, 0.1, 'distance');
  });
}

test('places of a rate that are wanted in one moment follow each other', async () => {
  const { rates } = t.store;
  const [first, second, elsewhere, third] = await Promise.all([
    rates.reserve('moment', PLAN, 3),
    rates.reserve('moment', PLAN, 1),
    rates.reserve('other', PLAN, 2),
    rates.reserve('moment', PLAN, 2),
  ]);
  assert.deepEqual([first.count, second.count, elsewhere.count, third.count], [3, 1, 2, 2]);
  near(first.first, -50, 1e-6, 'first');
  near(second.first, -20, 1e-6, 'second');
  near(third.first, -10, 1e-6, 'third');
  near(elsewhere.first, -50, 1e-6, 'elsewhere');
  const { first: next } = await rates.reserve('moment', PLAN, 1);
  assert.ok(next <= 10 && next > -30, `${next}`);
});

test('two processes share a rate in Redis, by its clock, and keys do not mix', async () => {
  const other = (await t.again()).rates;
  const answers: Reservation[] = [];
  for (let round = 0; round < 10; round += 1) {
    answers.push(await t.store.rates.reserve('shared', PLAN, 5), await other.reserve('shared', PLAN, 5));
  }
  const { first } = await other.reserve('shared', PLAN, 1);
  // 100 places are a second, of which 50 ms come early.
  assert.ok(first > 700 && first <= 950, `${first}`);
  assert.ok((await other.reserve('another', PLAN, 1)).first <= 0);
  const keys = await t.store.redis.keys(`${t.prefix}:{rates}:*`);
  for (const key of keys) assert.ok((await t.store.redis.pttl(key)) > 0, key);
});

test('a clock of Redis that was set back by an hour delays nothing', async () => {
  const rates = t.store.rates;
  await rates.reserve('clock', PLAN, 20);
  await rates.slow('clock', PLAN, 0.5, 1000);
  const key = `${t.prefix}:{rates}:clock`;
  const hour = 3_600_000_000;
  const before = await t.store.redis.hgetall(key);
  const later = ['tat', 'at', 'slowed'].flatMap((field) => [field, (Number(before[field]) + hour).toFixed(3)]);
  await t.store.redis.hset(key, ...later);
  const { first, rate } = await rates.reserve('clock', PLAN, 1);
  assert.ok(first <= 150, `${first}`);
  near(rate, 50, 1, 'rate');
  near(await rates.slow('clock', PLAN, 0.5, 1000), 50, 1, 'lowered a moment ago');
});
