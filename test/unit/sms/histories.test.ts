import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histories } from '../../../gateways/sms/histories.js';

const retry = { kind: 'retry', after: 0, reason: '' } as const;

test('a message is refused alone when more of the others were taken since than refused, and stays so', () => {
  const histories = new Histories();
  const alone = () => histories.of('full').alone;
  histories.taken();
  histories.tooMuch('full');
  assert.equal(alone(), false);
  histories.taken();
  assert.equal(alone(), true);
  // Its own refusals change nothing; those of others do.
  for (let time = 0; time < 3; time += 1) histories.tooMuch('full');
  assert.equal(alone(), true);
  histories.tooMuch('other');
  assert.equal(alone(), false);
  histories.tooMuch('full');
  assert.equal(alone(), false);
  assert.equal(histories.of('new').alone, false);
});

test('refusals of a message count, not what happened to the lane, nor answers that were lost', () => {
  const histories = new Histories();
  histories.settled('m', retry, false);
  histories.settled('m', { ...retry, scope: 'lane' }, false);
  assert.deepEqual(histories.of('m'), { refusals: 1, lost: false, alone: false });
  histories.settled('m', retry, true);
  histories.settled('m', retry, false);
  assert.deepEqual(histories.of('m'), { refusals: 2, lost: true, alone: false });
  histories.settled('m', { kind: 'accepted', parts: [] }, true);
  assert.deepEqual(histories.of('m'), { refusals: 0, lost: false, alone: false });
});

test('a message that no other carrier took begins anew, and is known for what it is', () => {
  const histories = new Histories();
  histories.tooMuch('m');
  histories.taken();
  histories.settled('m', retry, false);
  histories.settled('m', { kind: 'elsewhere', otherwise: retry }, false);
  assert.deepEqual(histories.of('m'), { refusals: 0, lost: false, alone: true });
});
