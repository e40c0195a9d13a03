import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Hold, Report } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import type { KeyValueStore } from '../../../src/store/kv.js';
import {
  cString,
  dataBody,
  deliverBody,
  ID,
  RawCarrier,
  type RawMessage,
  raw,
  readSubmit,
  tlv,
} from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(() => redis.close());

/** A hold that is bound to a scripted carrier. */
async function bound(t: TestContext, receipts: object = {}, kv: KeyValueStore = redis.kv()) {
  const carrier = await RawCarrier.start();
  const world = new World(kv);
  world.register('alice@example.org');
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw', receipts }],
  });
  const hold: Hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  await world.until(() => hold.free() > 0);
  return { carrier, world, hold };
}

type Bound = Awaited<ReturnType<typeof bound>>;

/** Sends a message of the carrier and waits for the answer to it; the report that it became, if it became one. */
async function reportOf({ carrier, world }: Bound, sent: RawMessage, by: 'deliver' | 'data' = 'deliver') {
  const before = world.reports.length;
  const answers = () => carrier.all(ID.deliverAnswer).length + carrier.all(ID.dataAnswer).length;
  const answered = answers();
  const body = by === 'deliver' ? deliverBody(sent) : dataBody(sent);
  carrier.last.send(raw(ID[by], 0, answered + 1, body));
  await carrier.until(() => answers() > answered);
  return world.reports[before];
}

const TEXT = 'id:7f sub:001 dlvrd:001 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:hi';
const octets = Buffer.from(TEXT, 'latin1');
const wide = Buffer.from(TEXT, 'utf16le').swap16();
const idTlv = tlv(0x001e, cString('7f'));
const stateTlv = tlv(0x0427, Buffer.from([2]));

describe('one receipt', () => {
  const FORMS: Readonly<Record<string, RawMessage & { readonly by?: 'data' }>> = {
    'by type and text': { esm: 0x04, octets },
    'by type and parameters': { esm: 0x04, tlvs: Buffer.concat([idTlv, stateTlv]) },
    'by parameters without a type': { esm: 0x00, tlvs: Buffer.concat([stateTlv, idTlv]) },
    'by an id without its NUL': { esm: 0x04, tlvs: Buffer.concat([tlv(0x001e, Buffer.from('7f')), stateTlv]) },
    'by the id of a parameter and the state of the text': { esm: 0x04, octets, tlvs: idTlv },
    'by the state of a parameter and the id of the text': { esm: 0x04, octets: Buffer.from('id:7F'), tlvs: stateTlv },
    'by its text alone': { esm: 0x00, octets },
    'in message_payload': { esm: 0x04, tlvs: tlv(0x0424, octets) },
    'with the data_coding of a UCS-2 message': { esm: 0x04, dcs: 8, octets },
    'as UTF-16 with data_coding 0': { esm: 0x04, octets: wide },
    'as UTF-16 without a type': { esm: 0x00, dcs: 8, octets: wide },
    'behind a user data header': {
      esm: 0x44,
      octets: Buffer.concat([Buffer.from('0500030a0101', 'hex'), octets]),
    },
    'as the acknowledgement of a phone': { esm: 0x08, octets },
    'as a data_sm': { esm: 0x04, octets, by: 'data' },
    'as a data_sm with parameters alone': { esm: 0x04, tlvs: Buffer.concat([idTlv, stateTlv]), by: 'data' },
  };
  for (const [form, sent] of Object.entries(FORMS)) {
    test(`${form} says the same`, async (t) => {
      const there = await bound(t);
      const report = await reportOf(there, sent, sent.by);
      assert.equal(report?.state, 'delivered');
      assert.equal(report?.contact, '+15551234567');
      assert.ok(report?.ids.some(({ id }) => id === 'main:7f'));
      assert.deepEqual(there.world.delivered, [], 'and nobody reads it as a text');
      assert.deepEqual(
        [...there.carrier.all(ID.deliverAnswer), ...there.carrier.all(ID.dataAnswer)].map(({ status }) => status),
        [0],
      );
    });
  }
});

test('what a person writes about ids is a text', async (t) => {
  const there = await bound(t);
  await submitted(there.hold, message('hi'));
  const said = ['id: 42 is my lucky number', 'stat:DELIVRD', 'id:77 stat:DELIVRD'];
  for (const text of said) assert.equal(await reportOf(there, { octets: Buffer.from(text) }), undefined);
  assert.deepEqual(
    there.world.delivered.map(({ body }) => body),
    said,
  );
});

