import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayEvent } from '../../../gateways/gateway.js';
import { type ComposeOptions, compose, composeOptions, toShortMessages } from '../../../gateways/sms/compose.js';
import { smsConfig } from '../../../gateways/sms/config.js';
import { encodeSubmit } from '../../../gateways/sms/smpp/codec.js';
import type { SubmitSm } from '../../../gateways/sms/smpp/pdu.js';
import { message } from './support/world.js';

const REFERENCE = 0x12345;

function setUp(carrierMore: object = {}, more: object = {}) {
  const config = smsConfig.parse({
    domain: 'sms.example.org',
    secret: 's',
    carriers: [{ name: 'main', host: '127.0.0.1', systemId: 'me', password: 'pw', ...carrierMore }],
    ...more,
  });
  const [carrier] = config.carriers;
  assert.ok(carrier !== undefined);
  const options = composeOptions(config, carrier);
  const send = (body: string, extra: Partial<ComposeOptions> = {}): readonly SubmitSm[] => {
    const { event } = message(body);
    const composed = compose(body, { ...options, ...extra });
    assert.ok('shaped' in composed && event !== undefined);
    return toShortMessages(event satisfies GatewayEvent, composed, '+15550001111', REFERENCE, carrier, undefined);
  };
  return { options, send };
}

/** esm_class, data_coding, the first octets of the text, and its length. */
const seen = (sms: readonly SubmitSm[]) =>
  sms.map(({ esmClass, dataCoding, shortMessage }) => [
    esmClass,
    dataCoding,
    shortMessage.subarray(0, 8).toString('hex'),
    shortMessage.length,
  ]);

test('udh8: a header of six octets with the low eight bits of the reference', () => {
  const { send } = setUp({ splitAt: 'anywhere' });
  assert.deepEqual(seen(send('a'.repeat(200))), [
    [0x40, 0, '0500034502016161', 159],
    [0x40, 0, '0500034502026161', 53],
  ]);
  assert.deepEqual(seen(send('ж'.repeat(71))), [
    [0x40, 8, '0500034502010436', 140],
    [0x40, 8, '0500034502020436', 14],
  ]);
});

test('udh16: a header of seven octets with sixteen bits of the reference', () => {
  const { send } = setUp({ concat: 'udh16', splitAt: 'anywhere' });
  assert.deepEqual(seen(send('a'.repeat(200))), [
    [0x40, 0, '0608042345020161', 159],
    [0x40, 0, '0608042345020261', 55],
  ]);
  assert.deepEqual(seen(send('a'.repeat(160))), [[0, 0, '6161616161616161', 160]]);
});

test('sar: no header, the place in three parameters', () => {
  const { send } = setUp({ concat: 'sar', splitAt: 'anywhere' });
  const sms = send('a'.repeat(200));
  assert.deepEqual(seen(sms), [
    [0, 0, '6161616161616161', 152],
    [0, 0, '6161616161616161', 48],
  ]);
  assert.deepEqual(
    sms.map(({ tlvs }) => tlvs),
    [{ sar: { reference: 0x2345, total: 2, part: 1 } }, { sar: { reference: 0x2345, total: 2, part: 2 } }],
  );
  assert.deepEqual(send('a'.repeat(160))[0]?.tlvs, undefined);
});

test('payload: the whole text in message_payload, short_message empty; a short one goes as ever', () => {
  const { send } = setUp({ concat: 'payload' });
  const [sm, ...more] = send('a'.repeat(200));
  assert.deepEqual(more, []);
  assert.equal(sm?.esmClass, 0);
  assert.equal(sm?.shortMessage.length, 0);
  assert.deepEqual(sm?.tlvs, { payload: Buffer.alloc(200, 'a') });
  assert.deepEqual(seen(send('ж'.repeat(70))), [[0, 8, '0436043604360436', 140]]);
});

test('a long payload counts as the messages that the carrier will make of it', () => {
  const { options } = setUp({ concat: 'payload' }, { maxSegments: 2 });
  const composed = compose('a'.repeat(306), options);
  assert.ok('shaped' in composed);
  assert.equal(composed.messages, 1);
  const problem = compose('a'.repeat(307), options);
  assert.ok('text' in problem);
  assert.deepEqual(problem.text, { key: 'sms.message.too-long', params: { segments: 3, most: 2 } });
});

