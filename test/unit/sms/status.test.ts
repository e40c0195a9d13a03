import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATUS, statusMeaning, statusProblem } from '../../../gateways/sms/status.js';
import { smsTexts } from '../../../gateways/sms/texts.js';

test('every status of the table has a sentence, and what it does not know is final', () => {
  const texts = smsTexts.en ?? {};
  for (const [status, meaning] of STATUS) {
    assert.ok(texts[meaning.text], meaning.text);
    assert.equal(meaning.retryMs > 0, meaning.class === 'slow' || meaning.class === 'temporary', meaning.name);
    assert.match(statusProblem(status).code ?? '', /^smpp 0x[0-9a-f]{8}$/);
  }
  assert.equal(statusMeaning(0x450).class, 'permanent');
  assert.equal(statusProblem(0x450).condition, 'undefined-condition');
});

test('statuses that say "too much" slow the lane down, and cost the message nothing', () => {
  for (const status of [0x14, 0x58]) assert.equal(statusMeaning(status).class, 'slow');
  for (const status of [0x08, 0x45, 0x64]) assert.equal(statusMeaning(status).class, 'temporary');
  for (const status of [0x01, 0x0b, 0x65]) assert.equal(statusMeaning(status).class, 'permanent');
  for (const status of [0x03, 0x0a, 0x48]) assert.equal(statusMeaning(status).class, 'setting');
});
