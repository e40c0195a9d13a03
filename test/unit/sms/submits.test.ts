import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SubmitAnswer, Submits } from '../../../gateways/sms/smpp/submits.js';

const TAKEN = { kind: 'answered', status: 0, messageId: 'm' } as const;

test('each submit is told once: by its answer, by its time, or by the end', () => {
  const submits = new Submits();
  const told: string[] = [];
  const add = (name: number, at: number) =>
    submits.add(
      name,
      at,
      ({ kind }: SubmitAnswer) => told.push(`${name} ${kind}`),
      () => told.push(`${name} late`),
    );
  add(1, 0);
  add(2, 0);
  add(3, 10);
  submits.written();
  add(4, 20);
  submits.answer(1, TAKEN);
  submits.answer(1, TAKEN);
  submits.answer(99, TAKEN);
  submits.expire(5);
  submits.answer(2, TAKEN);
  submits.answer(2, TAKEN);
  submits.end('over');
  submits.end('over');
  for (const name of [1, 2, 3, 4]) submits.answer(name, TAKEN);
  assert.deepEqual(told, ['1 answered', '2 lost', '2 late', '3 lost', '4 unsent']);
  assert.equal(submits.open, 0);
});

test('a carrier that answers nothing for ever costs no more memory than ten thousand late answers', () => {
  const submits = new Submits();
  const late: number[] = [];
  for (let name = 1; name <= 30_000; name += 1) {
    submits.add(
      name,
      name,
      () => {},
      () => late.push(name),
    );
    submits.expire(name);
  }
  assert.equal(submits.open, 0);
  for (let name = 1; name <= 30_000; name += 1) submits.answer(name, TAKEN);
  assert.deepEqual([late.length, late[0]], [10_000, 20_001]);
});