test('what is submitted is counted as it is submitted', () => {
  for (const concat of ['udh8', 'udh16', 'sar']) {
    const composed = compose('a'.repeat(306), setUp({ concat }).options);
    assert.ok('shaped' in composed);
    assert.equal(composed.messages, concat === 'udh8' ? 2 : 3);
  }
});

test('the parameters stand behind the fields of the PDU, as SMPP writes them', () => {
  const { send } = setUp({ concat: 'sar', splitAt: 'anywhere' });
  const [, second] = send('a'.repeat(161));
  assert.ok(second !== undefined);
  const fields =
    '000101' + '3135353530303031313131' + '00' + '0101' + '3135353531323334353637' + '00' + '000000' + '00' + '00';
  const pdu = `000000040000000000000007${fields}0200000009${'61'.repeat(9)}020c00022345020e000102020f000102`;
  assert.equal(encodeSubmit(7, second).subarray(4).toString('hex'), pdu);
  const payload = setUp({ concat: 'payload' }).send('ж'.repeat(75))[0];
  assert.ok(payload !== undefined);
  // registered_delivery, replace, data_coding, default message, and a short_message of no octets.
  const end = `0200080000${'04240096'}${'0436'.repeat(75)}`;
  assert.ok(encodeSubmit(7, payload).toString('hex').endsWith(end));
});

test('packed septets begin behind fill bits, and their padding is no @', () => {
  const { send } = setUp({ defaultAlphabet: 'packed-gsm', splitAt: 'anywhere' });
  assert.deepEqual(seen(send('hello')), [[0, 0, 'e8329bfd06', 5]]);
  assert.deepEqual(seen(send('1234567')), [[0, 0, '31d98c56b3dd1a', 7]]);
  // a is 1100001: moved up by one fill bit behind six octets.
  const parts = send('a'.repeat(161));
  assert.deepEqual(seen(parts), [
    [0x40, 0, '050003450201c2e1', 140],
    [0x40, 0, '050003450202c2e1', 14],
  ]);
  // One fill bit and eight septets leave seven bits: the last bit of the text, and a carriage return.
  assert.equal(parts[1]?.shortMessage.at(-1), 0x1b);
  assert.deepEqual(seen(send('a'.repeat(160)))[0]?.[3], 140);
});

test('national tables are named in the header of each part', () => {
  const { send } = setUp({ nationalShift: ['turkish'], splitAt: 'anywhere' });
  // ş is 0x1d of the locking table.
  assert.deepEqual(seen(send('ş'.repeat(100))), [[0x40, 0, '032501011d1d1d1d', 104]]);
  const parts = send('ş'.repeat(200));
  assert.deepEqual(
    parts.map(({ shortMessage }) => shortMessage.subarray(0, 10).toString('hex')),
    ['08000345020125010' + '11d', '08000345020225010' + '11d'],
  );
  assert.deepEqual(
    seen(parts).map(([, , , length]) => length),
    [158, 60],
  );
});

test('flash is message class 0, its septets GSM whatever 0 means to the carrier', () => {
  const flash = { flash: true };
  assert.deepEqual(seen(setUp().send('hi', flash)), [[0, 0x10, '6869', 2]]);
  assert.deepEqual(seen(setUp().send('ж', flash)), [[0, 0x18, '0436', 2]]);
  assert.deepEqual(seen(setUp({ defaultAlphabet: 'latin1' }).send('é', flash)), [[0, 0x10, '05', 1]]);
  assert.deepEqual(seen(setUp({ defaultAlphabet: 'latin1' }).send('é')), [[0, 0, 'e9', 1]]);
  assert.deepEqual(seen(setUp({ defaultAlphabet: 'packed-gsm' }).send('é', flash)), [[0, 0x10, '05', 1]]);
});

test('replacements of the config are made and told', () => {
  const { options, send } = setUp({}, { transliterate: 'typography' });
  assert.deepEqual(seen(send('\u201chi\u201d')), [[0, 0, '22686922', 4]]);
  const composed = compose('\u201chi\u201d', options);
  assert.deepEqual('shaped' in composed && composed.shaped.changed, [
    { from: '\u201c', to: '"' },
    { from: '\u201d', to: '"' },
  ]);
});

test('a text that holds nothing is refused', () => {
  const { options } = setUp();
  for (const body of ['', '\u0000', '\u0007']) {
    const problem = compose(body, options);
    assert.ok('condition' in problem);
    assert.equal(problem.condition, 'bad-request');
  }
});
