import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseEncoding, normaliseText } from '../../../gateways/sms/text/choose.js';
import { charsetOf, decodeText } from '../../../gateways/sms/text/dcs.js';
import { legalText } from '../../../gateways/sms/text/legal.js';
import { splitUserData } from '../../../gateways/sms/text/udh.js';

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u;

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
    assert.equal(chooseEncoding(text, 'packed-gsm'), gsm === 'gsm' ? 'packed-gsm' : 'ucs2');
  }
});

test('a text is composed before it is encoded, so that a letter with an accent costs one septet', () => {
  assert.equal(normaliseText('e\u0301\tx\r\ny\u0000'), 'é x\ny');
  assert.equal(chooseEncoding(normaliseText('e\u0301'), 'gsm'), 'gsm');
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
    assert.equal(port, undefined);
  }
});

test('a place outside its total, a port and a header that overruns are told from a concatenation', () => {
  for (const hex of ['05000342020068', '05000342020368', '05000342000068']) {
    const { concatenation, text } = splitUserData(Buffer.from(hex, 'hex'));
    assert.equal(concatenation, undefined);
    assert.equal(text.toString(), 'h');
  }
  assert.equal(splitUserData(Buffer.from('060504158a000068', 'hex')).port, 0x158a);
  assert.equal(splitUserData(Buffer.from('040402e2e168', 'hex')).port, 0xe2);
  assert.equal(splitUserData(Buffer.from('ff0003', 'hex')).text.toString('hex'), 'ff0003');
  assert.equal(splitUserData(Buffer.alloc(0)).text.length, 0);
});

test('any user data is read without throwing', () => {
  fc.assert(fc.property(fc.uint8Array(), (octets) => void splitUserData(Buffer.from(octets))));
});

test('national tables are named by elements 24 and 25, beside the place of a part', () => {
  const data = splitUserData(Buffer.from('0b0003420201' + '240101' + '250103' + '68', 'hex'));
  assert.deepEqual(data.shift, { locking: 3, single: 1 });
  assert.deepEqual(data.concatenation, { width: 8, reference: 0x42, total: 2, part: 1 });
  assert.equal(data.headerOctets, 12);
  assert.equal(data.text.toString(), 'h');
  assert.deepEqual(splitUserData(Buffer.from('03240102' + '68', 'hex')).shift, { locking: 0, single: 2 });
});
