import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseEncoding, normaliseText } from '../../../gateways/sms/text/choose.js';
import { charsetOf, decodeText } from '../../../gateways/sms/text/dcs.js';
import { decodeGsm, gsmLength } from '../../../gateways/sms/text/gsm.js';
import { legalText } from '../../../gateways/sms/text/legal.js';
import { encodePieces, splitText } from '../../../gateways/sms/text/segment.js';
import { decodeUcs2, encodeUcs2 } from '../../../gateways/sms/text/ucs2.js';
import { splitUserData } from '../../../gateways/sms/text/udh.js';

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u;

const gsmText = fc
  .array(fc.constantFrom(...'abc xyz€{}[]\\~|^\f@é\n'), { maxLength: 700 })
  .map((chars) => chars.join(''));
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });

test('the limits are 160 and 153 septets, 70 and 67 code units', () => {
  const counts = (char: string, encoding: 'gsm' | 'ucs2', lengths: number[]) =>
    lengths.map((length) => splitText(char.repeat(length), encoding).map((piece) => piece.length));
  assert.deepEqual(counts('a', 'gsm', [160, 161, 306, 307]), [[160], [153, 8], [153, 153], [153, 153, 1]]);
  assert.deepEqual(counts('€', 'gsm', [80, 81]), [[80], [76, 5]]);
  assert.deepEqual(counts('ж', 'ucs2', [70, 71, 134, 135]), [[70], [67, 4], [67, 67], [67, 67, 1]]);
});

test('an escape and its character stay together', () => {
  const pieces = splitText(`${'a'.repeat(152)}€${'b'.repeat(20)}`, 'gsm');
  assert.deepEqual(pieces, ['a'.repeat(152), `€${'b'.repeat(20)}`]);
});

test('what is one character to a reader stays together while it fits', () => {
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
  const pieces = splitText(`${'ж'.repeat(65)}${family}${'ж'.repeat(10)}`, 'ucs2');
  assert.deepEqual(pieces, ['ж'.repeat(65), `${family}${'ж'.repeat(10)}`]);
  const endless = `e${'\u0301'.repeat(200)}`;
  assert.equal(splitText(endless, 'ucs2').join(''), endless);
});

test('pieces of GSM text join to the text, fit, and decode each by itself', () => {
  fc.assert(
    fc.property(gsmText, (text) => {
      const pieces = splitText(text, 'gsm');
      assert.equal(pieces.join(''), text);
      for (const piece of pieces) assert.ok(gsmLength(piece) <= (pieces.length === 1 ? 160 : 153));
      const decoded = encodePieces(pieces, 'gsm', 9).map((octets) =>
        decodeGsm(pieces.length === 1 ? octets : splitUserData(octets).text),
      );
      assert.equal(decoded.join(''), text);
    }),
  );
});

test('pieces of any text join to the text, fit, and split no pair', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const pieces = splitText(text, 'ucs2');
      assert.equal(pieces.join(''), text);
      for (const piece of pieces) {
        assert.ok(piece.length <= (pieces.length === 1 ? 70 : 67));
        assert.doesNotMatch(piece, LONE);
        assert.equal(decodeUcs2(encodeUcs2(piece)), piece);
      }
    }),
  );
});

test('each part of several has a header with the reference, the total and its place', () => {
  const parts = encodePieces(splitText('a'.repeat(400), 'gsm'), 'gsm', 0x1ff);
  assert.deepEqual(
    parts.map((part) => part.subarray(0, 6).toString('hex')),
    ['050003ff0301', '050003ff0302', '050003ff0303'],
  );
  assert.ok(parts.every((part) => part.length <= 159));
});

test('the default alphabet of the carrier decides what may go as data_coding 0', () => {
  const rows: [string, string, string, string][] = [
    ['hello {}', 'gsm', 'latin1', 'ascii'],
    ['é', 'gsm', 'latin1', 'ucs2'],
    ['€', 'gsm', 'ucs2', 'ucs2'],
    ['ç', 'ucs2', 'ucs2', 'ucs2'],
    ['’', 'ucs2', 'ucs2', 'ucs2'],
  ];
  for (const [text, gsm, latin1, ascii] of rows) {
    assert.deepEqual(
      [chooseEncoding(text, 'gsm'), chooseEncoding(text, 'latin1'), chooseEncoding(text, 'ascii')],
      [gsm, latin1, ascii],
    );
  }
});

