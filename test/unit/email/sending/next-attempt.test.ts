import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextAttempt } from '../../../../gateways/email/sending/next-attempt.js';
import type { TransactionResult } from '../../../../gateways/email/smtp/transaction.js';

const AT = 1_700_000_000_000;
const SECOND = 1000;
const HOUR = 3_600_000;
const NOT_REACHED: TransactionResult = {
  kind: 'not-now',
  reason: 'not reached',
  stage: 'connect',
  scope: 'server',
  refused: [],
};
const BUSY: TransactionResult = {
  kind: 'not-now',
  reason: 'busy',
  stage: 'rcpt',
  scope: 'mail',
  reply: { code: 451, text: 'busy' },
  refused: [],
};

/** Seconds until the next attempt of a mail of this age. */
function pause(age: number, result?: TransactionResult): number {
  return nextAttempt(AT, AT + age, 4 * HOUR, result) / SECOND;
}

function isNear(actual: number, expected: number): void {
  assert.ok(actual >= expected * 0.9 && actual <= expected * 1.1, `${actual} s in place of ${expected} s`);
}

describe('the next attempt', () => {
  it('comes soon where no server has answered, and later each time', () => {
    isNear(pause(0, NOT_REACHED), 5);
    isNear(pause(5 * SECOND, NOT_REACHED), 5);
    isNear(pause(20 * SECOND, NOT_REACHED), 20);
    isNear(pause(59 * SECOND, NOT_REACHED), 59);
    isNear(pause(HOUR, NOT_REACHED), HOUR / SECOND);
  });

  it('comes no sooner than usual where the server has asked for patience', () => {
    isNear(pause(0, BUSY), 60);
    isNear(pause(0), 60);
  });

  it('is there when the sender is to be told that it still waits', () => {
    assert.equal(pause(4 * HOUR - 30 * SECOND, BUSY), 30);
  });
});
