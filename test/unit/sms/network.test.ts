import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { createServer } from 'node:tls';
import { smsModule } from '../../../gateways/sms/module.js';
import { selfSignedCertificate } from '../../../sandbox/certificate.js';
import { MALFORMED, type Malformation, type SmscOptions, startSmsc } from '../../../sandbox/smsc/index.js';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { inOrder, type RawCarrier, RawConnection } from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

async function hold(t: TestContext, carrier: object) {
  const world = new World(redis.kv());
  world.register('alice@example.org');
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'main', host: '127.0.0.1', systemId: 'me', password: 'pw', ...carrier }],
  });
  const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
  const opened = await gateway.hold('sms.main.0', world);
  t.after(() => opened.close());
  return { world, hold: opened };
}

async function network(t: TestContext, options: Partial<SmscOptions> = {}, carrier: object = {}) {
  const smsc = await startSmsc({ systemId: 'me', password: 'pw', ...options });
  t.after(() => smsc.stop());
  const { world, hold: opened } = await hold(t, { port: smsc.port, ...carrier });
  await world.until(() => opened.free() > 0);
  return { smsc, world, hold: opened };
}

const LONG = `Grüße {€} \u{1f468}\u200d\u{1f469}\u200d\u{1f467} `.repeat(12).trim();

for (const concat of ['udh8', 'udh16', 'sar', 'payload']) {
  test(`a long text of every kind of character reaches the phone as it was written: ${concat}`, async (t) => {
    const { smsc, hold } = await network(t, {}, { concat });
    for (const text of [LONG, `${'[€]'.repeat(90)}`, 'two words '.repeat(40), 'x', 'line one\nline two']) {
      const outcome = await submitted(hold, message(text));
      assert.equal(outcome.kind, 'accepted');
      assert.equal(smsc.inbox('15551234567').at(-1)?.text, text);
    }
  });
}

test('receipts find their texts in whatever form and order the network writes them', async (t) => {
  const { smsc, world, hold } = await network(t);
  const plans = [
    {},
    { form: 'text' as const },
    { form: 'tlv' as const },
    { responseId: 'hex' as const, receiptId: 'decimal' as const },
    { dataCoding: 8, form: 'text' as const },
    { beforeResponse: true },
  ];
  for (const plan of plans) {
    smsc.setReceipts(plan);
    world.reports.length = 0;
    const outcome = await submitted(hold, message('hi', { receipt: true }));
    assert.ok(outcome.kind === 'accepted');
    await world.until(() => world.reports.length === 1);
    const [report] = world.reports;
    assert.equal(report?.state, 'delivered', JSON.stringify(plan));
    assert.equal(report?.contact, '+15551234567');
    assert.ok(
      report?.ids.some(({ id }) => id === outcome.parts[0]?.id),
      JSON.stringify(plan),
    );
  }
});

test('a long text of a phone arrives whole, its parts in any order and with repeats', async (t) => {
  const { smsc, world, hold } = await network(t);
  await submitted(hold, message('hi'));
  const splittings = ['udh8', 'udh16'] as const;
  for (const splitting of splittings) {
    world.delivered.length = 0;
    await smsc.deliver({
      from: '15551234567',
      to: '15550001111',
      text: 'жук '.repeat(40),
      splitting,
      order: [2, 0, 0, 1],
    });
    assert.deepEqual(
      world.delivered.map(({ body }) => body),
      ['жук '.repeat(40)],
      splitting,
    );
  }
});

for (const kind of Object.keys(MALFORMED) as Malformation[]) {
  test(`after ${kind} of the network the gateway still carries texts both ways`, async (t) => {
    const { smsc, world, hold } = await network(t, {}, { enquireLink: '1s' });
    smsc.malform(kind);
    const back = async () => {
      for (;;) {
        await world.until(() => hold.free() > 0);
        const outcome = await submitted(hold, message('hi'));
        if (outcome.kind === 'accepted') return;
      }
    };
    await back();
    // Whatever it was, a phone can be heard afterwards (on the same session, or on the next).
    const heard = smsc.deliver({ from: '15551234567', to: '15550001111', text: 'still here' });
    await world.until(() => world.delivered.some(({ body }) => body === 'still here'));
    await heard;
  });
}

test('TLS is verified: a certificate that nobody vouches for is refused, one that is named is taken', async (t) => {
  const dir = await tempDir('sms-tls');
  t.after(() => rm(dir, { recursive: true, force: true }));
  const files = await selfSignedCertificate(dir, 'smpp.example.net');
  assert.ok(files !== undefined, 'openssl is needed');
  const password = join(dir, 'password');
  await writeFile(password, 'pw\n');
  const server = createServer({ cert: await readFile(files.cert), key: await readFile(files.key) }, (socket) => {
    const connection = new RawConnection(socket);
    socket.on('data', (chunk) => {
      for (const pdu of connection.read(chunk)) inOrder(pdu, connection, { submits: 0 } as RawCarrier);
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const common = { port, password: undefined, passwordFile: password };
  const refused = await hold(t, { ...common, tls: { serverName: 'smpp.example.net' } });
  const wrongName = await hold(t, { ...common, tls: { caFile: files.cert, serverName: 'other.example.net' } });
  const taken = await hold(t, { ...common, tls: { caFile: files.cert, serverName: 'smpp.example.net' } });
  await taken.world.until(() => taken.hold.free() > 0);
  assert.equal((await submitted(taken.hold, message('hi'))).kind, 'accepted');
  for (const { world, hold: closed } of [refused, wrongName]) {
    await world.until(() => world.reasons.some((reason) => /certificate|altnames/i.test(reason)));
    assert.equal(closed.free(), 0);
  }
});
