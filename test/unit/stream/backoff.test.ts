import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, DEFAULT_BACKOFF } from '../../../src/core/stream/backoff.js';

test('waits double from one second to a minute, half of each at random', () => {
  const longest = new Backoff(DEFAULT_BACKOFF, () => 1);
  const waits = Array.from({ length: 9 }, () => longest.next('ordinary'));
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  const shortest = new Backoff(DEFAULT_BACKOFF, () => 0);
  assert.deepEqual([shortest.next('ordinary'), shortest.next('ordinary')], [500, 1000]);
});

test('what a person has to mend is tried in slower steps', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, () => 1);
  const waits = Array.from({ length: 7 }, () => backoff.next('config'));
  assert.deepEqual(waits, [5000, 15_000, 30_000, 60_000, 120_000, 300_000, 300_000]);
});

test('after a connection that lasted, waits are short again', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, () => 1);
  for (let index = 0; index < 5; index++) backoff.next('ordinary');
  backoff.reset();
  assert.equal(backoff.next('ordinary'), 1000);
});

test('the first attempt is soon, at a random moment', () => {
  assert.equal(new Backoff(DEFAULT_BACKOFF, () => 0).first(), 0);
  assert.equal(new Backoff(DEFAULT_BACKOFF, () => 0.5).first(), 125);
});
