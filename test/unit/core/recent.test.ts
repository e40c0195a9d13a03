import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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

test('it never holds more than it may, and is full of what came last where nothing was used', () => {
  const recent = new Recent<number, number>(10);
  for (let n = 0; n < 1000; n++) recent.set(n, n);
  const held = Array.from({ length: 1000 }, (_, n) => n).filter((n) => recent.get(n) !== undefined);
  assert.deepEqual(
    held,
    Array.from({ length: 10 }, (_, n) => 990 + n),
  );
});

test('what fits is all kept, however often it is asked for in turn', () => {
  const recent = new Recent<number, number>(100);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 100; n++) {
      if (round > 0) assert.equal(recent.get(n), n);
      else recent.set(n, n);
    }
  }
});

test('what is set again has its new value, and what is deleted is gone', () => {
  const recent = new Recent<string, number>(3);
  for (const [n, key] of ['a', 'b', 'c'].entries()) recent.set(key, n);
  recent.set('a', 9);
  assert.equal(recent.get('a'), 9);
  for (const key of ['b', 'a', 'c', 'nobody']) recent.delete(key);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => recent.get(key)),
    [undefined, undefined, undefined],
  );
});

test('it agrees with a plain account of what may be kept, over any calls', () => {
  const call = fc.record({ what: fc.constantFrom('get', 'set', 'delete'), key: fc.nat(8), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
      const recent = new Recent<number, number>(4);
      const last = new Map<number, number>();
      let held = 0;
      for (const { what, key, value } of calls) {
        const known = recent.get(key) !== undefined;
        if (what === 'set') {
          if (!known) held = Math.min(4, held + 1);
          recent.set(key, value);
          last.set(key, value);
          assert.equal(recent.get(key), value);
        } else if (what === 'delete') {
          if (known) held -= 1;
          recent.delete(key);
          last.delete(key);
        }
        const got = recent.get(key);
        if (got !== undefined) assert.equal(got, last.get(key));
      }
      assert.equal([...last.keys()].filter((key) => recent.get(key) !== undefined).length, held);
    }),
  );
});
