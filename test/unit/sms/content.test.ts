import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TextRef } from '../../../gateways/gateway.js';
import { readContent, shownContent } from '../../../gateways/sms/content.js';
import type { InboundSm, InboundTlvs } from '../../../gateways/sms/smpp/pdu.js';
import type { DefaultAlphabet } from '../../../gateways/sms/text/choose.js';
import { smsTexts } from '../../../gateways/sms/texts.js';

function say({ key, params = {} }: TextRef): string {
  return (smsTexts.en?.[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}

interface More {
  readonly esm?: number;
  readonly dcs?: number;
  readonly tlvs?: InboundTlvs;
}

function inbound(hex: string, { esm = 0, dcs = 0, tlvs = {} }: More = {}): InboundSm {
  const address = { ton: 1, npi: 1, value: '15551234567' };
  return {
    source: address,
    destination: address,
    esmClass: esm,
    protocolId: 0,
    dataCoding: dcs,
    octets: Buffer.from(hex, 'hex'),
    tlvs,
  };
}

const shown = (message: InboundSm, alphabet: DefaultAlphabet = 'gsm') =>
  shownContent(readContent(message, alphabet), alphabet, say);

test('a flash message is text like any other', () => {
  assert.equal(shown(inbound('00', { dcs: 0x10 })), '@');
  assert.equal(shown(inbound('0436', { dcs: 0x18 })), 'ж');
});

test('a message in national tables is read by them, both at once too', () => {
  assert.equal(shown(inbound('03240101' + '1b731b67', { esm: 0x40 })), 'şğ');
  assert.equal(shown(inbound('03250101' + '1d0c07', { esm: 0x40 })), 'şğı');
  assert.equal(shown(inbound('06240103' + '250103' + '061b15', { esm: 0x40 })), 'úΩ');
  // Without the bit of esm_class there is no header.
  assert.equal(shown(inbound('03240101', { esm: 0 })), '¥¤££');
});

test('packed septets are read behind a header and without one, whatever value names them', () => {
  for (const dcs of [0x00, 0x10, 0xf0, 0xc8]) {
    assert.equal(shown(inbound('e8329bfd06', { dcs }), 'packed-gsm'), 'hello');
    // Behind six octets of header: one fill bit.
    assert.equal(shown(inbound('050003450101' + 'c2', { dcs, esm: 0x40 }), 'packed-gsm'), 'a');
  }
  assert.equal(shown(inbound('31d98c56b3dd1a'), 'packed-gsm'), '1234567');
  assert.equal(shown(inbound('31d98c56b3dd00'), 'packed-gsm'), '1234567@');
  assert.equal(shown(inbound('0436', { dcs: 8 }), 'packed-gsm'), 'ж');
  // Turkish locking shift behind four octets: three fill bits, 0x1d is 0011101.
  assert.equal(shown(inbound('03250101' + 'e800', { esm: 0x40 }), 'packed-gsm'), 'ş');
});

test('what is for an application is named, with its size, and never shown as text', () => {
  const rows: [string, string][] = [
    ['06050423f40000' + '424547494e', '[contact card (vCard) of 5 octets, which cannot be shown here]'],
    ['06050423f50000' + '424547494e', '[calendar entry of 5 octets, which cannot be shown here]'],
    [
      '0605040b8423f0' + '0006',
      '[WAP push of 2 octets, which cannot be shown here: perhaps notice of a picture message (MMS)]',
    ],
    ['060504158a0000' + '00', '[picture of 1 octets, which cannot be shown here]'],
    ['0605041581158100' + '00', '[ringtone of 2 octets, which cannot be played here]'],
    ['060504c34f0000' + '00', '[phone settings of 1 octets, which are not for you to read]'],
    ['0605043e800000' + '6869', '[data of 2 octets for the application at port 16000, which is not text]'],
    ['040402e2e1' + '6869', '[data of 2 octets for the application at port 226, which is not text]'],
  ];
  for (const [hex, sentence] of rows) {
    for (const dcs of [0x00, 0x04, 0xf5]) assert.equal(shown(inbound(hex, { esm: 0x40, dcs })), sentence);
  }
  const tlvs = { destinationPort: Buffer.from('23f4', 'hex') };
  assert.equal(
    shown(inbound('424547494e', { tlvs })),
    '[contact card (vCard) of 5 octets, which cannot be shown here]',
  );
});

test('octets are named with their size', () => {
  for (const dcs of [0x02, 0x04, 0x09, 0x20, 0xf5]) {
    assert.equal(shown(inbound('010203', { dcs })), '[data of 3 octets that is not text]');
  }
});

test('the place of a part is in its header, or in its parameters where there is none', () => {
  const tlvs = { sarReference: Buffer.from('1234', 'hex'), sarTotal: Buffer.of(3), sarPart: Buffer.of(2) };
  assert.deepEqual(readContent(inbound('68', { tlvs }), 'gsm').place, {
    width: 16,
    reference: 0x1234,
    total: 3,
    part: 2,
  });
  assert.deepEqual(readContent(inbound('050003070201' + '68', { esm: 0x40, tlvs }), 'gsm').place, {
    width: 8,
    reference: 7,
    total: 2,
    part: 1,
  });
  // Of the three parameters one is missing, or out of its range.
  for (const broken of [
    { sarTotal: Buffer.of(3) },
    { ...tlvs, sarPart: Buffer.of(4) },
    { ...tlvs, sarPart: Buffer.of(0) },
  ]) {
    assert.equal(readContent(inbound('68', { tlvs: broken }), 'gsm').place, undefined);
  }
});

test('any message is shown, whatever it holds', () => {
  const alphabet = fc.constantFrom<DefaultAlphabet>('gsm', 'packed-gsm', 'latin1', 'ascii');
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({ max: 255 }), fc.boolean(), alphabet, (octets, dcs, header, chosen) => {
      const text = shown(inbound(Buffer.from(octets).toString('hex'), { dcs, esm: header ? 0x40 : 0 }), chosen);
      assert.match(text, /^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    }),
  );
});
