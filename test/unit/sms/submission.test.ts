import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Past } from '../../../gateways/sms/histories.js';
import type { SubmitSm } from '../../../gateways/sms/smpp/pdu.js';
import type { SubmitAnswer } from '../../../gateways/sms/smpp/submits.js';
import { Statuses } from '../../../gateways/sms/status.js';
import { type Conclusion, Submission } from '../../../gateways/sms/submission.js';

const SM: SubmitSm = {
  source: { ton: 1, npi: 1, value: '15550001111' },
  destination: { ton: 1, npi: 1, value: '15551234567' },
  esmClass: 0,
  dataCoding: 0,
  registeredDelivery: 1,
  validityPeriod: '',
  serviceType: '',
  shortMessage: Buffer.from('hi'),
};

function submission(segments: number, past: Partial<Past> = {}): Submission {
  return new Submission(
    'm',
    Array.from({ length: segments }, () => SM),
    {
      carrier: 'main',
      unknownOutcome: 'resend',
      lastSegmentOnly: false,
      statuses: new Statuses(),
      past: { refusals: 0, lost: false, alone: false, ...past },
    },
  );
}

const status = (status: number): SubmitAnswer => ({ kind: 'answered', status, messageId: '1' });
const LOST: SubmitAnswer = { kind: 'lost', reason: 'the connection closed' };

function settled(conclusion: Conclusion | undefined) {
  assert.ok(conclusion !== undefined && 'settle' in conclusion);
  return conclusion.settle;
}

test('a message of which an answer was lost is never told as refused, nor sent by another carrier', () => {
  const past = { lost: true, refusals: 2 };
  // The number, our sender, and a refusal for now where another carrier would be tried.
  for (const [refusal, code] of [
    [0x0b, '0x0000000b'],
    [0x0a, '0x0000000a'],
    [0x08, '0x00000008'],
  ] as const) {
    assert.deepEqual(settled(submission(1, past).answer(0, status(refusal))), {
      kind: 'unknown',
      maybeSent: true,
      reason: `an answer was lost, then smpp ${code}`,
    });
  }
  assert.equal(settled(submission(1, { lost: true }).answer(0, status(0x08))).kind, 'retry');
  assert.equal(settled(submission(1, past).answer(0, status(0))).kind, 'accepted');
  assert.equal(settled(submission(1).answer(0, status(0x0b))).kind, 'rejected');
});

test('a message may be out once a segment was taken or lost', () => {
  const open = submission(2);
  assert.equal(open.mayBeOut, false);
  open.answer(0, status(0x14));
  assert.equal(open.mayBeOut, false);
  open.answer(1, status(0));
  assert.equal(open.mayBeOut, true);
  const lost = submission(2);
  lost.answer(0, LOST);
  assert.equal(lost.mayBeOut, true);
});

test('what the carrier has too much of alone is a refusal of the message, and at last another carrier tries', () => {
  const retry = { kind: 'retry', after: 5000, reason: 'smpp 0x00000014' };
  assert.deepEqual(settled(submission(1).answer(0, status(0x14))), { ...retry, scope: 'lane' });
  assert.deepEqual(settled(submission(1, { alone: true }).answer(0, status(0x14))), retry);
  assert.deepEqual(settled(submission(1, { alone: true, refusals: 2 }).answer(0, status(0x14))), {
    kind: 'elsewhere',
    otherwise: retry,
  });
  // That we are not bound is no matter of the message.
  assert.equal(settled(submission(1, { alone: true, refusals: 2 }).answer(0, status(0x04))).kind, 'retry');
});
