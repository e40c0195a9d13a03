import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Command, decodeMessage, encodeMessage, HEADER } from '../../../sandbox/smsc/codec.js';
import { Joiner } from '../../../sandbox/smsc/recorder.js';
import { decodeGsm, decodeText, encodeText, gsmUnits, splitHeader } from '../../../sandbox/smsc/text.js';

const ends = { from: { ton: 1, npi: 1, address: '15550100' }, to: { ton: 1, npi: 1, address: '15550199' } };

test('the GSM alphabet has the codes of 3GPP TS 23.038', () => {
  const codes = (text: string) => gsmUnits(text)?.flat();
  assert.deepEqual(codes('@£$_ !AZaz'), [0, 1, 2, 0x11, 0x20, 0x21, 0x41, 0x5a, 0x61, 0x7a]);
  assert.deepEqual(codes('ÄÖÑÜ§¿äöñüà¡'), [0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x40]);
  assert.deepEqual(
    codes('ΔΦΓΛΩΠΨΣΘΞÆæßÉ'),
    [0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1c, 0x1d, 0x1e, 0x1f],
  );
  assert.deepEqual(
    codes('€{}[]~|^\\'),
    [0x65, 0x28, 0x29, 0x3c, 0x3e, 0x3d, 0x40, 0x14, 0x2f].flatMap((code) => [0x1b, code]),
  );
  assert.equal(codes('ç'), undefined);
});

test('an escape before a code without a meaning shows the plain character', () => {
  assert.equal(decodeGsm(Buffer.from([0x41, 0x1b, 0x42, 0x1b])), 'AB');
});

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abc €{}[]@ñ~^\\|\n'), maxLength: 700 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

for (const splitting of ['udh8', 'udh16'] as const) {
  test(`a text cut with ${splitting} and joined in any order is the same text`, () => {
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.nat()), (whole, random) => {
        fc.pre(!/\p{Cs}/u.test(whole));
        const { dataCoding, headed, parts } = encodeText(whole, 77, splitting);
        fc.pre(parts.length < 256);
        const shuffled = parts
          .map((octets) => ({ octets, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key);
        const joiner = new Joiner();
        let joined: string | undefined;
        for (const { octets } of shuffled) {
          assert.ok(octets.length <= (dataCoding === 0 ? 160 : 140));
          const pdu = encodeMessage(Command.deliverSm, 1, { ...ends, esmClass: headed ? 0x40 : 0, dataCoding, octets });
          joined = joiner.add(decodeMessage(pdu, HEADER, pdu.length), 'x', 0)?.text ?? joined;
        }
        assert.equal(joined, whole);
        assert.equal(joiner.open, 0);
      }),
    );
  });
}

test('no part ends within an escape or a surrogate pair', () => {
  const gsm = encodeText(`${'a'.repeat(152)}€${'b'.repeat(20)}`, 1);
  assert.deepEqual(
    gsm.parts.map((part) => part.length - 6),
    [152, 22],
  );
  const emoji = encodeText(`${'ж'.repeat(66)}😀${'ж'.repeat(10)}`, 1);
  assert.deepEqual(
    emoji.parts.map((part) => part.length - 6),
    [132, 24],
  );
});

test('a text that just fits stays whole', () => {
  assert.equal(encodeText('a'.repeat(160), 1).parts.length, 1);
  assert.equal(encodeText('a'.repeat(161), 1).parts.length, 2);
  assert.equal(encodeText('ж'.repeat(70), 1).parts.length, 1);
  assert.equal(encodeText('ж'.repeat(71), 1).parts.length, 2);
});

test('the concatenation element is found behind others', () => {
  const octets = Buffer.from([11, 0x24, 1, 1, 0x08, 4, 1, 2, 3, 1, 0x25, 0, 0x41]);
  const { body, concatenation } = splitHeader(octets);
  assert.deepEqual(concatenation, { ref: 0x102, total: 3, part: 1 });
  assert.equal(body.toString(), 'A');
});

test('data_coding decides how octets are read', () => {
  const octets = Buffer.from('0041', 'hex');
  assert.equal(decodeText(octets, 8), 'A');
  assert.equal(decodeText(octets, 0), '@A');
  assert.equal(decodeText(Buffer.from([0xe9]), 3), 'é');
});
