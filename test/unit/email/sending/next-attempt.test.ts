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
function pause(age: number, result?: TransactionResult, chance = 0.5): number {
  const more = result === undefined ? {} : { result };
  return nextAttempt({ at: AT, now: AT + age, noticeAfter: 4 * HOUR, random: () => chance, ...more }) / SECOND;
}

/** It is so in the middle, and a tenth sooner or later by chance. */
function isNear(age: number, result: TransactionResult | undefined, expected: number): void {
  for (const [chance, share] of [
    [0, 0.9],
    [0.5, 1],
    [1, 1.1],
  ] as const) {
    const actual = pause(age, result, chance);
    assert.ok(Math.abs(actual - expected * share) < 0.001, `${actual} s in place of ${expected * share} s`);
  }
}

describe('the next attempt', () => {
  it('comes soon where no server has answered, and later each time', () => {
    isNear(0, NOT_REACHED, 5);
    isNear(5 * SECOND, NOT_REACHED, 5);
    isNear(20 * SECOND, NOT_REACHED, 20);
    isNear(59 * SECOND, NOT_REACHED, 59);
    isNear(HOUR, NOT_REACHED, HOUR / SECOND);
  });

  it('comes no sooner than usual where the server has asked for patience', () => {
    isNear(0, BUSY, 60);
    isNear(0, undefined, 60);
  });

  it('is there when the sender is to be told that it still waits', () => {
    assert.equal(pause(4 * HOUR - 30 * SECOND, BUSY), 30);
  });
});
