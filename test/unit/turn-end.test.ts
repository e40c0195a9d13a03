import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atTurnEnd, flushAtTurnEnd } from '../../src/turn-end.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is flushed waits for all work of the turn, whichever was planned first, and for work that is planned late', async () => {
  const done: string[] = [];
  flushAtTurnEnd(() => {
    done.push('flush');
    flushAtTurnEnd(() => done.push('late flush'));
    atTurnEnd(() => done.push('planned by a flush'));
  });
  atTurnEnd(() => {
    done.push('first');
    atTurnEnd(() => done.push('planned by work'));
  });
  atTurnEnd(() => done.push('second'));
  assert.deepEqual(done, []);
  await turn();
  assert.deepEqual(done, ['first', 'second', 'planned by work', 'flush', 'planned by a flush', 'late flush']);
});

test('each turn begins anew', async () => {
  const done: number[] = [];
  for (const round of [1, 2, 3]) {
    atTurnEnd(() => done.push(round));
    await turn();
    assert.equal(done.length, round);
  }
});
