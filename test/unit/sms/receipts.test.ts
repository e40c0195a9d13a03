import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BY_NETWORK_ERROR, BY_NUMBER, BY_WORD, deliveryState } from '../../../gateways/sms/delivery-state.js';
import { normaliseMessageId, receiptMessageIds, storedMessageId } from '../../../gateways/sms/message-id.js';
import { readReceipt } from '../../../gateways/sms/receipts.js';
import type { InboundSm, InboundTlvs } from '../../../gateways/sms/smpp/pdu.js';
import { STATUS, Statuses } from '../../../gateways/sms/status.js';
import { encodeUcs2 } from '../../../gateways/sms/text/ucs2.js';
import { smsTexts } from '../../../gateways/sms/texts.js';

const NOBODY = { ton: 1, npi: 1, value: '1' };

function inbound(text: string | Buffer, esmClass = 4, tlvs: InboundTlvs = {}, dataCoding = 0): InboundSm {
  const octets = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  return { source: NOBODY, destination: NOBODY, esmClass, protocolId: 0, dataCoding, octets, tlvs };
}

const STANDARD =
  'id:0654354026 sub:001 dlvrd:001 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:hi';

test('the text of a receipt is read however the carrier writes it', () => {
  const rows: [string, string, string][] = [
    [STANDARD, '0654354026', 'delivered'],
    ['id:0654354026 submit date:2401011200 done date:2401011201 stat:UNDELIV err:1 text:', '0654354026', 'failed'],
    ['id:a-b-c submitdate:240101120000 donedate:240101120100 stat:EXPIRED err:00A Text:x', 'a-b-c', 'failed'],
    ['ID:77 SUB:001 DLVRD:000 SUBMIT DATE:2401011200 DONE DATE:2401011200 STAT:REJECTD ERR:5', '77', 'failed'],
    ['junk id:77 stat:ACKED', '77', 'pending'],
    ['id: 77  stat: ACCEPTD', '77', 'pending'],
    ['id:77 stat:BUFFRED', '77', 'pending'],
    ['id:77 stat:BUFFERD\0', '77', 'pending'],
    ['id:77 stat:DELIVERED text:id:88 stat:FAILED', '77', 'delivered'],
    ['id:77 stat:NEVERSEEN', '77', 'pending'],
    ['id:f3a1c2d4-0000-4b1e-9f00-aabbccddeeff stat:DELETED', 'f3a1c2d4-0000-4b1e-9f00-aabbccddeeff', 'failed'],
    ['id:77', '77', 'pending'],
  ];
  for (const [text, messageId, state] of rows) {
    const receipt = readReceipt(inbound(text), false);
    assert.equal(receipt?.messageId, messageId, text);
    assert.equal(receipt?.state, state, text);
  }
});

test('the text is ASCII or UTF-16, whatever data_coding says', () => {
  assert.equal(readReceipt(inbound(STANDARD, 4, {}, 8), false)?.state, 'delivered');
  assert.equal(readReceipt(inbound(encodeUcs2(STANDARD), 4, {}, 0), false)?.messageId, '0654354026');
});

test('the TLVs count before the text, and the text fills in what they lack', () => {
  const id = Buffer.from('tlv-id\0');
  const both = readReceipt(inbound(STANDARD, 4, { receiptedMessageId: id, messageState: Buffer.from([5]) }), false);
  assert.deepEqual([both?.messageId, both?.state], ['tlv-id', 'failed']);
  assert.deepEqual(
    [
      readReceipt(inbound(STANDARD, 4, { receiptedMessageId: id }), false)?.state,
      readReceipt(inbound(STANDARD, 4, { messageState: Buffer.from([3]) }), false)?.messageId,
    ],
    ['delivered', '0654354026'],
  );
  // An id without its NUL ends where the parameter ends; an empty one is none.
  assert.equal(readReceipt(inbound('', 4, { receiptedMessageId: Buffer.from('x9') }), false)?.messageId, 'x9');
  assert.equal(
    readReceipt(inbound(STANDARD, 4, { receiptedMessageId: Buffer.from('\0') }), false)?.messageId,
    '0654354026',
  );
});

