import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Grouped } from '../../../src/store/grouped.js';

/** A far side that answers a call only when told to. */
function farSide() {
  const calls: { items: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const run = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      calls.push({ items, answer: () => resolve(items.map((item) => item * 10)), fail: reject });
    });
  return { calls, grouped: new Grouped(run) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes while a call is on its way goes together in the next, in order', async () => {
  const { calls, grouped } = farSide();
  const first = grouped.add(1);
  await turn();
  const later = [2, 3, 4].map((item) => grouped.add(item));
  await turn();
  assert.deepEqual(
    calls.map(({ items }) => items),
    [[1]],
  );
  calls[0]?.answer();
  assert.equal(await first, 10);
  await turn();
  assert.deepEqual(calls[1]?.items, [2, 3, 4]);
  calls[1]?.answer();
  assert.deepEqual(await Promise.all(later), [20, 30, 40]);
});

test('items of one turn share a call', async () => {
  const { calls, grouped } = farSide();
  const all = [1, 2].map((item) => grouped.add(item));
  await turn();
  assert.deepEqual(calls[0]?.items, [1, 2]);
  calls[0]?.answer();
  assert.deepEqual(await Promise.all(all), [10, 20]);
});

test('what waits behind a call that fails does not wait for another, and what comes later does', async () => {
  const { calls, grouped } = farSide();
  const first = grouped.add(1);
  await turn();
  const second = grouped.add(2);
  calls[0]?.fail(new Error('gone'));
  await assert.rejects(first, /gone/);
  await assert.rejects(second, /gone/);
  const third = grouped.add(3);
  await turn();
  assert.deepEqual(calls[1]?.items, [3]);
  calls[1]?.answer();
  assert.equal(await third, 30);
});

test('a call carries a bounded number of items', async () => {
  const { calls, grouped } = farSide();
  const all = Array.from({ length: 600 }, (_, item) => grouped.add(item));
  for (let call = 0; call < 3; call++) {
    while (calls[call] === undefined) await turn();
    calls[call]?.answer();
  }
  assert.equal((await Promise.all(all)).length, 600);
  assert.deepEqual(
    calls.map(({ items }) => items.length),
    [256, 256, 88],
  );
});
