import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Link, type LinkOptions } from '../../../gateways/sms/smpp/link.js';
import { systemClock } from '../../../src/clock.js';
import { heardLog } from './support/heard.js';
import { ID, inOrder, RawCarrier, raw, type Script } from './support/raw-carrier.js';

async function open(t: TestContext, script: Script, more: Partial<LinkOptions> = {}) {
  const carrier = await RawCarrier.start(script);
  const log = heardLog();
  const downs: string[] = [];
  let up = 0;
  const link = new Link(
    {
      session: async () => ({
        host: '127.0.0.1',
        port: carrier.port,
        bind: { mode: 'transceiver', version: 0x34, systemId: 'me', password: 'pw', systemType: '', addressRange: '' },
        enquireLinkMs: 10_000,
        responseTimeoutMs: 10_000,
        bindTimeoutMs: 5000,
        mostInbound: 100,
        clock: systemClock,
        log,
        mayWrite: () => true,
      }),
      clock: systemClock,
      log,
      mayWrite: () => true,
      random: () => 0,
      ...more,
    },
    {
      up: () => {
        up += 1;
      },
      down: (reason) => downs.push(reason),
      inbound: () => assert.fail('nothing was sent'),
    },
  );
  t.after(async () => {
    link.close();
    await carrier.close();
  });
  link.start();
  const until = async (ready: () => boolean) => {
    while (!ready()) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { carrier, link, log, downs, until, ups: () => up };
}

const refusing =
  (status: number): Script =>
  (pdu, connection) =>
    connection.send(raw(ID.bindAnswer, status, pdu.sequence));

test('a refusal that only a person can mend is an error that says what to do, and waits a minute', async (t) => {
  const { log, downs, until } = await open(t, refusing(0x0e));
  await until(() => downs.length === 1);
  const [line] = log.lines;
  assert.equal(line?.level, 'error');
  assert.equal(line?.message, 'the carrier refuses the bind');
  assert.deepEqual(line?.fields, {
    status: '0x0000000e',
    name: 'ESME_RINVPASWD',
    advice: 'check password or passwordFile',
    againInMs: 45_000,
  });
});

test('a refusal that passes is a warning, and is tried again within seconds', async (t) => {
  const { carrier, log, until } = await open(t, (pdu, connection, it) => {
    if (it.connections.length === 1) refusing(0x05)(pdu, connection, it);
    else inOrder(pdu, connection, it);
  });
  await until(() => carrier.connections.length === 2);
  assert.deepEqual([log.lines[0]?.level, log.lines[0]?.fields.againInMs], ['warn', 750]);
});

test('a carrier that binds and drops at once, again and again, is asked ever more seldom', async (t) => {
  const { carrier, log, until, ups } = await open(t, (pdu, connection, it) => {
    inOrder(pdu, connection, it);
    setTimeout(() => connection.socket.destroy(), 10);
  });
  await until(() => carrier.connections.length === 3);
  assert.ok(ups() >= 2);
  const waits = log.lines.filter(({ message }) => message === 'the bind ended').map(({ fields }) => fields.againInMs);
  assert.deepEqual(waits.slice(0, 2), [750, 1500]);
});

test('what the binds of a carrier meet together is one line', async (t) => {
  const worth = (key: string) => key !== 'ESME_RINVSYSID';
  const { log, downs, until } = await open(t, refusing(0x0f), { worth });
  await until(() => downs.length === 1);
  assert.deepEqual(log.lines, []);
});
