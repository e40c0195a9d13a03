import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Hold, Outcome } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import {
  cString,
  deliverBody,
  ID,
  inOrder,
  RawCarrier,
  raw,
  readSubmit,
  type Script,
  tlv,
} from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

async function open(t: TestContext, script: Script = inOrder, carrierMore: object = {}, more: object = {}) {
  const carrier = await RawCarrier.start(script);
  const world = new World(redis.kv());
  world.register('alice@example.org');
  world.register('bob@example.org', { name: 'Bob B' });
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    defaultCountry: 'US',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw', ...carrierMore }],
    ...more,
  });
  const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
  const hold = await gateway.hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  return { carrier, world, hold, gateway };
}

const up = (world: World, hold: Hold) => world.until(() => hold.free() > 0);

test('a text goes out as one submit_sm and its id comes back', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  assert.equal(hold.free(), 10);
  const outcome = await submitted(hold, message('Hello @ {you}', { receipt: true }));
  assert.deepEqual(outcome, { kind: 'accepted', parts: [{ id: 'main:m1' }] });
  const [bind] = carrier.all(ID.bind);
  assert.equal(bind?.body.toString('latin1'), 'me\0pw\0\0\x34\0\0\0');
  const sm = readSubmit(carrier.all(ID.submit)[0]?.body ?? Buffer.alloc(0));
  assert.deepEqual(sm.from, { ton: 1, npi: 1, value: '15550001111' });
  assert.deepEqual(sm.to, { ton: 1, npi: 1, value: '15551234567' });
  assert.equal(sm.registered, 1);
  assert.equal(sm.dcs, 0);
  assert.equal(sm.octets.toString('hex'), `${Buffer.from('Hello ').toString('hex')}00201b28796f751b29`);
});

test('a long text goes out in parts over one bind, with one reference, and is accepted when all are', async (t) => {
  const { carrier, world, hold } = await open(t, inOrder, { binds: 2 });
  await up(world, hold);
  await world.until(() => hold.free() === 20);
  const outcome = await submitted(hold, message('ж'.repeat(150)));
  assert.deepEqual(outcome, { kind: 'accepted', parts: [{ id: 'main:m1' }, { id: 'main:m2' }, { id: 'main:m3' }] });
  assert.equal(carrier.connections.filter(({ pdus }) => pdus.some(({ id }) => id === ID.submit)).length, 1);
  const parts = carrier.all(ID.submit).map(({ body }) => readSubmit(body));
  const [first] = parts;
  for (const [index, part] of parts.entries()) {
    assert.equal(part.esm, 0x40);
    assert.equal(part.dcs, 8);
    assert.equal(part.registered, 2);
    assert.deepEqual([...part.octets.subarray(0, 6)], [5, 0, 3, first?.octets[3], 3, index + 1]);
  }
});

test('a text of a phone is answered only when it is delivered, and goes to the one who wrote to it', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  await submitted(hold, message('hi'));
  world.trouble = new Error('no lane');
  carrier.last.send(raw(ID.deliver, 0, 7, deliverBody({ octets: Buffer.from('one') })));
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === 1);
  assert.equal(carrier.all(ID.deliverAnswer)[0]?.status, 0x64);
  world.trouble = undefined;
  carrier.last.send(raw(ID.deliver, 0, 8, deliverBody({ octets: Buffer.from('one') })));
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === 2);
  assert.equal(carrier.all(ID.deliverAnswer)[1]?.status, 0);
  assert.deepEqual(world.delivered, [{ account: 'alice@example.org', born: 0, contact: '+15551234567', body: 'one' }]);
});

test('a text from a phone that nobody wrote to is refused for good, or goes to the configured user', async (t) => {
  const alone = await open(t);
  await up(alone.world, alone.hold);
  alone.carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ octets: Buffer.from('who?') })));
  await alone.carrier.until(() => alone.carrier.all(ID.deliverAnswer).length === 1);
  assert.equal(alone.carrier.all(ID.deliverAnswer)[0]?.status, 0x66);
  const desk = await open(t, inOrder, {}, { numbers: { shared: ['+15550001111'], unroutedTo: 'desk@example.org' } });
  desk.world.register('desk@example.org');
  await up(desk.world, desk.hold);
  desk.carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ octets: Buffer.from('who?') })));
  await desk.world.until(() => desk.world.delivered.length === 1);
  assert.equal(desk.world.delivered[0]?.account, 'desk@example.org');
});

