import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packSeptets, unpackSeptets } from '../../../gateways/sms/text/packing.js';

const septets = (text: string): Buffer => Buffer.from(text, 'latin1');

test('septets lie in octets from the low bits on', () => {
  const rows: [string, string][] = [
    ['', ''],
    ['1', '31'],
    ['12', '3119'],
    ['hello', 'e8329bfd06'],
    ['hellohello', 'e8329bfd4697d9ec37'],
    // Eight in seven octets.
    ['12345678', '31d98c56b3dd70'],
  ];
  for (const [text, hex] of rows) {
    assert.equal(packSeptets(septets(text), 0).toString('hex'), hex);
    assert.equal(unpackSeptets(Buffer.from(hex, 'hex'), 0).toString('latin1'), text);
  }
});

test('behind a header the text begins at the next multiple of seven bits', () => {
  // Six octets are 48 bits, one short of 49: `a` is 1100001, moved up by one.
  assert.equal(packSeptets(septets('a'), 6).toString('hex'), 'c2');
  assert.equal(unpackSeptets(Buffer.from('c2', 'hex'), 6).toString('latin1'), 'a');
  // Seven octets are 56 bits, a multiple; four are 32, three short of 35.
  assert.equal(packSeptets(septets('a'), 7).toString('hex'), '61');
  assert.equal(packSeptets(septets('a'), 4).toString('hex'), '0803');
  assert.equal(unpackSeptets(Buffer.from('0803', 'hex'), 4).toString('latin1'), 'a');
});

test('seven bits left over are a carriage return, so that they are no @', () => {
  // Seven septets leave seven bits of the seventh octet: 0001101 in its high bits.
  assert.equal(packSeptets(septets('1234567'), 0).toString('hex'), '31d98c56b3dd1a');
  assert.equal(unpackSeptets(Buffer.from('31d98c56b3dd1a', 'hex'), 0).toString('latin1'), '1234567');
  // An @ that was meant stays: eight septets, the last one 0.
  assert.equal(packSeptets(septets('1234567\0'), 0).toString('hex'), '31d98c56b3dd00');
  assert.equal(unpackSeptets(Buffer.from('31d98c56b3dd00', 'hex'), 0).toString('latin1'), '1234567\0');
});

test('a carriage return that ends on the last bit is written twice, and read once or twice', () => {
  const octets = packSeptets(septets('1234567\r'), 0);
  assert.equal(octets.toString('hex'), '31d98c56b3dd1a0d');
  assert.equal(unpackSeptets(octets, 0).toString('latin1'), '1234567\r\r');
});

test('160 septets fill 140 octets, and 153 those that a header of six leaves', () => {
  assert.equal(packSeptets(Buffer.alloc(160, 0x61), 0).length, 140);
  assert.equal(packSeptets(Buffer.alloc(153, 0x61), 6).length, 134);
  assert.equal(packSeptets(Buffer.alloc(152, 0x61), 7).length, 133);
  assert.equal(packSeptets(Buffer.alloc(155, 0x61), 4).length, 136);
  assert.equal(packSeptets(Buffer.alloc(149, 0x61), 9).length, 131);
  assert.equal(packSeptets(Buffer.alloc(146, 0x61), 12).length, 128);
});

test('septets come back behind a header of any length, but for carriage returns at the end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 0x7f, maxLength: 160 }), fc.nat({ max: 20 }), (data, header) => {
      const back = unpackSeptets(packSeptets(data, header), header);
      const text = Buffer.from(data).toString('latin1');
      assert.equal(back.toString('latin1').replace(/\r+$/, ''), text.replace(/\r+$/, ''));
    }),
  );
});

test('any octets unpack without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({ max: 140 }), (octets, header) => {
      for (const septet of unpackSeptets(octets, header)) assert.ok(septet < 0x80);
    }),
  );
});
