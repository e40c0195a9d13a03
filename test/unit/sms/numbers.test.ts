import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromSmppAddress, SmsAddresses, toSmppAddress } from '../../../gateways/sms/numbers.js';

const us = new SmsAddresses('US');
const account = (country: string) => ({
  id: 'a@b.example',
  jid: 'a@b.example',
  label: '',
  born: 0,
  rev: 1,
  since: 0,
  fields: { country },
});

test('canonical numbers and short codes are read as they are, known ones too', () => {
  for (const address of ['+15551234567', '+442079460958', '+390612345678', '40404', '888', '777777']) {
    for (let again = 0; again < 2; again += 1) {
      assert.deepEqual(us.parse(address), { ok: true, address, local: address });
    }
  }
});

test('other ways to write a number are answered with the right one', () => {
  const rows: [string, string, string?][] = [
    ['(202) 555-0123', '+12025550123'],
    ['2025550123', '+12025550123'],
    ['+1 202 555 0123', '+12025550123'],
    ['00442079460958', '+442079460958'],
    ['020 7946 0958', '+442079460958', 'GB'],
    ['٠٢٠٧٩٤٦٠٩٥٨', '+442079460958', 'GB'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['32123456', '+4532123456', 'DK'],
  ];
  for (const [written, suggestion, country] of rows) {
    const result = us.parse(written, country === undefined ? undefined : account(country));
    assert.equal(result.ok, false, written);
    if (result.ok) continue;
    assert.equal(result.suggestion, suggestion, written);
    assert.equal(result.problem.condition, 'gone');
    assert.deepEqual(us.prompt(written, country === undefined ? undefined : account(country)), {
      ok: true,
      address: suggestion,
      local: suggestion,
    });
  }
});

test('what is no number is refused without a guess', () => {
  for (const written of [
    '',
    'ACME',
    '1-800-FLOWERS',
    '+1',
    '+999123456789',
    '+',
    '12',
    'user name',
    '+1555123456789012345',
  ]) {
    const result = us.parse(written);
    assert.equal(result.ok, false, written);
    if (!result.ok) {
      assert.equal(result.problem.condition, 'jid-malformed', written);
      assert.equal(result.suggestion, undefined, written);
    }
  }
});

test('emergency numbers are refused in every form, before anything takes them for a national number', () => {
  for (const written of ['112', '911', '999', '000', '+112', '+911', '9-1-1', '110']) {
    for (const result of [us.parse(written), us.prompt(written)]) {
      assert.equal(!result.ok && result.problem.text.key, 'sms.number.emergency', written);
    }
  }
});

test('an extension is refused, never dropped in silence', () => {
  for (const written of ['+15551234567;ext=5', '+15551234567 x99', '+15551234567 ext. 12']) {
    const result = us.parse(written);
    assert.equal(!result.ok && result.problem.text.key, 'sms.number.extension', written);
    assert.equal(!result.ok && result.suggestion, '+15551234567', written);
    assert.equal(us.prompt(written).ok, false);
  }
});

test('what is left without its extension is suggested only where it is a number', () => {
  const result = us.parse('+1202555X0123');
  assert.equal(!result.ok && result.problem.text.key, 'sms.number.extension');
  assert.equal(!result.ok && result.suggestion, undefined);
});

test('names of senders cannot be written to', () => {
  for (const local of ['acme;alphanumeric', 'anonymous']) {
    const result = us.parse(local);
    assert.equal(!result.ok && result.problem.text.key, 'sms.number.no-reply');
  }
});

test('a flood of addresses costs no memory and changes no answer', () => {
  const codec = new SmsAddresses('US');
  for (let number = 0; number < 10_500; number += 1) codec.parse(`+1555${String(1_000_000 + number)}`);
  assert.equal(codec.parse('+15551000000').ok, true);
});

test('addresses of PDUs become canonical by their type, and with care without one', () => {
  const rows: [number, string, string][] = [
    [1, '15551234567', '+15551234567'],
    [0, '15551234567', '+15551234567'],
    [0, '2025550123', '+12025550123'],
    [2, '2025550123', '+12025550123'],
    [0, '+442079460958', '+442079460958'],
    [0, '442079460958', '+442079460958'],
    [3, '40404', '40404'],
    [0, '40404', '40404'],
    [1, '40404', '40404'],
    [1, '49123', '49123'],
    // Niue, the Cook Islands, Saint Helena: as short as short codes.
    [1, '6831234', '+6831234'],
    [1, '68271234', '+68271234'],
    [1, '29022222', '+29022222'],
    [5, 'Acme Bank', 'acme bank;alphanumeric'],
    [0, 'ACME', 'acme;alphanumeric'],
    [5, '12345', '12345;alphanumeric'],
    [0, '', 'anonymous'],
    [5, '\u00c0\u0001', 'anonymous'],
  ];
  for (const [ton, value, canonical] of rows) {
    assert.equal(fromSmppAddress({ ton, npi: 1, value }, 'US'), canonical, `${ton} ${value}`);
  }
});

test('type and plan of an address follow its form, unless the carrier wants others', () => {
  assert.deepEqual(toSmppAddress('+15551234567'), { ton: 1, npi: 1, value: '15551234567' });
  assert.deepEqual(toSmppAddress('40404'), { ton: 3, npi: 0, value: '40404' });
  assert.deepEqual(toSmppAddress('Acme'), { ton: 5, npi: 0, value: 'Acme' });
  assert.deepEqual(toSmppAddress(''), { ton: 0, npi: 0, value: '' });
  assert.deepEqual(toSmppAddress('40404', { ton: 6, npi: 1 }), { ton: 6, npi: 1, value: '40404' });
});
