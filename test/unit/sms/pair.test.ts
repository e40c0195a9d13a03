import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Hold } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import {
  cString,
  deliverBody,
  ID,
  inOrder,
  RawCarrier,
  type RawConnection,
  raw,
  type Script,
} from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

async function open(t: TestContext, script: Script = inOrder, more: object = {}) {
  const carrier = await RawCarrier.start(script);
  const world = new World(redis.kv());
  world.register('alice@example.org');
  const section = { name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw', bind: 'pair' };
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ ...section, ...more }],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  return { carrier, world, hold };
}

const up = (world: World, hold: Hold) => world.until(() => hold.free() > 0);

/** The open connection that bound with this command. */
function bound(carrier: RawCarrier, id: number): RawConnection {
  const found = carrier.connections.findLast(({ pdus, socket }) => !socket.destroyed && pdus[0]?.id === id);
  assert.ok(found);
  return found;
}

test('a pair sends over its transmitter, and hears of receipts and texts over its receiver', async (t) => {
  const { carrier, world, hold } = await open(t);
  await up(world, hold);
  assert.equal(carrier.all(ID.bindTransmitter)[0]?.body.toString('latin1'), 'me\0pw\0\0\x34\0\0\0');
  assert.equal(carrier.all(ID.bindReceiver)[0]?.body.toString('latin1'), 'me\0pw\0\0\x34\0\0\0');
  assert.deepEqual(await submitted(hold, message('hi')), { kind: 'accepted', parts: [{ id: 'main:m1' }] });
  assert.equal(bound(carrier, ID.bindTransmitter).pdus.filter(({ id }) => id === ID.submit).length, 1);
  const receiver = bound(carrier, ID.bindReceiver);
  assert.equal(receiver.pdus.filter(({ id }) => id === ID.submit).length, 0);
  const receipt = 'id:m1 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:';
  receiver.send(
    raw(ID.deliver, 0, 1, deliverBody({ esm: 4, octets: Buffer.from(receipt) })),
    raw(ID.deliver, 0, 2, deliverBody({ octets: Buffer.from('hello') })),
  );
  await world.until(() => world.reports.length === 1 && world.delivered.length === 1);
  assert.equal(world.reports[0]?.ids[0]?.id, 'main:m1');
  await carrier.until(
    () => receiver.pdus.filter(({ id, status }) => id === ID.deliverAnswer && status === 0).length === 2,
  );
});

test('a pair whose receiver is refused sends nothing, and says which half it is', async (t) => {
  const { carrier, world, hold } = await open(t, (pdu, connection, it) => {
    if (pdu.id === ID.bindReceiver) connection.send(raw(0x80000001, 0x0d, pdu.sequence));
    else inOrder(pdu, connection, it);
  });
  await world.until(() =>
    world.reasons.some((reason) => reason.startsWith('receiver:') && reason.includes('0x0000000d')),
  );
  await carrier.until(() => carrier.all(ID.bindTransmitter).length === 1);
  assert.equal(hold.free(), 0);
  const outcome = await submitted(hold, message('hi'));
  assert.equal(outcome.kind === 'retry' && outcome.scope, 'lane');
  assert.equal(carrier.all(ID.submit).length, 0);
  assert.ok(!world.states.includes('up'));
});

test('a pair that loses its receiver sends nothing more until that is back, and gets the answers that are due', async (t) => {
  let answer = () => {};
  const { carrier, world, hold } = await open(t, (pdu, connection, it) => {
    if (pdu.id === ID.submit && it.submits === 0) answer = () => inOrder(pdu, connection, it);
    else inOrder(pdu, connection, it);
  });
  await up(world, hold);
  const outcome = submitted(hold, message('one'));
  await carrier.until(() => carrier.all(ID.submit).length === 1);
  bound(carrier, ID.bindReceiver).socket.destroy();
  await world.until(() => hold.free() === 0);
  assert.equal(world.states.at(-1), 'down');
  const refused = await submitted(hold, message('two'));
  assert.equal(refused.kind === 'retry' && refused.scope, 'lane');
  answer();
  assert.equal((await outcome).kind, 'accepted');
  await up(world, hold);
  assert.equal(carrier.all(ID.bindReceiver).length, 2);
  assert.equal(carrier.all(ID.bindTransmitter).length, 1);
  assert.equal(world.states.at(-1), 'up');
});

test('receivers may have a port of their own, and both halves unbind in the end', async (t) => {
  const receiving = await RawCarrier.start();
  t.after(() => receiving.close());
  const { carrier, world, hold } = await open(t, inOrder, { receivePort: receiving.port, interfaceVersion: '5.0' });
  await up(world, hold);
  const { id, body } = receiving.last.pdus[0] ?? assert.fail('nothing came');
  assert.equal(id, ID.bindReceiver);
  assert.deepEqual(body, Buffer.concat([cString('me'), cString('pw'), cString(''), Buffer.from('50000000', 'hex')]));
  await hold.drain(AbortSignal.timeout(5000));
  assert.deepEqual(
    [carrier, receiving].map((one) => one.all(ID.unbind).length),
    [1, 1],
  );
});
