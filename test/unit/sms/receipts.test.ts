import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { receiptConfig, receiptRules } from '../../../gateways/sms/receipt-config.js';
import { isMarkedReceipt, type ReceiptRules, readReceipt } from '../../../gateways/sms/receipts.js';
import type { InboundSm, InboundTlvs } from '../../../gateways/sms/smpp/pdu.js';
import { encodeUcs2 } from '../../../gateways/sms/text/ucs2.js';
import { workMs } from '../../support/cpu-time.js';

const NOBODY = { ton: 1, npi: 1, value: '1' };
const TOLERANT = rules();
const MARKED_ONLY = rules({}, false);

function rules(receipts: object = {}, receiptText = true): ReceiptRules {
  return receiptRules({ receipts: receiptConfig.parse(receipts), receiptText });
}

function inbound(text: string | Buffer, esmClass = 4, tlvs: InboundTlvs = {}, dataCoding = 0): InboundSm {
  const octets = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  return { source: NOBODY, destination: NOBODY, esmClass, protocolId: 0, dataCoding, octets, tlvs };
}

const STANDARD =
  'id:0654354026 sub:001 dlvrd:001 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:hi';

describe('the text of a receipt', () => {
  const ROWS: readonly (readonly [string, string, string])[] = [
    [STANDARD, '0654354026', 'delivered'],
    ['id:0654354026 submit date:2401011200 done date:2401011201 stat:UNDELIV err:1 text:', '0654354026', 'failed'],
    ['id:a-b-c submitdate:240101120000 donedate:20240101120100 stat:EXPIRED err:00A Text:x', 'a-b-c', 'failed'],
    ['ID:77 SUB:001 DLVRD:000 SUBMIT DATE:2401011200 DONE DATE:2401011200 STAT:REJECTD ERR:5', '77', 'failed'],
    ['junk id:77 stat:ACKED', '77', 'pending'],
    ['\u0005\u0000\u0003\u0001\u0001\u0001id:77 stat:DELIVRD', '77', 'delivered'],
    ['\u00ffid:77 stat:DELIVRD', '77', 'delivered'],
    ['id: 77  stat: ACCEPTD', '77', 'pending'],
    ['id:77 stat:BUFFRED', '77', 'pending'],
    ['id:77 stat:BUFFERD\0', '77', 'pending'],
    ['id:77\0stat:DELIVRD\0', '77', 'delivered'],
    ['id:77 stat:FAILED', '77', 'failed'],
    ['id:77 stat:DELIVERED text:id:88 stat:FAILED', '77', 'delivered'],
    ['id:77 sub:001 text:stat:DELIVRD', '77', 'pending'],
    ['id:77 stat: err:001', '77', 'pending'],
    ['id:77 stat:NEVERSEEN', '77', 'pending'],
    ['id:f3a1c2d4-0000-4b1e-9f00-aabbccddeeff stat:DELETED', 'f3a1c2d4-0000-4b1e-9f00-aabbccddeeff', 'failed'],
    ['id:77', '77', 'pending'],
  ];
  for (const [text, messageId, state] of ROWS) {
    test(`is read however the carrier writes it: ${JSON.stringify(text)}`, () => {
      const receipt = readReceipt(inbound(text), MARKED_ONLY);
      assert.equal(receipt?.messageId, messageId);
      assert.equal(receipt?.state, state);
      assert.equal(receipt?.marked, true);
    });
  }

  test('is ASCII or UTF-16BE, whatever data_coding says', () => {
    for (const dataCoding of [0, 1, 3, 4, 8, 0xf5]) {
      assert.equal(readReceipt(inbound(STANDARD, 4, {}, dataCoding), MARKED_ONLY)?.state, 'delivered');
      const wide = readReceipt(inbound(encodeUcs2(STANDARD), 4, {}, dataCoding), MARKED_ONLY);
      assert.deepEqual([wide?.messageId, wide?.state], ['0654354026', 'delivered']);
    }
  });

  test('is found behind a user data header, and where only the bit for one is set', () => {
    const header = Buffer.from('0500037b0201', 'hex');
    assert.equal(
      readReceipt(inbound(Buffer.concat([header, Buffer.from(STANDARD)]), 0x44), TOLERANT)?.state,
      'delivered',
    );
    assert.equal(readReceipt(inbound(STANDARD, 0x44), TOLERANT)?.messageId, '0654354026');
  });

  test('without an id, or with an empty one, names no message', () => {
    for (const text of ['', 'stat:DELIVRD', 'id: sub:001 stat:DELIVRD', 'id:', 'valid:77 stat:DELIVRD']) {
      assert.equal(readReceipt(inbound(text), TOLERANT), undefined, text);
      assert.equal(isMarkedReceipt(inbound(text)), true);
    }
  });

  test('brings the code of its error, which stands in the answer to the user', () => {
    const codes = ['err:1', 'ERR: 00A', 'err:23 text:', 'err:000', 'err: text:x'].map(
      (text) => readReceipt(inbound(`id:7 stat:UNDELIV ${text}`), TOLERANT)?.problem?.code,
    );
    assert.deepEqual(codes, [
      'stat UNDELIV, err 1',
      'stat UNDELIV, err 00A',
      'stat UNDELIV, err 23',
      'stat UNDELIV',
      'stat UNDELIV',
    ]);
  });
});

