import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { createServer, type TlsOptions } from 'node:tls';
import { smsModule } from '../../../gateways/sms/module.js';
import { type Authority, type CertificateFiles, certificateAuthority } from '../../../sandbox/certificate.js';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { RawCarrier } from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
let ours: Authority;
let theirs: Authority;
let server: CertificateFiles;
before(async () => {
  redis = await TestRedis.start();
  const dir = await tempDir('tls-test');
  [ours, theirs] = await Promise.all([certificateAuthority(dir, 'ours'), certificateAuthority(dir, 'theirs')]);
  server = await theirs.issue('localhost');
});
after(async () => {
  await redis.close();
});

const pem = async ({ cert, key }: CertificateFiles) => ({ cert: await readFile(cert), key: await readFile(key) });

/** A carrier behind TLS, and a hold that connects to it with these settings of `tls`. */
async function open(t: TestContext, settings: object, more: TlsOptions = {}, carrierMore: object = {}) {
  const carrier = await RawCarrier.start();
  const front = createServer({ ...(await pem(server)), ...more }, (socket) => {
    const inner = connect(carrier.port, '127.0.0.1');
    socket.pipe(inner).pipe(socket);
    for (const end of [socket, inner]) {
      end.on('error', () => {});
      end.on('close', () => {
        socket.destroy();
        inner.destroy();
      });
    }
  });
  front.on('tlsClientError', () => {});
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const { port } = front.address() as AddressInfo;
  const world = new World(redis.kv());
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: ['+15550001111'] },
    carriers: [
      { name: 'main', host: 'localhost', port, systemId: 'me', password: 'pw', tls: settings, ...carrierMore },
    ],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    front.close();
    await carrier.close();
  });
  /** Why it is down, after `connecting`. */
  const reason = async (): Promise<string> => {
    await world.until(() => world.reasons.length > 1);
    return world.reasons[1] ?? '';
  };
  const accepted = async (): Promise<void> => {
    await world.until(() => hold.free() > 0 || world.reasons.length > 1);
    assert.equal(world.reasons[1], undefined);
    assert.equal((await submitted(hold, message('hi'))).kind, 'accepted');
  };
  return { carrier, reason, accepted };
}

test('a carrier of a known authority, with the right name, is spoken to', async (t) => {
  const { accepted } = await open(t, { caFile: theirs.cert });
  await accepted();
});

test('a carrier of an unknown authority is not spoken to, and it is said what to do', async (t) => {
  const { carrier, reason } = await open(t, {});
  assert.match(await reason(), /an authority that is not trusted: put .* into tls\.caFile \(unable to verify/);
  assert.equal(carrier.connections.length, 0);
});

test('a self-signed certificate is refused, unless it is itself in caFile', async (t) => {
  const own = await pem({ cert: ours.cert, key: ours.cert.replace('.crt', '.key') });
  const refused = await open(t, { serverName: 'ours' }, own);
  assert.match(await refused.reason(), /its certificate is self-signed: .* tls\.caFile/);
  const wrong = await open(t, { caFile: ours.cert, serverName: 'other' }, own);
  assert.match(await wrong.reason(), /for another name/);
});

test('a certificate for another name is refused, and serverName says which name is meant', async (t) => {
  const elsewhere = await pem(await theirs.issue('smpp.example.net'));
  const refused = await open(t, { caFile: theirs.cert }, elsewhere);
  assert.match(await refused.reason(), /its certificate is for another name: check host, or set tls\.serverName/);
  const { accepted } = await open(t, { caFile: theirs.cert, serverName: 'smpp.example.net' }, elsewhere);
  await accepted();
});

test('a carrier that wants a certificate of ours gets it, and else says so', async (t) => {
  const wants = { requestCert: true, rejectUnauthorized: true, ca: await readFile(ours.cert) };
  const client = await ours.issue('esme');
  const given = await open(t, { caFile: theirs.cert, certFile: client.cert, keyFile: client.key }, wants);
  await given.accepted();
  const missing = await open(t, { caFile: theirs.cert }, wants);
  assert.match(await missing.reason(), /wants a certificate of ours: set tls\.certFile and tls\.keyFile/);
  assert.equal(missing.carrier.connections.length, 0);
  const stranger = await theirs.issue('stranger');
  const unknown = await open(t, { caFile: theirs.cert, certFile: stranger.cert, keyFile: stranger.key }, wants);
  assert.notEqual(await unknown.reason(), '');
  assert.equal(unknown.carrier.connections.length, 0);
});

test('a carrier that speaks only older TLS than is allowed is refused', async (t) => {
  const old = { maxVersion: 'TLSv1.2' } as const;
  const refused = await open(t, { caFile: theirs.cert, minVersion: '1.3' }, old);
  assert.match(await refused.reason(), /does not speak a version of TLS that tls\.minVersion allows/);
  const { accepted } = await open(t, { caFile: theirs.cert }, old);
  await accepted();
});

test('a carrier without TLS, files that are not there, and files that are none are told in words', async (t) => {
  const plain = await RawCarrier.start();
  t.after(() => plain.close());
  plain.onConnection = (connection) => connection.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const none = await open(t, { caFile: theirs.cert }, {}, { port: plain.port });
  assert.match(await none.reason(), /no TLS is spoken there: check port, or leave out tls/);
  const missing = await open(t, { caFile: '/nowhere/ca.pem' });
  assert.match(await missing.reason(), /a file is not there \(ENOENT.*\/nowhere\/ca\.pem/);
  const mixed = await open(t, {
    caFile: theirs.cert,
    certFile: server.cert,
    keyFile: ours.cert.replace('.crt', '.key'),
  });
  assert.match(await mixed.reason(), /tls\.keyFile is not the key of the certificate/);
});