test('a receipt without its type is known by the TLV, or by a text of exactly that form where that is allowed', () => {
  assert.equal(readReceipt(inbound('', 0, { receiptedMessageId: Buffer.from('7\0') }), false)?.messageId, '7');
  assert.equal(readReceipt(inbound(STANDARD, 0), true)?.messageId, '0654354026');
  assert.equal(readReceipt(inbound(STANDARD, 0), false), undefined);
  for (const text of ['id:me and you', 'my id: 7 stat: good', 'hello', 'id:77 stat:DELIVRD', `see ${STANDARD}`]) {
    assert.equal(readReceipt(inbound(text, 0), true), undefined, text);
  }
});

test('all types of acknowledgement are receipts, other bits of esm_class are not', () => {
  for (const type of [0x04, 0x08, 0x10, 0x20, 0x44, 0x84]) assert.ok(readReceipt(inbound(STANDARD, type), false));
  for (const type of [0x00, 0x01, 0x02, 0x40, 0x80, 0xc3])
    assert.equal(readReceipt(inbound(STANDARD, type), false), undefined);
});

test('any octets are read without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 5 }), (octets, value) => {
      const bytes = Buffer.from(value);
      readReceipt(
        inbound(Buffer.from(octets), 4, { messageState: bytes, networkErrorCode: bytes, receiptedMessageId: bytes }),
        true,
      );
    }),
  );
});

test('the error of the phone network makes an undeliverable message precise, and only that', () => {
  const state = (number: number, network: number, code: number) =>
    deliveryState({ number, networkError: { network, code } });
  assert.equal(state(5, 3, 1).problem?.condition, 'item-not-found');
  assert.equal(state(5, 3, 27).problem?.type, 'wait');
  assert.equal(state(5, 3, 200).problem?.condition, 'recipient-unavailable');
  assert.equal(state(5, 1, 1).problem?.condition, 'recipient-unavailable');
  assert.equal(state(8, 3, 1).problem?.condition, 'not-acceptable');
  assert.deepEqual(state(2, 3, 1), { state: 'delivered' });
});

test('ids are stored in one form: lower case, without zeros in front where they are digits', () => {
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

test('a receipt finds its message when carrier and receipt count in different bases', () => {
  const pairs: [string, string][] = [
    ['6fcca891', '1875683473'],
    ['812FC7470000001B', '9308878062554710043'],
    ['1875683473', '6fcca891'],
    ['000010', '16'],
    ['ABC', 'abc'],
  ];
  for (const [answered, receipted] of pairs) {
    const candidates = receiptMessageIds('main', receipted).map(({ id }) => id);
    assert.ok(candidates.includes(storedMessageId('main', answered)), `${answered} ${receipted}`);
  }
  assert.deepEqual(receiptMessageIds('main', '77'), [
    { id: 'main:77', certain: true },
    { id: 'main:119', certain: false },
    { id: 'main:4d', certain: false },
  ]);
  assert.deepEqual(receiptMessageIds('main', 'x-1'), [{ id: 'main:x-1', certain: true }]);
});

test('every row of the tables has a sentence, and what no table knows is final', () => {
  const texts = smsTexts.en ?? {};
  for (const [status, meaning] of STATUS) {
    assert.ok(texts[meaning.text], meaning.text);
    assert.equal(meaning.retryMs > 0, meaning.class === 'slow' || meaning.class === 'temporary', meaning.name);
    assert.match(new Statuses().problem(status).code ?? '', /^smpp 0x[0-9a-f]{8}$/);
  }
  for (const meaning of [...BY_NUMBER.values(), ...BY_WORD.values(), ...BY_NETWORK_ERROR.values()]) {
    if (meaning.state === 'failed') assert.ok(texts[meaning.text], meaning.text);
  }
  assert.equal(new Statuses().meaning(0x450).class, 'permanent');
  assert.equal(new Statuses().problem(0x450).condition, 'undefined-condition');
});

test('statuses that say "too much" slow the lane down, and cost the message nothing', () => {
  for (const status of [0x14, 0x58]) assert.equal(new Statuses().meaning(status).class, 'slow');
  for (const status of [0x08, 0x45, 0x64]) assert.equal(new Statuses().meaning(status).class, 'temporary');
  for (const status of [0x01, 0x0b, 0x65]) assert.equal(new Statuses().meaning(status).class, 'permanent');
  for (const status of [0x03, 0x0a, 0x48]) assert.equal(new Statuses().meaning(status).class, 'setting');
});
