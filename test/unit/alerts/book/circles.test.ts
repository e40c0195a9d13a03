import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles } from '../../../../gateways/alerts/book/checks/circles.js';
import { workMs } from '../../../support/cpu-time.js';

const inGraph = (graph: Readonly<Record<string, string>>) => (node: string) => [...(graph[node] ?? '')];

test('finds circles and nothing else', () => {
  assert.deepEqual(circles(['a', 'b', 'c'], inGraph({ a: 'bc', b: 'c' }), 9), []);
  assert.deepEqual(circles(['a', 'b', 'c'], inGraph({ a: 'b', b: 'c', c: 'b' }), 9), [['b', 'c']]);
  assert.deepEqual(circles(['a'], inGraph({ a: 'a' }), 9), [['a']]);
  assert.deepEqual(circles(['a', 'b', 'c', 'd'], inGraph({ a: 'b', b: 'a', c: 'd', d: 'c' }), 9), [
    ['a', 'b'],
    ['c', 'd'],
  ]);
  assert.equal(circles(['a', 'b', 'c', 'd'], inGraph({ a: 'b', b: 'a', c: 'd', d: 'c' }), 1).length, 1);
});

test('a chain of a hundred thousand, and a graph in which everything is joined, come to an end soon', () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => i);
  assert.deepEqual(
    circles(chain, (i) => (i + 1 < chain.length ? [i + 1] : []), 9),
    [],
  );
  const [circle] = circles(chain, (i) => [(i + 1) % chain.length], 9);
  assert.equal(circle?.length, chain.length);
  const begin = workMs();
  const many = chain.slice(0, 3000);
  assert.equal(circles(many, () => many, 5).length, 5);
  assert.ok(workMs() - begin < 5000);
});
