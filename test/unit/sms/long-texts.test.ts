import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { deliverBody, ID, RawCarrier, type RawMessage, raw, readSubmit, tlv } from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

async function open(t: TestContext, carrierMore: object = {}) {
  const carrier = await RawCarrier.start();
  const world = new World(redis.kv());
  world.register('alice@example.org');
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw', ...carrierMore }],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  await world.until(() => hold.free() > 0);
  const send = async (body: string, contact = '+15551234567') => {
    const before = carrier.all(ID.submit).length;
    assert.equal((await submitted(hold, message(body, { contact }))).kind, 'accepted');
    return carrier
      .all(ID.submit)
      .slice(before)
      .map(({ body: pdu }) => ({ ...readSubmit(pdu), pdu }));
  };
  let sequence = 0;
  const receive = async (...messages: RawMessage[]) => {
    world.delivered.length = 0;
    for (const one of messages) {
      sequence += 1;
      const mine = sequence;
      carrier.last.send(raw(ID.deliver, 0, mine, deliverBody(one)));
      await carrier.until(() => carrier.all(ID.deliverAnswer).some((pdu) => pdu.sequence === mine));
    }
    return world.delivered.map(({ body }) => body);
  };
  return { send, receive };
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const LONG = 'a'.repeat(161);
const OTHER = '+15557654321';

test('eight bits of the reference count for each pair of sender and recipient', async (t) => {
  const { send } = await open(t);
  const heads = [await send(LONG), await send(LONG), await send(LONG, OTHER)].map((sms) =>
    sms.map(({ esm, octets }) => [esm, octets.subarray(0, 6).toString('hex')]),
  );
  assert.deepEqual(heads, [
    [
      [0x40, '050003010201'],
      [0x40, '050003010202'],
    ],
    [
      [0x40, '050003020201'],
      [0x40, '050003020202'],
    ],
    [
      [0x40, '050003010201'],
      [0x40, '050003010202'],
    ],
  ]);
});

test('sixteen bits of the reference go past 255, in a header and in parameters', async (t) => {
  const wide = await open(t, { concat: 'udh16' });
  const sar = await open(t, { concat: 'sar' });
  for (let sent = 1; sent < 256; sent += 1) await Promise.all([wide.send(LONG), sar.send(LONG)]);
  const headers = (await wide.send(LONG)).map(({ octets }) => octets.subarray(0, 7).toString('hex'));
  assert.deepEqual(headers, ['06080401000201', '06080401000202']);
  const tails = (await sar.send(LONG)).map(({ esm, pdu }) => [esm, pdu.subarray(-16).toString('hex')]);
  assert.deepEqual(tails, [
    [0, '020c00020100020e000102020f000101'],
    [0, '020c00020100020e000102020f000102'],
  ]);
});

test('a payload is one message with an empty short_message', async (t) => {
  const { send } = await open(t, { concat: 'payload' });
  const [sm, ...more] = await send(LONG);
  assert.deepEqual(more, []);
  assert.deepEqual([sm?.esm, sm?.octets.length], [0, 0]);
  assert.equal(sm?.pdu.subarray(-165).toString('latin1'), `\x04\x24\x00\xa1${LONG}`);
});

test('long texts of a phone come whole, however its carrier cuts them', async (t) => {
  const { send, receive } = await open(t);
  await send('hi');
  const sar = (part: number) =>
    Buffer.concat([tlv(0x20c, hex('0102')), tlv(0x20e, hex('02')), tlv(0x20f, Buffer.of(part))]);
  const rows: [string, RawMessage[]][] = [
    // Second part first, its place behind another element.
    [
      'abcd',
      [
        { esm: 0x40, octets: hex('0a' + '0a03000300' + '0003110202' + '6364') },
        { esm: 0x40, octets: hex('050003110201' + '6162') },
      ],
    ],
    [
      'abcd',
      [
        { esm: 0x40, octets: hex('06080411120202' + '6364') },
        { esm: 0x40, octets: hex('06080411120202' + '6364') },
        { esm: 0x40, octets: hex('06080411120201' + '6162') },
      ],
    ],
    [
      'abcd',
      [
        { octets: hex('6364'), tlvs: sar(2) },
        { octets: hex('6162'), tlvs: sar(1) },
      ],
    ],
    // A payload alone, one with a header, and parts that are payloads.
    ['a'.repeat(300), [{ tlvs: tlv(0x424, Buffer.alloc(300, 'a')) }]],
    ['ş', [{ esm: 0x40, tlvs: tlv(0x424, hex('03240101' + '1b73')) }]],
    [
      'abжd',
      [
        { esm: 0x40, dcs: 8, tlvs: tlv(0x424, hex('050003120202' + '04360064')) },
        { esm: 0x40, tlvs: tlv(0x424, hex('050003120201' + '6162')) },
      ],
    ],
    // A surrogate pair cut over two parts.
    [
      '\u{1f600}',
      [
        { esm: 0x40, dcs: 8, octets: hex('050003130202' + 'de00') },
        { esm: 0x40, dcs: 8, octets: hex('050003130201' + 'd83d') },
      ],
    ],
    // Locking shift in one part only.
    [
      'şa',
      [
        { esm: 0x40, octets: hex('08' + '0003140201' + '250101' + '1d') },
        { esm: 0x40, octets: hex('050003140202' + '61') },
      ],
    ],
  ];
  for (const [text, messages] of rows) {
    assert.deepEqual(await receive(...messages), [text], text);
  }
});

test('packed parts are unpacked each behind its own header', async (t) => {
  const { send, receive } = await open(t, { defaultAlphabet: 'packed-gsm' });
  await send('hi');
  // Fill bits: one behind six octets, none behind seven.
  const parts = [
    { esm: 0x40, octets: hex('050003010201' + 'c2') },
    { esm: 0x40, octets: hex('050003010202' + 'c4') },
  ];
  assert.deepEqual(await receive(...parts), ['ab']);
  const wide = [
    { esm: 0x40, octets: hex('06080400010202' + '62') },
    { esm: 0x40, octets: hex('06080400010201' + '61') },
  ];
  assert.deepEqual(await receive(...wide), ['ab']);
});

test('a vCard in parts is named as one', async (t) => {
  const { send, receive } = await open(t);
  await send('hi');
  const head = (part: number) => hex(`0b${'050423f40000'}${'00031502'}0${part}`);
  const parts = [1, 2].map((part) => ({
    esm: 0x40,
    dcs: 4,
    octets: Buffer.concat([head(part), Buffer.from('VCARD')]),
  }));
  assert.deepEqual(await receive(...parts), ['[contact card (vCard) of 10 octets, which cannot be shown here]']);
});
