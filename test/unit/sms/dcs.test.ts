import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Charset, charsetOf, decodeText } from '../../../gateways/sms/text/dcs.js';

/**
 * Every value of data_coding, 16 a row, by SMPP 3.4 5.2.19 and 3GPP TS 23.038 4: d the default, g GSM, a ASCII, l Latin-1,
 * j JIS, c Cyrillic, h Hebrew, u UCS-2, i ISO-2022-JP, x extended Kanji, k Korean, - binary.
 */
const EXPECTED = [
  // SMPP's own; 0x0b is UCS-2 by its bits, 0x0c and 0x0f are reserved.
  'da-l-jchu-iudxkd',
  // Message class: GSM, 8 bits, UCS-2, reserved.
  'gggg----uuuudddd',
  // Compressed.
  '----------------',
  '----------------',
  // Marked for automatic deletion, the same again.
  'gggg----uuuudddd',
  'gggg----uuuudddd',
  '----------------',
  '----------------',
  // Reserved.
  'dddddddddddddddd',
  'dddddddddddddddd',
  'dddddddddddddddd',
  'dddddddddddddddd',
  // Message waiting: discard, store, store in UCS-2.
  'gggggggggggggggg',
  'gggggggggggggggg',
  'uuuuuuuuuuuuuuuu',
  // Data coding and message class; bit 3 is reserved.
  'gggg----gggg----',
];

const NAMES: Readonly<Record<string, Charset>> = {
  d: 'default',
  g: 'gsm',
  a: 'ascii',
  l: 'latin1',
  j: 'jis',
  c: 'cyrillic',
  h: 'hebrew',
  u: 'ucs2',
  i: 'iso-2022-jp',
  x: 'extended-kanji',
  k: 'korean',
  '-': 'binary',
};

test('each of the 256 values of data_coding names a character set', () => {
  assert.equal(EXPECTED.join('').length, 256);
  for (const [value, letter] of [...EXPECTED.join('')].entries()) {
    assert.equal(charsetOf(value), NAMES[letter], `0x${value.toString(16)}`);
  }
});

test('the alphabets that SMPP names are read', () => {
  const rows: [number, string, string][] = [
    [0x01, '48692140', 'Hi!@'],
    [0x03, 'e9e0fc', 'éàü'],
    // JIS X 0208 pairs, Shift_JIS, EUC-JP, and ASCII that cannot be pairs.
    [0x05, '467c4b5c', '日本'],
    [0x05, '93fa967b41', '日本A'],
    [0x05, 'c6fccbdca4', '日本\ufffd'],
    [0x05, '476f206f6e', 'Go on'],
    [0x05, '1b2442467c1b284241', '日A'],
    [0x06, 'bfe0d8d2d5e2', 'Привет'],
    [0x07, 'f9ece5ed', 'שלום'],
    // ISO-2022-JP: X 0208, half-width katakana, X 0212, and back to ASCII.
    [0x0a, '41201b2442467c4b5c1b284220', 'A 日本 '],
    [0x0a, '1b2849311b2842', 'ｱ'],
    [0x0a, '1b24284430211b2842', '丂'],
    [0x0d, '30213022', '丂丄'],
    [0x0d, '8fb0a1c6fc', '丂日'],
    [0x0e, 'b0a1b3aa4f4b', '가나OK'],
  ];
  for (const [coding, hex, text] of rows) {
    assert.equal(
      decodeText(Buffer.from(hex, 'hex'), charsetOf(coding), 'gsm'),
      text,
      `0x${coding.toString(16)} ${hex}`,
    );
  }
});

test('the class of a message changes nothing about its text', () => {
  for (const coding of [0x10, 0x11, 0xf0, 0xf3, 0xc8, 0xd9]) {
    assert.equal(decodeText(Buffer.from('00', 'hex'), charsetOf(coding), 'latin1'), '@');
  }
  for (const coding of [0x18, 0x19, 0x48, 0xe8]) {
    assert.equal(decodeText(Buffer.from('0436', 'hex'), charsetOf(coding), 'latin1'), 'ж');
  }
});

test('what is reserved is read as the carrier means 0', () => {
  assert.equal(decodeText(Buffer.from('e9', 'hex'), charsetOf(0x80), 'latin1'), 'é');
  assert.equal(decodeText(Buffer.from('05', 'hex'), charsetOf(0x80), 'gsm'), 'é');
});

test('octets, pictograms and compressed text are never text', () => {
  for (const coding of [0x02, 0x04, 0x09, 0x14, 0x20, 0x3f, 0xf4]) {
    assert.equal(decodeText(Buffer.from('41'), charsetOf(coding), 'gsm'), undefined);
  }
});
