import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../sandbox/free-port.js';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { Practice } from '../../support/doctor.js';
import { RewritingProxy } from '../../support/rewriting-proxy.js';
import { ScriptedServer } from '../stream/scripted-server.js';

const BIND_TRANSCEIVER_RESP = 0x80000009;

describe('the doctor looks at carriers', () => {
  let practice: Practice;
  let smsc: Smsc;
  before(async () => {
    [practice, smsc] = await Promise.all([Practice.open(), startSmsc({ systemId: 'esme', password: 'secret' })]);
  });
  after(async () => {
    await smsc.stop();
    await practice.close();
  });

  const examine = (carrier: object = {}) =>
    practice.examine('sms', {
      gateways: {
        sms: {
          domain: 'sms.example.org',
          secret: 's',
          carriers: [
            { name: 'main', host: '127.0.0.1', port: smsc.port, systemId: 'esme', password: 'secret', ...carrier },
          ],
        },
      },
    });

  async function through(change: (octets: Buffer) => Buffer, carrier: object = {}) {
    const proxy = await RewritingProxy.start(smsc.port, { change });
    try {
      return await examine({ port: proxy.port, ...carrier });
    } finally {
      await proxy.stop();
    }
  }

  /** Answers each bind after the first `after` ones with a status. */
  const refusing = (status: number, after = 0) => {
    let binds = 0;
    return (octets: Buffer): Buffer => {
      if (octets.readUInt32BE(4) !== BIND_TRANSCEIVER_RESP) return octets;
      binds += 1;
      if (binds > after) octets.writeUInt32BE(status, 8);
      return octets;
    };
  };

  it('finds nothing wrong with a good one, also with several binds, and leaves it', async () => {
    const seen = await examine({ binds: 3 });
    assert.deepEqual(seen.findings, []);
    seen.fine(/carrier main at 127\.0\.0\.1:\d+ lets us bind/);
    assert.deepEqual((await examine({ bind: 'pair' })).findings, []);
  });

  it('bind-password: it is refused, and is not told', async () => {
    const password = await examine({ password: 'hunter2' });
    assert.match(password.one('bind-password').found, /0x0000000e/);
    assert.doesNotMatch(JSON.stringify(password.findings), /hunter2/);
  });

  for (const [code, status] of [
    ['bind-system-id', 0x0f],
    ['bind-system-type', 0x53],
    ['bind-kind', 0x03],
    ['bind-taken', 0x05],
    ['bind-refused', 0x0d],
  ] as const) {
    it(`${code}: the carrier answers with 0x${status.toString(16)}`, async () => {
      const seen = await through(refusing(status));
      assert.equal(seen.one(code).severity, 'error');
      assert.equal(seen.exit, 2);
    });
  }

  it('binds-too-many: the third is refused', async () => {
    assert.equal((await through(refusing(0x05, 2), { binds: 4 })).one('binds-too-many').write, 'binds: 2');
  });

  it('carrier-version: it says that it speaks 3.3', async () => {
    const older = (octets: Buffer): Buffer => {
      if (octets.readUInt32BE(4) !== BIND_TRANSCEIVER_RESP) return octets;
      const body = Buffer.from('smsc\0\x02\x10\0\x01\x33', 'latin1');
      const head = Buffer.from(octets.subarray(0, 16));
      head.writeUInt32BE(16 + body.length, 0);
      return Buffer.concat([head, body]);
    };
    assert.match((await through(older)).one('carrier-version').found, /speaks 3\.3/);
  });

  it('carrier-unresolved, carrier-refused: there is nobody', async () => {
    (await examine({ host: 'no-such-host.invalid' })).one('carrier-unresolved');
    (await examine({ port: await freePort() })).one('carrier-refused');
  });

  it('carrier-silent, carrier-not-smpp, carrier-tls: somebody else is there', async () => {
    const [silent, talking] = await Promise.all([
      ScriptedServer.start(() => undefined),
      ScriptedServer.start((socket) => socket.write('220 mail.example.net ESMTP\r\n')),
    ]);
    try {
      (await examine({ port: silent.port })).one('carrier-silent');
      (await examine({ port: talking.port })).one('carrier-not-smpp');
      (await examine({ tls: {} })).one('carrier-tls');
    } finally {
      await Promise.all([silent.stop(), talking.stop()]);
    }
  });

  it('carrier-plain: a carrier elsewhere without TLS', async () => {
    assert.equal((await examine({ host: 'no-such-host.invalid' })).one('carrier-plain').severity, 'hint');
  });
});
