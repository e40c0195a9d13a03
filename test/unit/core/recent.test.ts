import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recent } from '../../../src/recent.js';

test('what is used stays, what is not goes', () => {
  const recent = new Recent<number, number>(10);
  recent.set(-1, 1);
  for (let n = 0; n < 100; n++) {
    recent.set(n, n);
    assert.equal(recent.get(-1), 1, 'it is asked for all the time');
  }
  assert.equal(recent.get(0), undefined);
  assert.equal(recent.get(99), 99);
});

test('it never holds more than two generations', () => {
  const recent = new Recent<number, number>(10);
  for (let n = 0; n < 1000; n++) recent.set(n, n);
  const held = Array.from({ length: 1000 }, (_, n) => n).filter((n) => recent.get(n) !== undefined);
  assert.ok(held.length <= 20, `${held.length}`);
  assert.ok(held.length >= 10, `${held.length}`);
});

test('what is set again has its new value, and what is deleted is gone from both generations', () => {
  const recent = new Recent<string, number>(1);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.set('a', 3);
  assert.equal(recent.get('a'), 3);
  recent.delete('a');
  recent.delete('b');
  assert.deepEqual([recent.get('a'), recent.get('b')], [undefined, undefined]);
});