test('a phone that two users wrote to is asked once, and its answer delivers what was kept and what follows', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  await submitted(hold, message('hi from alice'));
  await submitted(hold, message('hi from bob', { account: 'bob@example.org' }));
  const say = async (text: string, sequence: number) => {
    carrier.last.send(raw(ID.deliver, 0, sequence, deliverBody({ octets: Buffer.from(text) })));
    await carrier.until(() =>
      carrier.all(ID.deliverAnswer).some((pdu) => pdu.sequence === sequence && pdu.status === 0),
    );
  };
  await say('first', 1);
  await say('second', 2);
  assert.equal(world.delivered.length, 0);
  assert.equal(world.notices.length, 1);
  assert.match(world.notices[0]?.body ?? '', /1 Bob B, 2 alice$/);
  await say('7', 3);
  await say(' 2. ', 4);
  assert.deepEqual(
    world.delivered.map(({ account, body }) => [account, body]),
    [
      ['alice@example.org', 'first'],
      ['alice@example.org', 'second'],
      ['alice@example.org', '7'],
    ],
  );
  await say('third', 5);
  assert.equal(world.delivered.at(-1)?.account, 'alice@example.org');
  // Alice goes on: she stays the only one. Bob writes again: there are two.
  await submitted(hold, message('again'));
  await say('fourth', 6);
  assert.equal(world.delivered.length, 5);
  await submitted(hold, message('bob again', { account: 'bob@example.org' }));
  await say('fifth', 7);
  assert.equal(world.delivered.length, 5);
  assert.equal(world.notices.length, 2);
});

test('a question without an answer: the configured user gets the texts, or the phone is told', async (t) => {
  for (const unroutedTo of ['desk@example.org', undefined]) {
    const { carrier, world, hold } = await open(t, inOrder, {}, { numbers: { shared: ['+15550001111'], unroutedTo } });
    world.register('desk@example.org');
    await up(world, hold);
    await submitted(hold, message('hi'));
    await submitted(hold, message('hi', { account: 'bob@example.org' }));
    carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ octets: Buffer.from('hm') })));
    await carrier.until(() => carrier.all(ID.deliverAnswer).length === 1);
    await world.runWaits(hold);
    if (unroutedTo !== undefined) {
      assert.deepEqual(world.delivered, [{ account: unroutedTo, born: 0, contact: '+15551234567', body: 'hm' }]);
    } else {
      assert.equal(world.delivered.length, 0);
      assert.match(world.notices[1]?.body ?? '', /was not delivered/);
    }
  }
});

test('a delivery receipt becomes a report about the id that the submit got', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  const text = 'id:00ABC1 sub:001 dlvrd:001 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:hi';
  // data_coding says UCS-2, as the message had; the text is ASCII all the same.
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ esm: 4, dcs: 8, octets: Buffer.from(text) })));
  await world.until(() => world.reports.length === 1);
  assert.deepEqual(world.reports[0], {
    ids: [
      { id: 'main:abc1', certain: false },
      { id: 'main:43969', certain: false },
      { id: 'main:abc1', certain: true },
    ],
    contact: '+15551234567',
    state: 'delivered',
  });
  const tlvs = Buffer.concat([
    tlv(0x001e, cString('m9')),
    tlv(0x0427, Buffer.from([5])),
    tlv(0x0423, Buffer.from([3, 0, 1])),
  ]);
  carrier.last.send(raw(ID.deliver, 0, 2, deliverBody({ esm: 4, tlvs })));
  await world.until(() => world.reports.length === 2);
  assert.equal(world.reports[1]?.state, 'failed');
  assert.equal(world.reports[1]?.problem?.condition, 'item-not-found');
});

const refusing =
  (...statuses: number[]): Script =>
  (pdu, connection, carrier) => {
    const status = pdu.id === ID.submit ? (statuses.shift() ?? 0) : 0;
    if (status === 0) inOrder(pdu, connection, carrier);
    else connection.send(raw(ID.submitAnswer, status, pdu.sequence));
  };

test('a refusal for good is a rejection with the reason of the carrier', async (t) => {
  const { world, hold } = await open(t, refusing(0x0b));
  await up(world, hold);
  assert.deepEqual(await submitted(hold, message('hi')), {
    kind: 'rejected',
    problem: {
      type: 'cancel',
      condition: 'item-not-found',
      text: { key: 'sms.carrier.number' },
      code: 'smpp 0x0000000b',
    },
  });
});