describe('the parameters of a receipt', () => {
  const id = Buffer.from('tlv-id\0');

  test('count before the text, and the text fills in what they lack', () => {
    const both = readReceipt(
      inbound(STANDARD, 4, { receiptedMessageId: id, messageState: Buffer.from([5]) }),
      TOLERANT,
    );
    assert.deepEqual([both?.messageId, both?.state], ['tlv-id', 'failed']);
    assert.equal(readReceipt(inbound(STANDARD, 4, { receiptedMessageId: id }), TOLERANT)?.state, 'delivered');
    const stateOnly = readReceipt(inbound(STANDARD, 4, { messageState: Buffer.from([3]) }), TOLERANT);
    assert.deepEqual([stateOnly?.messageId, stateOnly?.state], ['0654354026', 'failed']);
  });

  test('are all that counts where the carrier writes something else into the text, and the other way round', () => {
    const message = inbound(STANDARD, 4, { receiptedMessageId: id, messageState: Buffer.from([5]) });
    const tlv = readReceipt(message, rules({ form: 'tlv' }));
    assert.deepEqual([tlv?.messageId, tlv?.state], ['tlv-id', 'failed']);
    const text = readReceipt(message, rules({ form: 'text' }));
    assert.deepEqual([text?.messageId, text?.state], ['0654354026', 'delivered']);
    assert.equal(readReceipt(inbound(STANDARD), rules({ form: 'tlv' })), undefined);
    assert.equal(readReceipt(inbound(STANDARD, 0), rules({ form: 'tlv' })), undefined);
  });

  test('are read without the NUL of the id, and an empty id is none', () => {
    assert.equal(readReceipt(inbound('', 4, { receiptedMessageId: Buffer.from('x9') }), TOLERANT)?.messageId, 'x9');
    const empty = readReceipt(inbound(STANDARD, 4, { receiptedMessageId: Buffer.from('\0') }), TOLERANT);
    assert.equal(empty?.messageId, '0654354026');
  });

  test('make a receipt of a message that does not call itself one, and never a text', () => {
    const message = inbound('', 0, { receiptedMessageId: Buffer.from('7\0'), messageState: Buffer.from([2]) });
    const receipt = readReceipt(message, MARKED_ONLY);
    assert.deepEqual([receipt?.messageId, receipt?.state, receipt?.marked], ['7', 'delivered', true]);
    assert.equal(readReceipt(message, rules({ form: 'text' })), undefined);
    assert.equal(isMarkedReceipt(message), true);
  });

  test('bring the error of the phone network, and one that is too short is none', () => {
    const failed = (octets: number[]) =>
      readReceipt(
        inbound('', 4, {
          receiptedMessageId: id,
          messageState: Buffer.from([5]),
          networkErrorCode: Buffer.from(octets),
        }),
        TOLERANT,
      )?.problem;
    assert.deepEqual(failed([3, 0, 27]), {
      type: 'wait',
      condition: 'recipient-unavailable',
      text: { key: 'sms.delivery.absent' },
      code: 'message_state 5, network 3/27',
    });
    assert.equal(failed([3, 1, 0])?.code, 'message_state 5, network 3/256');
    assert.equal(failed([3, 0])?.code, 'message_state 5');
  });
});

