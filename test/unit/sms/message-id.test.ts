import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseMessageId, receiptMessageIds, storedMessageId } from '../../../gateways/sms/message-id.js';

test('ids are stored in one form: lower case, without zeros in front where all of it is hex digits', () => {
  const rows: [string, string][] = [
    ['6FCCA891', '6fcca891'],
    ['0000123', '123'],
    ['0', '0'],
    ['000', '0'],
    ['0E999F21-AA', '0e999f21-aa'],
    ['0xyz', '0xyz'],
    [' 12 ', '12'],
  ];
  for (const [id, form] of rows) assert.equal(normaliseMessageId(id), form);
  assert.equal(storedMessageId('main', '00AB'), 'main:ab');
});

/** Id in the answer, id in the receipt, and how the carrier writes it there. */
const PAIRS = [
  ['ABC', 'abc', 'same'],
  ['0000000123', '123', 'same'],
  ['f3a1c2d4-0000-4b1e-9f00-aabbccddeeff', 'F3A1C2D4-0000-4B1E-9F00-AABBCCDDEEFF', 'same'],
  ['6fcca891', '1875683473', 'decimal-in-receipt'],
  ['812FC7470000001B', '9308878062554710043', 'decimal-in-receipt'],
  ['1875683473', '6fcca891', 'hex-in-receipt'],
  ['9308878062554710043', '812fc7470000001b', 'hex-in-receipt'],
  ['16', '000010', 'hex-in-receipt'],
] as const;

test('a receipt finds its message when answer and receipt write its id in different forms', () => {
  for (const [answered, receipted, form] of PAIRS) {
    const stored = storedMessageId('main', answered);
    const found = receiptMessageIds('main', receipted, undefined).find(({ id }) => id === stored);
    assert.equal(found?.form, form, `${answered} ${receipted}`);
    assert.deepEqual(receiptMessageIds('main', receipted, form), [{ id: stored, certain: true, form }]);
  }
});

test('while the form is not known each one is a guess, and last the own form counts for any number', () => {
  assert.deepEqual(receiptMessageIds('main', '77', undefined), [
    { id: 'main:77', certain: false, form: 'same' },
    { id: 'main:119', certain: false, form: 'hex-in-receipt' },
    { id: 'main:4d', certain: false, form: 'decimal-in-receipt' },
    { id: 'main:77', certain: true, form: 'same' },
  ]);
  assert.deepEqual(receiptMessageIds('main', 'x-1', undefined), [{ id: 'main:x-1', certain: true, form: 'same' }]);
  // Below ten both bases write the same.
  assert.deepEqual(receiptMessageIds('main', '7', undefined), [{ id: 'main:7', certain: true, form: 'same' }]);
});

test('an id that cannot be written in the form of the carrier is taken as it is', () => {
  assert.deepEqual(
    receiptMessageIds('main', 'x-1', 'hex-in-receipt').map(({ id }) => id),
    ['main:x-1'],
  );
  assert.deepEqual(
    receiptMessageIds('main', 'beef', 'decimal-in-receipt').map(({ id }) => id),
    ['main:beef'],
  );
  const long = '1'.repeat(65);
  assert.equal(receiptMessageIds('main', long, undefined).length, 1);
});

test('a number of any size is found in either base, with any padding and case', () => {
  const id = fc.bigInt({ min: 0n, max: 2n ** 128n });
  fc.assert(
    fc.property(id, fc.nat(5), fc.boolean(), (number, zeros, capitals) => {
      const hex = '0'.repeat(zeros) + (capitals ? number.toString(16).toUpperCase() : number.toString(16));
      const ids = (receipted: string) => receiptMessageIds('c', receipted, undefined).map((one) => one.id);
      assert.ok(ids(hex).includes(storedMessageId('c', number.toString(10))));
      assert.ok(ids(number.toString(10)).includes(storedMessageId('c', hex)));
    }),
  );
});