test('a text is composed before it is encoded, so that a letter with an accent costs one septet', () => {
  assert.equal(normaliseText('e\u0301\tx\r\ny\u0000'), 'é x\ny');
  assert.equal(chooseEncoding(normaliseText('e\u0301'), 'gsm'), 'gsm');
});

test('data_coding names the character set by SMPP and by GSM', () => {
  const rows: [string, number[]][] = [
    ['default', [0x00]],
    ['ascii', [0x01]],
    ['latin1', [0x03]],
    ['ucs2', [0x08, 0x18, 0x19, 0x1b, 0xe0, 0xe8, 0xef, 0x48]],
    ['gsm', [0x10, 0x11, 0x13, 0x40, 0xc0, 0xcf, 0xd0, 0xdf, 0xf0, 0xf1, 0xf3]],
    ['binary', [0x02, 0x04, 0x05, 0x06, 0x07, 0x09, 0x0a, 0x0d, 0x0e, 0x14, 0x20, 0x80, 0xbf, 0xf4, 0xf7]],
  ];
  for (const [charset, codings] of rows) {
    for (const coding of codings) assert.equal(charsetOf(coding), charset, `0x${coding.toString(16)}`);
  }
});

test('octets decode by their character set, and binary never does', () => {
  assert.equal(decodeText(Buffer.from([0x00, 0x1b, 0x65]), 'default', 'gsm'), '@€');
  assert.equal(decodeText(Buffer.from([0xe9]), 'default', 'latin1'), 'é');
  assert.equal(decodeText(Buffer.from([0xe9]), 'latin1', 'gsm'), 'é');
  assert.equal(decodeText(Buffer.from([0xe9, 0x41]), 'ascii', 'gsm'), '?A');
  assert.equal(decodeText(Buffer.from('d83dde00', 'hex'), 'ucs2', 'gsm'), '\u{1f600}');
  assert.equal(decodeText(Buffer.from('41'), 'binary', 'gsm'), undefined);
});

test('nothing that XML forbids comes out of any octets in any coding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 255 }), (octets, coding) => {
      const text = decodeText(octets, charsetOf(coding), 'gsm') ?? '';
      assert.doesNotMatch(text, LONE);
      assert.match(text, /^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    }),
  );
  assert.equal(legalText('\ud83d'), '\ufffd');
});

test('the place of a part is found wherever it stands in the header', () => {
  const rows: [string, unknown][] = [
    ['0500034202016869', { width: 8, reference: 0x42, total: 2, part: 1 }],
    ['06080412340302' + '6869', { width: 16, reference: 0x1234, total: 3, part: 2 }],
    // Between two other elements.
    ['0b24010100030702022501016869', { width: 8, reference: 7, total: 2, part: 2 }],
  ];
  for (const [hex, place] of rows) {
    const { concatenation, text, port } = splitUserData(Buffer.from(hex, 'hex'));
    assert.deepEqual(concatenation, place);
    assert.equal(text.toString(), 'hi');
    assert.equal(port, false);
  }
});

test('a place outside its total, a port and a header that overruns are told from a concatenation', () => {
  for (const hex of ['05000342020068', '05000342020368', '05000342000068']) {
    const { concatenation, text } = splitUserData(Buffer.from(hex, 'hex'));
    assert.equal(concatenation, undefined);
    assert.equal(text.toString(), 'h');
  }
  assert.equal(splitUserData(Buffer.from('060504158a000068', 'hex')).port, true);
  assert.equal(splitUserData(Buffer.from('ff0003', 'hex')).text.toString('hex'), 'ff0003');
  assert.equal(splitUserData(Buffer.alloc(0)).text.length, 0);
});

test('any user data is read without throwing', () => {
  fc.assert(fc.property(fc.uint8Array(), (octets) => void splitUserData(Buffer.from(octets))));
});
