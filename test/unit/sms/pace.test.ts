import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SharedRates } from '../../../gateways/gateway.js';
import { LocalRates } from '../../../gateways/sms/local-rates.js';
import { Pace, type PaceOptions } from '../../../gateways/sms/pace.js';
import { Pacing, TOO_MUCH } from '../../../gateways/sms/pacing.js';
import { FakeClock } from './support/fake-clock.js';

/** Lets what was promised come true; no time passes. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
}

/** A store that answers `ms` after it was asked, having worked the request in the middle of that time. */
function slowStore(clock: FakeClock, rates: SharedRates, ms: () => number): SharedRates {
  const later = <T>(run: () => Promise<T>): Promise<T> => {
    const half = ms() / 2;
    return new Promise((resolve, reject) => {
      clock.after(half, () => {
        const answer = run();
        clock.after(half, () => void answer.then(resolve, reject));
      });
    });
  };
  return {
    reserve: (key, plan, count) => later(() => rates.reserve(key, plan, count)),
    slow: (key, plan, factor, settle) => later(() => rates.slow(key, plan, factor, settle)),
  };
}

/** Sends as fast as a pace allows, while `waiting` is above 0. */
class Sender {
  waiting = 0;
  /** Its event loop is busy with something else. */
  busy = false;
  readonly times: number[] = [];
  readonly pace: Pace;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock, options: Pick<PaceOptions, 'rates' | 'perSecond' | 'burst' | 'shares'>) {
    this.#clock = clock;
    this.pace = new Pace({
      clock,
      key: 'main',
      due: () => this.pump(),
      changed: () => {},
      trouble: (error) => assert.fail(String(error)),
      ...options,
    });
  }

  pump(): void {
    while (!this.busy && this.waiting > 0 && this.pace.take(this.waiting)) {
      this.waiting -= 1;
      this.times.push(this.#clock.monotonic());
    }
  }
}

function mostInOneSecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.reduce((most, time, at) => Math.max(most, sorted.slice(at).filter((t) => t < time + 1000).length), 0);
}

test('no second has more than rate and burst, whoever sends when, and however long the store takes within the burst', async () => {
  const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(40), fc.nat(400), fc.boolean()), { minLength: 5, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 5, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      steps,
      async (perSecond, part, plan) => {
        const clock = new FakeClock();
        const burst = Math.max(1, perSecond / (5 * part));
        const halfBurstMs = (burst / perSecond) * 500;
        let trips = 0;
        const rates = slowStore(clock, new LocalRates(clock), () => ((trips++ % 7) / 7) * (halfBurstMs - 5));
        const senders = [0, 1, 2].map(() => new Sender(clock, { rates, perSecond, burst, shares: 3 }));
        for (const [who, more, pause, busy] of plan) {
          const sender = senders[who];
          if (sender === undefined) continue;
          sender.waiting += more;
          sender.pump();
          sender.busy = busy;
          for (let ms = 0; ms < pause; ms += 1) {
            clock.advance(1);
            await turn();
          }
          sender.busy = false;
          sender.pump();
        }
        const times = senders.flatMap((sender) => sender.times);
        assert.ok(mostInOneSecond(times) <= Math.ceil(perSecond + burst), `${mostInOneSecond(times)} at ${perSecond}`);
      },
    ),
    { numRuns: 40 },
  );
});

test('what waits goes out at the full rate, shared evenly by those who have something to send', async () => {
  const clock = new FakeClock();
  const rates = slowStore(clock, new LocalRates(clock), () => 2);
  const senders = [0, 1, 2].map(() => new Sender(clock, { rates, perSecond: 100, burst: 10, shares: 3 }));
  for (const sender of senders) sender.waiting = 10_000;
  for (const sender of senders) sender.pump();
  for (let ms = 0; ms < 20_000; ms += 1) {
    clock.advance(1);
    await turn();
  }
  const counts = senders.map(({ times }) => times.length);
  const sum = counts.reduce((a, b) => a + b);
  assert.ok(sum >= 1980 && sum <= 2010, `${sum} in 20 s`);
  for (const count of counts) assert.ok(count > 600, `${counts}`);
});

test('a lone segment waits for nothing but the store', async () => {
  const clock = new FakeClock();
  const sender = new Sender(clock, { rates: new LocalRates(clock), perSecond: 1, burst: 1, shares: 64 });
  clock.advance(5000);
  sender.waiting = 1;
  sender.pump();
  const begun = clock.monotonic();
  await turn();
  assert.deepEqual(sender.times, [begun]);
});

test('a place that is not used in its time lapses, and another one is taken', async () => {
  const clock = new FakeClock();
  // Half of the burst is 50 ms.
  const sender = new Sender(clock, { rates: new LocalRates(clock), perSecond: 10, burst: 1, shares: 1 });
  sender.waiting = 2;
  sender.pump();
  await turn();
  assert.equal(sender.times.length, 1);
  sender.waiting = 0;
  clock.advance(1000);
  await turn();
  sender.waiting = 1;
  sender.pump();
  assert.equal(sender.times.length, 1);
  await turn();
  assert.equal(sender.times.length, 2);
});

test('a store that cannot be asked is asked again a second later, and nothing goes out meanwhile', async () => {
  const clock = new FakeClock();
  const own = new LocalRates(clock);
  let down = true;
  let told = 0;
  const rates: SharedRates = {
    reserve: (...args) => (down ? Promise.reject(new Error('down')) : own.reserve(...args)),
    slow: (...args) => own.slow(...args),
  };
  let taken = 0;
  const pace: Pace = new Pace({
    clock,
    rates,
    key: 'k',
    perSecond: 10,
    burst: 1,
    shares: 1,
    due: () => {
      if (pace.take(1)) taken += 1;
    },
    changed: () => {},
    trouble: () => {
      told += 1;
    },
  });
  assert.equal(pace.take(1), false);
  await turn();
  down = false;
  clock.advance(999);
  await turn();
  assert.deepEqual([told, taken], [1, 0]);
  clock.advance(1);
  await turn();
  assert.deepEqual([told, taken], [1, 1]);
});

test('a carrier without a rate that throttles gets half of what it was sent, then slowly more, then all again', async () => {
  const clock = new FakeClock();
  const rates: number[] = [];
  const pacing: Pacing = new Pacing({
    clock,
    rates: new LocalRates(clock),
    carrier: 'main',
    shares: 1,
    rate: undefined,
    burst: undefined,
    due: () => {},
    changed: (rate) => rates.push(rate),
    trouble: (error) => assert.fail(String(error)),
  });
  clock.advance(1000 - (clock.monotonic() % 1000));
  for (let sent = 0; sent < 60; sent += 1) assert.equal(pacing.take(1), true);
  assert.equal(pacing.limited, false);
  pacing.slow(TOO_MUCH);
  await turn();
  assert.deepEqual(rates, [30]);
  // What was on its way and is refused as well does not count again.
  pacing.slow(TOO_MUCH);
  await turn();
  assert.deepEqual(rates, [30]);
  clock.advance(15_000);
  pacing.take(1);
  await turn();
  assert.equal(rates.at(-1), 60);
  assert.equal(pacing.limited, true);
  clock.advance(30_000);
  for (let tries = 0; tries < 3; tries += 1) {
    pacing.take(2);
    await turn();
    clock.advance(100);
  }
  assert.equal(pacing.limited, false);
  assert.equal(rates.at(-1), Number.POSITIVE_INFINITY);
});