test('a refusal because of us, or one for now that comes three times, may go to another carrier', async (t) => {
  const { world, hold } = await open(t, refusing(0x0a, 0x08, 0x08, 0x08));
  await up(world, hold);
  assert.deepEqual(await submitted(hold, message('hi')), {
    kind: 'elsewhere',
    otherwise: {
      kind: 'rejected',
      problem: {
        type: 'cancel',
        condition: 'not-allowed',
        text: { key: 'sms.carrier.sender' },
        code: 'smpp 0x0000000a',
      },
    },
  });
  const again = message('hi');
  const retry = { kind: 'retry', after: 30_000, reason: 'smpp 0x00000008' };
  const outcomes: Outcome[] = [];
  for (let tries = 0; tries < 3; tries += 1) outcomes.push(await submitted(hold, again));
  assert.deepEqual(outcomes, [retry, retry, { kind: 'elsewhere', otherwise: retry }]);
});

test('a throttled submit is retried by the lane, which gets no room until the pause is over', async (t) => {
  const { world, hold } = await open(t, refusing(0x58));
  await up(world, hold);
  assert.deepEqual(await submitted(hold, message('hi')), {
    kind: 'retry',
    after: 1000,
    reason: 'smpp 0x00000058',
    scope: 'lane',
  });
  assert.equal(hold.free(), 0);
  await up(world, hold);
});

test('a carrier that takes a part and then throttles gets the rest later, and the whole is accepted', async (t) => {
  const { carrier, world, hold } = await open(t, refusing(0, 0x58));
  await up(world, hold);
  const outcome = await submitted(hold, message('a'.repeat(300)));
  assert.deepEqual(outcome, { kind: 'accepted', parts: [{ id: 'main:m1' }, { id: 'main:m2' }] });
  const places = carrier.all(ID.submit).map(({ body }) => readSubmit(body).octets[5]);
  assert.deepEqual(places, [1, 2, 2]);
});

test('a carrier that takes a part and refuses the rest for good leaves the outcome unknown', async (t) => {
  const { world, hold } = await open(t, refusing(0, 0x0b));
  await up(world, hold);
  const outcome = await submitted(hold, message('a'.repeat(300)));
  assert.equal(outcome.kind, 'unknown');
});

test('a connection lost after the write leaves the outcome unknown, and the bind comes back', async (t) => {
  const script: Script = (pdu, connection, carrier) => {
    if (pdu.id === ID.submit && carrier.connections.length === 1) connection.socket.destroy();
    else inOrder(pdu, connection, carrier);
  };
  const { carrier, world, hold } = await open(t, script);
  await up(world, hold);
  const outcome = await submitted(hold, message('hi'));
  assert.equal(outcome.kind, 'unknown');
  assert.equal(hold.free(), 0);
  const down: Outcome = await submitted(hold, message('hi'));
  assert.equal(down.kind === 'retry' && down.scope, 'lane');
  await up(world, hold);
  assert.equal(carrier.connections.length, 2);
  assert.equal((await submitted(hold, message('hi'))).kind, 'accepted');
  assert.deepEqual(world.states.filter((state) => state === 'up').length, 2);
});

test('the operator may choose a resend over an unknown outcome', async (t) => {
  const script: Script = (pdu, connection, carrier) => {
    if (pdu.id === ID.submit) connection.socket.destroy();
    else inOrder(pdu, connection, carrier);
  };
  const { world, hold } = await open(t, script, { unknownOutcome: 'resend' });
  await up(world, hold);
  assert.equal((await submitted(hold, message('hi'))).kind, 'retry');
});

test('nothing is written once the lane is not ours any more', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  world.writable = false;
  const outcome = await submitted(hold, message('hi'));
  assert.equal(outcome.kind === 'retry' && outcome.scope, 'lane');
  await carrier.until(() => carrier.last.socket.closed);
  assert.equal(carrier.all(ID.submit).length, 0);
});

