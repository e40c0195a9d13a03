import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { ID, inOrder, RawCarrier, raw, type Script } from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

/** A carrier that keeps its answers to itself until `release`, and a hold that waits a second for them. */
async function open(t: TestContext, unknownOutcome: 'report' | 'resend') {
  const held: ((status?: number) => void)[] = [];
  let silent = true;
  const script: Script = (pdu, connection, it) => {
    if (pdu.id !== ID.submit || !silent) return inOrder(pdu, connection, it);
    held.push((status = 0) => {
      if (status === 0) inOrder(pdu, connection, it);
      else connection.send(raw(ID.submitAnswer, status, pdu.sequence));
    });
  };
  const carrier = await RawCarrier.start(script);
  const world = new World(redis.kv());
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [
      {
        name: 'main',
        host: '127.0.0.1',
        port: carrier.port,
        systemId: 'me',
        password: 'pw',
        responseTimeout: '1s',
        unknownOutcome,
      },
    ],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  await world.until(() => hold.free() > 0);
  const speak = () => {
    silent = false;
  };
  /** Resolves when the gateway has read all that the carrier has sent so far. */
  const read = async () => {
    const before = carrier.all(ID.enquireAnswer).length;
    carrier.last.send(raw(ID.enquire, 0, 1000 + before));
    await carrier.until(() => carrier.all(ID.enquireAnswer).length > before);
  };
  return { carrier, world, hold, held, speak, read };
}

test('a message that the carrier took late is known by its ids when all of its parts are', async (t) => {
  const { world, hold, held, read } = await open(t, 'report');
  const sent = message('a'.repeat(300));
  const outcome = await submitted(hold, sent);
  assert.equal(outcome.kind, 'unknown');
  // Until there is an answer again only one message is put at risk.
  assert.equal(hold.free(), 1);
  held[1]?.();
  await read();
  assert.deepEqual(world.late, []);
  assert.equal(hold.free(), 10);
  held[0]?.();
  await world.until(() => world.late.length === 1);
  assert.deepEqual(world.late, [{ id: sent.id, parts: [{ id: 'main:m2' }, { id: 'main:m1' }] }]);
  held[0]?.();
  await read();
  assert.equal(world.late.length, 1);
});

test('a refusal that comes late changes nothing: that nobody knows was told', async (t) => {
  const { world, hold, held, read } = await open(t, 'report');
  assert.equal((await submitted(hold, message('hi'))).kind, 'unknown');
  held[0]?.(0x0b);
  await read();
  assert.deepEqual(world.late, []);
});

test('what is to be sent again is not, when the carrier says meanwhile that it has it', async (t) => {
  const { carrier, world, hold, held, speak } = await open(t, 'resend');
  const sent = message('hi');
  assert.deepEqual(await submitted(hold, sent), {
    kind: 'retry',
    after: 5000,
    reason: 'the carrier did not answer in time',
  });
  held[0]?.();
  await world.until(() => world.late.length === 1);
  assert.deepEqual(await submitted(hold, sent), { kind: 'accepted', parts: [{ id: 'main:m1' }] });
  assert.equal(carrier.all(ID.submit).length, 1);
  // A second time it is a message as any other.
  speak();
  assert.deepEqual(await submitted(hold, sent), { kind: 'accepted', parts: [{ id: 'main:m2' }] });
});
