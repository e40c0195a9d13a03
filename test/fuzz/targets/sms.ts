import assert from 'node:assert/strict';
import { readContent, shownContent } from '../../../gateways/sms/content.js';
import { fromSmppAddress, SmsAddresses } from '../../../gateways/sms/numbers.js';
import { readReceiptText } from '../../../gateways/sms/receipt-text.js';
import { readReceipt } from '../../../gateways/sms/receipts.js';
import { decodePdu, LONGEST_PDU } from '../../../gateways/sms/smpp/codec.js';
import { Framer } from '../../../gateways/sms/smpp/framer.js';
import type { DefaultAlphabet } from '../../../gateways/sms/text/choose.js';
import { charsetOf, decodeText } from '../../../gateways/sms/text/dcs.js';
import { encodeForm } from '../../../gateways/sms/text/form.js';
import { packSeptets, unpackSeptets } from '../../../gateways/sms/text/packing.js';
import { shape } from '../../../gateways/sms/text/shape.js';
import { decodeUcs2 } from '../../../gateways/sms/text/ucs2.js';
import { splitUserData } from '../../../gateways/sms/text/udh.js';
import { type FuzzTarget, USUAL_LENGTH } from '../target.js';

const ALPHABETS: readonly DefaultAlphabet[] = ['gsm', 'packed-gsm', 'latin1', 'ascii'];
const NO_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const pdu: FuzzTarget = {
  name: 'smpp-pdu',
  tokens: [
    '\0\0\0\x10',
    '\0\0\0\x05',
    '\x80\0\0\x04',
    '\0\0\x01\x03',
    '\0\x1e\0\x04abc\0',
    '\x04\x27\0\x01\x02',
    '\x02\x0c\0\x02\0\x07\x02\x0e\0\x01\x02\x02\x0f\0\x01\x01',
    '\x04\x24\0\x08',
    '\x04\x23\0\x03\x03\0\x0b',
    '\x05\0\x03\x07\x02\x01',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const { pdus, badLength } = new Framer().push(input);
    if (badLength !== undefined) assert.ok(badLength < 16 || badLength > LONGEST_PDU);
    // Also as if it were one PDU, whatever length it says, for so far a session would read it in any case.
    for (const one of [...pdus, ...(input.length >= 16 ? [input] : [])]) {
      const read = decodePdu(one);
      if (read.command !== 'inbound') continue;
      const { message } = read;
      fromSmppAddress(message.source, 'DE');
      fromSmppAddress(message.destination, undefined);
      for (const form of ['auto', 'tlv', 'text'] as const)
        readReceipt(message, { form, byText: true, states: {}, networkErrors: {} });
      for (const alphabet of ALPHABETS) {
        const content = readContent(message, alphabet);
        const text = shownContent(content, alphabet, ({ key }) => key);
        assert.ok(!NO_XML.test(text), 'a text has what XML forbids');
      }
    }
  },
};

const receipt: FuzzTarget = {
  name: 'receipt-text',
  tokens: [
    'id:',
    'sub:001',
    'dlvrd:001',
    'submit date:',
    'done date:',
    'stat:',
    'err:',
    'text:',
    'Text:',
    'DELIVRD',
    '2601021504',
    ' ',
    'ID:',
    '\0i\0d\0:',
  ],
  longest: 2048,
  read(input) {
    const { id = '', state = '', error = '' } = readReceiptText(input);
    assert.ok(id.length <= 64 && state.length <= 20 && error.length <= 5);
    assert.ok(!/\s/.test(id + state + error));
  },
};

const header: FuzzTarget = {
  name: 'user-data-header',
  tokens: ['\x05\0\x03', '\x06\x08\x04', '\x03\x24\x01', '\x25\x01', '\x0b\x05\x04', '\xff'],
  longest: 512,
  read(input) {
    const { concatenation, headerOctets, text } = splitUserData(input);
    assert.equal(headerOctets + text.length, input.length, 'octets of user data were lost');
    if (concatenation === undefined) return;
    const { part, total } = concatenation;
    assert.ok(part >= 1 && part <= total && total <= 255);
  },
};

const coding: FuzzTarget = {
  name: 'sms-text',
  tokens: ['\x1b', '\x1b\x65', '\x1b$B', '\x1b(B', '\0A', '\xd8\0', '\xdc\0', '\r', '@', '\xe2\x82\xac', '\xc3\xa7'],
  longest: 2048,
  read(input) {
    // All coding groups, for a carrier of each alphabet.
    const dataCoding = input[0] ?? 0;
    for (const alphabet of ALPHABETS) {
      const decoded = decodeText(input.subarray(1), charsetOf(dataCoding), alphabet, {
        locking: (input[1] ?? 0) % 16,
        single: (input[2] ?? 0) % 16,
      });
      assert.ok(decoded === undefined || !NO_XML.test(decoded), 'a text has what XML forbids');
    }
    const septets = Buffer.from(input.map((octet) => octet & 0x7f));
    for (const octets of [0, 6, 7]) {
      const back = unpackSeptets(packSeptets(septets, octets), octets);
      const added = back.subarray(septets.length);
      assert.ok(
        back.subarray(0, septets.length).equals(septets) && added.every((septet) => septet === 0x0d),
        'septets were lost',
      );
    }
    const text = input.toString('utf8');
    const { form, pieces } = shape(text, {
      alphabet: 'gsm',
      national: ['turkish', 'portuguese'],
      transliterate: 'off',
    });
    for (const piece of pieces)
      assert.ok(encodeForm(piece, form).length <= 160, 'a piece is longer than a short message');
    if (form.encoding === 'ucs2') {
      assert.equal(pieces.map((piece) => decodeUcs2(encodeForm(piece, form))).join(''), pieces.join(''));
    }
  },
};

const numbers = new SmsAddresses('DE');
const number: FuzzTarget = {
  name: 'phone-number',
  tokens: [
    '+',
    '00',
    '+49',
    '(0)',
    '-',
    ' ',
    'tel:',
    'sms:',
    ';ext=1',
    '%2B',
    '\u0661',
    '\uff11',
    'ABC',
    '15112345678',
    '*',
    '#',
  ],
  longest: 1024,
  read(input) {
    const text = input.toString('utf8');
    for (const result of [numbers.parse(text), numbers.prompt(text)]) {
      if (!result.ok) continue;
      const again = numbers.parse(result.local);
      assert.ok(again.ok && again.address === result.address, 'the address of a contact is none');
    }
  },
};

export const targets: readonly FuzzTarget[] = [pdu, receipt, header, coding, number];
