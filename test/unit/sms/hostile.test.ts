import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Hold, Outcome } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { Framer } from '../../../gateways/sms/smpp/framer.js';
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
  readSubmit,
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

/** A world that counts how often the hold wakes its lane. */
class CountingWorld extends World {
  wakes = 0;

  override wake(): void {
    this.wakes += 1;
    super.wake();
  }
}

async function open(t: TestContext, script: Script, more: object = {}) {
  const carrier = await RawCarrier.start(script);
  const world = new CountingWorld(redis.kv());
  world.register('alice@example.org');
  const section = { name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw' };
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ ...section, responseTimeout: '1s', ...more }],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  return { carrier, world, hold };
}

const up = (world: World, hold: Hold) => world.until(() => hold.free() > 0);

/** Does with a message what a lane does: it comes again until it is settled for good. */
async function carried(world: World, hold: Hold, body: string): Promise<Outcome> {
  const envelope = message(body, { contact: `+1555123${body.padStart(4, '0')}` });
  for (;;) {
    await up(world, hold);
    const outcome = await submitted(hold, envelope);
    if (outcome.kind !== 'retry') return outcome;
    assert.equal(outcome.scope, 'lane', outcome.reason);
  }
}

const bodies = (carrier: RawCarrier) =>
  carrier.all(ID.submit).map(({ body }) => readSubmit(body).octets.toString('latin1'));

test('a carrier that answers no submit gets each message once, and nothing stays open', async (t) => {
  const deaf: Script = (pdu, connection, it) => pdu.id !== ID.submit && inOrder(pdu, connection, it);
  const { carrier, world, hold } = await open(t, deaf);
  await up(world, hold);
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => carried(world, hold, String(index))));
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['unknown']));
  assert.equal(new Set(bodies(carrier)).size, 12);
  assert.equal(carrier.all(ID.submit).length, 12);
  // A window of them was lost at once; after that one at a time is.
  assert.equal(hold.free(), 1);
  carrier.script = inOrder;
  assert.equal((await carried(world, hold, '12')).kind, 'accepted');
  assert.equal(hold.free(), 10);
});

test('a carrier that writes one octet at a time is understood', async (t) => {
  const dribble = (connection: RawConnection) => {
    const whole = connection.send.bind(connection);
    let last = Promise.resolve();
    connection.send = (...octets) => {
      for (const octet of Buffer.concat(octets)) {
        last = last.then(() => {
          whole(Buffer.from([octet]));
          return new Promise((resolve) => setImmediate(resolve));
        });
      }
    };
  };
  const { carrier, world, hold } = await open(t, (pdu, connection, it) => {
    if (pdu.id === ID.bind) dribble(connection);
    inOrder(pdu, connection, it);
  });
  await up(world, hold);
  assert.equal((await carried(world, hold, '1')).kind, 'accepted');
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ from: '15551230001', octets: Buffer.from('slowly') })));
  await world.until(() => world.delivered.length === 1);
  assert.equal(world.delivered[0]?.body, 'slowly');
});

test('an answer with a number that nobody used is nobody’s: the message stays without one', async (t) => {
  const { carrier, world, hold } = await open(t, (pdu, connection, it) => {
    inOrder(pdu.id === ID.submit ? { ...pdu, sequence: pdu.sequence + 500 } : pdu, connection, it);
  });
  await up(world, hold);
  assert.equal((await carried(world, hold, '1')).kind, 'unknown');
  assert.equal(carrier.all(ID.submit).length, 1);
  assert.deepEqual(world.late, []);
});

test('of two answers to one submit the first counts', async (t) => {
  const { world, hold } = await open(t, (pdu, connection, it) => {
    inOrder(pdu, connection, it);
    if (pdu.id !== ID.submit) return;
    connection.send(
      raw(ID.submitAnswer, 0, pdu.sequence, cString('another')),
      raw(ID.submitAnswer, 0x0b, pdu.sequence),
      raw(ID.nack, 0x03, pdu.sequence),
    );
  });
  await up(world, hold);
  assert.deepEqual(await carried(world, hold, '1'), { kind: 'accepted', parts: [{ id: 'main:m1' }] });
  assert.deepEqual(await carried(world, hold, '2'), { kind: 'accepted', parts: [{ id: 'main:m2' }] });
  assert.deepEqual(world.late, []);
});

test('a throttling storm loses nothing, sends nothing twice that was taken, and does not spin', async (t) => {
  const begun = performance.now();
  const taken: string[] = [];
  const { world, hold } = await open(t, (pdu, connection, it) => {
    // For two seconds all is too much, then one in ten.
    const storm = performance.now() - begun < 2000 || it.all(ID.submit).length % 10 === 0;
    if (pdu.id === ID.submit && storm) {
      connection.send(raw(ID.submitAnswer, 0x58, pdu.sequence));
      return;
    }
    if (pdu.id === ID.submit) taken.push(readSubmit(pdu.body).octets.toString('latin1'));
    inOrder(pdu, connection, it);
  });
  await up(world, hold);
  const sent = Array.from({ length: 15 }, (_, index) => String(index));
  const outcomes = await Promise.all(sent.map((body) => carried(world, hold, body)));
  assert.ok(outcomes.every(({ kind }) => kind === 'accepted'));
  assert.deepEqual([...taken].sort(), [...sent].sort());
  assert.ok(world.wakes < 500, `${world.wakes} times`);
});

test('a carrier that binds and drops what is on its way loses no message, and none is sent twice', async (t) => {
  let drops = 0;
  const { carrier, world, hold } = await open(t, (pdu, connection, it) => {
    if (pdu.id === ID.submit && drops < 2) {
      drops += 1;
      connection.socket.destroy();
      return;
    }
    inOrder(pdu, connection, it);
  });
  await up(world, hold);
  const sent = Array.from({ length: 6 }, (_, index) => String(index));
  const outcomes: Outcome[] = [];
  for (const body of sent) outcomes.push(await carried(world, hold, body));
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['unknown', 'unknown', 'accepted', 'accepted', 'accepted', 'accepted'],
  );
  assert.deepEqual(bodies(carrier), sent);
});

test('while a carrier is away nothing spins', async (t) => {
  const { carrier, world, hold } = await open(t, inOrder, { rate: 1000 });
  await up(world, hold);
  carrier.script = () => {};
  carrier.last.socket.destroy();
  await world.until(() => hold.free() === 0);
  const before = world.wakes;
  const reads = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 600));
  const { user, system } = process.cpuUsage(reads);
  assert.ok(world.wakes - before <= 2, `${world.wakes - before} times`);
  assert.ok(user + system < 300_000, `${user + system} us`);
});

test('every length that no PDU has ends the stream, and every other one is waited for', () => {
  for (let length = 0; length <= 70_100; length += length < 40 ? 1 : 997) {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length, 0);
    const { pdus, badLength } = new Framer().push(head);
    assert.deepEqual(pdus, []);
    assert.equal(badLength, length < 16 || length > 70_000 ? length : undefined, String(length));
  }
  for (const length of [70_001, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length, 0);
    assert.equal(new Framer().push(head).badLength, length);
  }
});