describe('a message that nothing marks as a receipt', () => {
  test('is one where its text is exactly that of one, if the admin has not turned that off', () => {
    for (const text of [
      STANDARD,
      STANDARD.toUpperCase(),
      ` ${STANDARD}\0`,
      'id: 9 submitdate:240101120000 stat:UNDELIV',
      'id:f3a1-00 done date:20240101120000 stat:ACKED',
    ]) {
      const receipt = readReceipt(inbound(text, 0), TOLERANT);
      assert.equal(receipt?.marked, false, text);
      assert.equal(readReceipt(inbound(text, 0), MARKED_ONLY), undefined, text);
    }
    assert.equal(readReceipt(inbound(encodeUcs2(STANDARD), 0, {}, 8), TOLERANT)?.marked, false);
  });

  test('is what a person wrote in every other case', () => {
    for (const text of [
      'id: 42 is my lucky number',
      'id:me and you',
      'my id: 7 stat: good',
      'hello',
      'id:77 stat:DELIVRD',
      'id:77 done date:2401011200',
      'id:77 done date:24010112001 stat:DELIVRD',
      'id:77 done date:2401011200 stat:FINE',
      'id:77 text:done date:2401011200 stat:DELIVRD',
      `see ${STANDARD}`,
      'ID',
      '',
    ]) {
      assert.equal(readReceipt(inbound(text, 0), TOLERANT), undefined, text);
      assert.equal(isMarkedReceipt(inbound(text, 0)), false, text);
    }
  });
});

describe('the types of esm_class', () => {
  test('of a receipt and of acknowledgements are marks, other bits are not', () => {
    for (const type of [0x04, 0x08, 0x10, 0x44, 0x84]) {
      assert.equal(readReceipt(inbound(STANDARD, type), MARKED_ONLY)?.state, 'delivered');
    }
    for (const type of [0x00, 0x01, 0x02, 0x0c, 0x40, 0x80, 0xc3]) {
      assert.equal(readReceipt(inbound(STANDARD, type), MARKED_ONLY), undefined);
    }
  });

  test('of a notification on the way is never the end, whatever state it tells', () => {
    for (const stat of ['DELIVRD', 'UNDELIV', 'ENROUTE', 'REJECTD']) {
      const receipt = readReceipt(inbound(`id:7 stat:${stat}`, 0x20), TOLERANT);
      assert.deepEqual([receipt?.state, receipt?.problem], ['pending', undefined], stat);
    }
  });
});

test("a carrier's own words are read as the standard ones that the admin names, in any case", () => {
  const own = rules({
    states: { Sent: 'ENROUTE', OK: 'DELIVRD', '2': 'DELIVRD', NO_ROUTE: 'UNDELIV', FAILED: 'REJECTD' },
  });
  const read = (word: string) => readReceipt(inbound(`id:7 stat:${word} err:000`), own);
  assert.deepEqual(
    ['SENT', 'ok', '2', 'no_route', 'DELIVRD'].map((word) => read(word)?.state),
    ['pending', 'delivered', 'delivered', 'failed', 'delivered'],
  );
  assert.equal(read('FAILED')?.problem?.condition, 'not-acceptable');
  assert.equal(readReceipt(inbound('id:7 done date:2401011200 stat:OK', 0), own)?.state, 'delivered');
});

test('a word that nobody knows is told, where no parameter says the state', () => {
  assert.equal(readReceipt(inbound('id:7 stat:WEIRD'), TOLERANT)?.strangeWord, 'WEIRD');
  assert.equal(
    readReceipt(inbound('id:7 stat:WEIRD', 4, { messageState: Buffer.from([2]) }), TOLERANT)?.strangeWord,
    undefined,
  );
  assert.equal(readReceipt(inbound('id:7 stat:DELIVRD'), TOLERANT)?.strangeWord, undefined);
});

test('any octets are read without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 5 }), fc.nat(255), (octets, value, esmClass) => {
      const bytes = Buffer.from(value);
      const tlvs = { messageState: bytes, networkErrorCode: bytes, receiptedMessageId: bytes };
      readReceipt(inbound(Buffer.from(octets), esmClass, tlvs), TOLERANT);
      readReceipt(inbound(Buffer.concat([Buffer.from('id:'), Buffer.from(octets)]), esmClass), TOLERANT);
    }),
  );
});

test('a text of 64 KiB is read as fast as a short one', () => {
  const long = inbound(`id:${'1'.repeat(65_000)}`);
  const begun = workMs();
  for (let round = 0; round < 1000; round++) readReceipt(long, TOLERANT);
  assert.ok(workMs() - begun < 2000);
});