test('a notification on the way is a pending report, and one without an id is answered and dropped', async (t) => {
  const there = await bound(t);
  assert.equal((await reportOf(there, { esm: 0x20, octets }))?.state, 'pending');
  assert.equal(await reportOf(there, { esm: 0x04, octets: Buffer.from('no id in here') }), undefined);
  assert.deepEqual(
    there.carrier.all(ID.deliverAnswer).map(({ status }) => status),
    [0, 0],
  );
  assert.deepEqual(there.world.delivered, []);
});

const formsOf = (report: Report | undefined) => report?.ids.map(({ id, certain }) => `${id}${certain ? '' : '?'}`);
/** The receipt of the message that got the id 1875683473. */
const HEX = { esm: 0x04, octets: Buffer.from('id:6FCCA891 stat:DELIVRD') };

test('after five receipts in hex only that is tried, also after a restart, where the form is left to be found out', async (t) => {
  const kv = redis.kv();
  const there = await bound(t, {}, kv);
  there.world.known.add('main:1875683473');
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(formsOf(await reportOf(there, HEX)), ['main:6fcca891?', 'main:1875683473?', 'main:6fcca891']);
  }
  assert.deepEqual(formsOf(await reportOf(there, HEX)), ['main:1875683473']);
  await there.hold.close();
  assert.deepEqual(formsOf(await reportOf(await bound(t, {}, kv), HEX)), ['main:1875683473']);
  assert.deepEqual(formsOf(await reportOf(await bound(t, { idForm: 'same' }, kv), HEX)), ['main:6fcca891']);
});

test('a phone that forges receipts neither shows a form nor is believed about others when it is known', async (t) => {
  const there = await bound(t);
  there.world.known.add('main:1875683473');
  const forged = {
    esm: 0x00,
    octets: Buffer.from('id:6fcca891 done date:2401011200 stat:DELIVRD'),
  };
  for (let i = 0; i < 6; i++) {
    assert.deepEqual(formsOf(await reportOf(there, forged)), ['main:6fcca891?', 'main:1875683473?', 'main:6fcca891?']);
  }
  const pinned = await bound(t, { idForm: 'hex-in-receipt' });
  assert.deepEqual(formsOf(await reportOf(pinned, forged)), ['main:1875683473?']);
});

test('the rules of the carrier are kept: its words, its codes, and where it says things', async (t) => {
  const there = await bound(t, { form: 'text', states: { KO: 'UNDELIV' }, networkErrors: { '0A5': 'barred' } });
  const report = await reportOf(there, {
    esm: 0x04,
    octets: Buffer.from('id:7f stat:KO err:0a5'),
    tlvs: Buffer.concat([tlv(0x001e, cString('other')), stateTlv]),
  });
  assert.ok(report?.ids.some(({ id }) => id === 'main:7f'));
  assert.deepEqual(report?.problem, {
    type: 'cancel',
    condition: 'not-allowed',
    text: { key: 'sms.delivery.barred' },
    code: 'stat KO, err 0a5',
  });
});

/** registered_delivery of each segment of a text, and the ids by which its receipts are waited for. */
async function asked(t: TestContext, receipts: object, body: string, receipt = true) {
  const { carrier, hold } = await bound(t, receipts);
  const outcome = await submitted(hold, message(body, { receipt }));
  const registered = carrier.all(ID.submit).map((pdu) => readSubmit(pdu.body).registered);
  return [registered, outcome.kind === 'accepted' && outcome.parts.map(({ id }) => id)];
}

test('what the carrier is asked to report: of each segment or of the last, with notifications on the way or not', async (t) => {
  const long = 'x'.repeat(400);
  assert.deepEqual(await asked(t, {}, long), [
    [1, 1, 1],
    ['main:m1', 'main:m2', 'main:m3'],
  ]);
  assert.deepEqual(await asked(t, {}, 'short', false), [[2], ['main:m1']]);
  assert.deepEqual(await asked(t, { intermediate: true }, 'short'), [[0x11], ['main:m1']]);
  assert.deepEqual(await asked(t, { intermediate: true }, 'short', false), [[0x12], ['main:m1']]);
  assert.deepEqual(await asked(t, { lastSegmentOnly: true }, long), [[0, 0, 1], ['main:m3']]);
  assert.deepEqual(await asked(t, { lastSegmentOnly: true }, long, false), [[0, 0, 2], ['main:m3']]);
  assert.deepEqual(await asked(t, { lastSegmentOnly: true, intermediate: true }, 'short'), [[0x11], ['main:m1']]);
});
