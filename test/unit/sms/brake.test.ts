import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Brake } from '../../../gateways/sms/brake.js';
import { FakeClock } from './support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  const start = clock.monotonic();
  const over: number[] = [];
  return { clock, over, brake: new Brake(clock, () => over.push(clock.monotonic() - start)) };
}

test('of two pauses the one that ends later counts, whichever came first', () => {
  const first = setUp();
  first.brake.tighten(20_000);
  first.brake.pause(1000);
  first.clock.advance(60_000);
  assert.deepEqual(first.over, [20_000]);
  const second = setUp();
  second.brake.pause(1000);
  second.brake.tighten(20_000);
  second.brake.tighten(20_000);
  second.clock.advance(60_000);
  assert.deepEqual(second.over, [20_000]);
});

test('a pause doubles up to half a minute, or stays as long as it is configured', () => {
  const { clock, over, brake } = setUp();
  for (let time = 0; time < 4; time += 1) {
    brake.tighten(10_000);
    clock.advance(100_000);
  }
  assert.deepEqual(over, [10_000, 120_000, 230_000, 330_000]);
  const long = setUp();
  for (let time = 0; time < 2; time += 1) {
    long.brake.tighten(600_000);
    long.clock.advance(1_000_000);
  }
  assert.deepEqual(long.over, [600_000, 1_600_000]);
});