test('an orderly end waits for open answers and unbinds', async (t) => {
  let answerLater = () => {};
  const script: Script = (pdu, connection, carrier) => {
    if (pdu.id === ID.submit) answerLater = () => inOrder(pdu, connection, carrier);
    else inOrder(pdu, connection, carrier);
  };
  const { carrier, world, hold } = await open(t, script);
  await up(world, hold);
  const outcome = submitted(hold, message('hi'));
  await carrier.until(() => carrier.all(ID.submit).length === 1);
  const drained = hold.drain(AbortSignal.timeout(5000));
  answerLater();
  assert.equal((await outcome).kind, 'accepted');
  await drained;
  assert.equal(carrier.all(ID.unbind).length, 1);
});

test('a rate lets no more segments out than it says', async (t) => {
  const { world, hold } = await open(t, inOrder, { rate: 10, burst: 1 });
  await up(world, hold);
  // No more is taken from the lane than goes out in a tenth of a second.
  assert.equal(hold.free(), 1);
  const begun = performance.now();
  for (let sent = 0; sent < 4; sent += 1) {
    await up(world, hold);
    await submitted(hold, message('hi'));
  }
  // Four places are 300 ms apart, less the half of the burst.
  const took = performance.now() - begun;
  assert.ok(took >= 249, `${took} ms`);
});

test('a carrier that does not take us for bound gets a fresh session', async (t) => {
  const { carrier, world, hold } = await open(t, refusing(0x04));
  await up(world, hold);
  const outcome = await submitted(hold, message('hi'));
  assert.equal(outcome.kind === 'retry' && outcome.scope, 'lane');
  await carrier.until(() => carrier.connections.length === 2);
  await up(world, hold);
  assert.equal((await submitted(hold, message('hi'))).kind, 'accepted');
});

test('parts by the sar parameters, a payload, and data that is no text, each come out as what they are', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  await submitted(hold, message('hi'));
  const sar = (part: number) =>
    Buffer.concat([
      tlv(0x020c, Buffer.from([0x12, 0x34])),
      tlv(0x020e, Buffer.from([2])),
      tlv(0x020f, Buffer.from([part])),
    ]);
  const port = Buffer.from('0605040b8423f0', 'hex');
  carrier.last.send(
    raw(ID.deliver, 0, 1, deliverBody({ octets: Buffer.from('world'), tlvs: sar(2) })),
    raw(ID.deliver, 0, 2, deliverBody({ octets: Buffer.from('hello '), tlvs: sar(1) })),
    raw(ID.deliver, 0, 3, deliverBody({ dcs: 3, tlvs: tlv(0x0424, Buffer.from('\u00e9'.repeat(300), 'latin1')) })),
    raw(ID.deliver, 0, 4, deliverBody({ dcs: 4, octets: Buffer.from('000102', 'hex') })),
    raw(ID.deliver, 0, 5, deliverBody({ esm: 0x40, octets: Buffer.concat([port, Buffer.from('push')]) })),
    raw(ID.deliver, 0, 6, deliverBody({})),
    raw(ID.deliver, 0, 7, deliverBody({ octets: Buffer.from([0x1b, 0x04, 0x41]) })),
  );
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === 7);
  assert.ok(carrier.all(ID.deliverAnswer).every(({ status }) => status === 0));
  assert.deepEqual(
    world.delivered.map(({ body }) => body),
    [
      'hello world',
      '\u00e9'.repeat(300),
      '[data of 3 octets that is not text]',
      '[WAP push of 4 octets, which cannot be shown here: perhaps notice of a picture message (MMS)]',
      '\u00e8A',
    ],
  );
});

test('the parts that came are delivered when the time is over, through the wait of the lane', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  await submitted(hold, message('hi'));
  const octets = Buffer.concat([Buffer.from('050003070201', 'hex'), Buffer.from('first half')]);
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ esm: 0x40, octets })));
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === 1);
  assert.equal(world.delivered.length, 0);
  await world.runWaits(hold);
  assert.equal(world.delivered[0]?.body, 'first half[part 2 of 2 is missing]');
  await hold.later?.({ kind: 'of another release' });
});

test('a carrier that refuses our bind is asked again only after a long wait, and texts stay in the lane', async (t) => {
  const { carrier, world, hold } = await open(t, (pdu, connection) =>
    connection.send(raw(ID.bindAnswer, 0x0e, pdu.sequence)),
  );
  await world.until(() => world.reasons.some((reason) => reason.includes('0x0000000e')));
  const outcome = await submitted(hold, message('hi'));
  assert.equal(outcome.kind === 'retry' && outcome.scope, 'lane');
  assert.equal(carrier.connections.length, 1);
});
