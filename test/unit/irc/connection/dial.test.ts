import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import forge from 'node-forge';
import { createClientCertificate } from '../../../../gateways/irc/connection/certificate.js';
import { type DialOptions, dial } from '../../../../gateways/irc/connection/dial.js';
import { ConnectionFailure } from '../../../../gateways/irc/connection/failure.js';
import type { ConnectionSettings } from '../../../../gateways/irc/connection/settings.js';
import { type Authority, type CertificateFiles, certificateAuthority } from '../../../../sandbox/certificate.js';
import { type ScriptedIrcd, startScriptedIrcd } from '../../../../sandbox/ircd/index.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { systemClock } from '../../../../src/clock.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { settingsFor } from './support/scene.js';
import { SocksProxyServer } from './support/socks-proxy.js';

let dir: string;
let authority: Authority;
let good: CertificateFiles;
let ca: string;
let tls: ScriptedIrcd;
let plain: ScriptedIrcd;
before(async () => {
  dir = await tempDir('irc-dial');
  authority = await certificateAuthority(dir, 'authority');
  good = await authority.issue('localhost');
  ca = await readFile(authority.cert, 'utf8');
  [tls, plain] = await Promise.all([startScriptedIrcd({ certificate: good }), startScriptedIrcd()]);
});
after(async () => {
  await Promise.all([tls.stop(), plain.stop()]);
});

/** For localhost, of January 2020. */
async function expiredCertificate(): Promise<CertificateFiles> {
  const files = { cert: join(dir, 'expired.crt'), key: join(dir, 'expired.key') };
  const pair = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = pair.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date('2020-01-01');
  certificate.validity.notAfter = new Date('2020-02-01');
  const subject = [{ name: 'commonName', value: 'localhost' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }]);
  certificate.sign(pair.privateKey, forge.md.sha256.create());
  await writeFile(files.cert, forge.pki.certificateToPem(certificate));
  await writeFile(files.key, forge.pki.privateKeyToPem(pair.privateKey));
  return files;
}

const localhost = async (): Promise<readonly string[]> => ['127.0.0.1'];

function to(
  port: number,
  secure: boolean,
  settings: Partial<ConnectionSettings> = {},
  more: Partial<DialOptions> = {},
) {
  return dial({
    host: { host: 'localhost', port, tls: secure },
    settings: settingsFor(port, { tls: { verify: true, ca }, ...settings }),
    clock: systemClock,
    timeoutMs: 5000,
    resolve: localhost,
    ...more,
  });
}

async function refused(attempt: Promise<{ readonly socket: { destroy(): void } }>): Promise<string> {
  try {
    (await attempt).socket.destroy();
    return 'connected';
  } catch (error) {
    assert.ok(error instanceof ConnectionFailure, String(error));
    return error.failure.reason;
  }
}

async function sha(algorithm: string, what: 'certificate' | 'key', file = good.cert): Promise<string> {
  const { createHash, X509Certificate } = await import('node:crypto');
  const certificate = new X509Certificate(await readFile(file));
  const octets = what === 'key' ? certificate.publicKey.export({ type: 'spki', format: 'der' }) : certificate.raw;
  return createHash(algorithm).update(octets).digest('hex');
}

test('a certificate of a trusted authority for the host is taken', async () => {
  const { socket, tls: info } = await to(tls.port, true);
  assert.equal(info?.verified, true);
  assert.match(info?.protocol ?? '', /^TLSv1\.[23]$/);
  assert.equal(info?.fingerprint, await sha('sha256', 'certificate'));
  assert.match(info?.cipher ?? '', /^TLS_/);
  socket.destroy();
});

test('an unknown authority, another name, a certificate of the past: refused', async () => {
  assert.equal(await refused(to(tls.port, true, { tls: { verify: true } })), 'certificate-refused');
  assert.equal(
    await refused(to(tls.port, true, { tls: { verify: true, ca, serverName: 'other.example' } })),
    'certificate-refused',
  );
  const expired = await expiredCertificate();
  const ircd = await startScriptedIrcd({ certificate: expired });
  const trusted = await readFile(expired.cert, 'utf8');
  await assert.rejects(to(ircd.port, true, { tls: { verify: true, ca: trusted } }), /certificate-refused: .*expired/);
  const pins = [await sha('sha256', 'certificate', expired.cert)];
  assert.equal(await refused(to(ircd.port, true, { tls: { verify: true, pins, pinSuffices: true } })), 'connected');
  await ircd.stop();
});

test('a pin of certificate or key is enough where the settings say so, and asked for on top where not', async () => {
  for (const pin of [
    await sha('sha256', 'certificate'),
    await sha('sha512', 'certificate'),
    await sha('sha256', 'key'),
    await sha('sha512', 'key'),
  ]) {
    assert.equal(
      await refused(to(tls.port, true, { tls: { verify: true, pins: [pin], pinSuffices: true } })),
      'connected',
    );
    assert.equal(await refused(to(tls.port, true, { tls: { verify: true, pins: [pin] } })), 'certificate-refused');
    assert.equal(await refused(to(tls.port, true, { tls: { verify: true, ca, pins: [pin] } })), 'connected');
  }
  const wrong = { pins: ['00'.repeat(32)] };
  assert.equal(await refused(to(tls.port, true, { tls: { verify: true, ca, ...wrong } })), 'pin-mismatch');
  assert.equal(await refused(to(tls.port, true, { tls: { verify: false, ...wrong } })), 'pin-mismatch');
  assert.equal(
    await refused(to(tls.port, true, { tls: { verify: true, pinSuffices: true, ...wrong } })),
    'pin-mismatch',
  );
});

test('without verification anything is taken, unless a policy of the host wants it', async () => {
  assert.equal(await refused(to(tls.port, true, { tls: { verify: false } })), 'connected');
  assert.equal(await refused(to(tls.port, true, { tls: { verify: false } }, { strict: true })), 'certificate-refused');
});

test('a client certificate is shown', async () => {
  const mine = await createClientCertificate('alice', Date.now());
  const { createServer: createTlsServer } = await import('node:tls');
  const [cert, key] = await Promise.all([readFile(good.cert), readFile(good.key)]);
  const server = createTlsServer({ cert, key, requestCert: true, rejectUnauthorized: false }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const seen = once(server, 'secureConnection');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const { socket } = await to(address.port, true, { tls: { verify: true, ca, clientCertificate: mine } });
  const [theirs] = await seen;
  assert.equal(theirs.getPeerCertificate().subject.CN, 'alice');
  socket.destroy();
  theirs.destroy();
  server.close();
});

test('a certificate of ours that is none is trouble of the settings', async () => {
  const clientCertificate = { certificate: 'nonsense', key: 'nonsense' };
  assert.equal(
    await refused(to(tls.port, true, { tls: { verify: true, ca, clientCertificate } })),
    'settings-unusable',
  );
});

test('TLS where there is none, and TLS of old, fail', async () => {
  assert.equal(await refused(to(await talking(plainWords), true)), 'tls-failed');
  const { createServer: createTlsServer } = await import('node:tls');
  const [cert, key] = await Promise.all([readFile(good.cert), readFile(good.key)]);
  const old = { minVersion: 'TLSv1' as const, maxVersion: 'TLSv1.1' as const, ciphers: 'DEFAULT@SECLEVEL=0' };
  const server = createTlsServer({ cert, key, ...old }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  assert.equal(await refused(to(address.port, true)), 'tls-failed');
  server.close();
});

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});
const plainWords = ':irc.test NOTICE * :*** Looking up your hostname\r\n';

/** A server that says this to whoever connects; with nothing to say it is silent. */
async function talking(text: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (text !== '') socket.end(text);
    socket.unref();
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('an address that may not be connected to is not, whatever name leads there', async () => {
  const before = plain.peers.length;
  const addressAllowed = (ip: string): boolean => !ip.startsWith('127.') && ip !== '::1';
  assert.equal(await refused(to(plain.port, false, { addressAllowed })), 'address-refused');
  const host = { host: '127.0.0.1', port: plain.port, tls: false };
  assert.equal(await refused(to(plain.port, false, { addressAllowed }, { host })), 'address-refused');
  const resolve = async () => ['127.0.0.1', '127.0.0.2'];
  const only = (ip: string): boolean => ip === '127.0.0.2';
  const { socket } = await to(tls.port, false, { addressAllowed: only }, { resolve: async () => ['127.0.0.1'] }).catch(
    () => ({ socket: undefined }),
  );
  assert.equal(socket, undefined);
  assert.equal(await refused(to(plain.port, false, { addressAllowed: only }, { resolve })), 'unreachable');
  assert.equal(plain.peers.length, before);
});

test('the next address is tried when one does not answer', async () => {
  const { socket } = await to(plain.port, false, {}, { resolve: async () => ['127.0.0.3', '127.0.0.1'] });
  assert.equal(socket.remoteAddress, '127.0.0.1');
  socket.destroy();
});

test('a name that is none, and a resolver that answers nonsense', async () => {
  const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  assert.equal(await refused(to(1, false, {}, { resolve: () => Promise.reject(missing) })), 'host-unknown');
  assert.equal(await refused(to(1, false, {}, { resolve: async () => [] })), 'host-unknown');
  assert.equal(await refused(to(1, false, {}, { resolve: async () => ['evil.example'] })), 'address-refused');
});

test('we connect from our own address, and not at all in a family where we have none', async () => {
  const { socket } = await to(plain.port, false, { localAddresses: ['2001:db8::1', '127.0.0.9'] });
  assert.equal(socket.localAddress, '127.0.0.9');
  socket.destroy();
  assert.equal(await refused(to(plain.port, false, { localAddresses: ['2001:db8::1'] })), 'no-address');
});

test('who does not answer in time is given up', async () => {
  const silent = await talking('');
  const clock = new FakeClock();
  const attempt = refused(to(silent, true, {}, { clock, timeoutMs: 15_000 }));
  const timer = setInterval(() => clock.advance(1000), 5);
  assert.equal(await attempt, 'connect-timeout');
  clearInterval(timer);
});

test('an attempt can be called off', async () => {
  const controller = new AbortController();
  const attempt = refused(to(await talking(''), true, {}, { signal: controller.signal }));
  setTimeout(() => controller.abort(), 50);
  assert.equal(await attempt, 'lost');
});

test('a SOCKS proxy is gone through, with TLS behind it, and looks names up where it is to', async () => {
  const proxy = new SocksProxyServer();
  const port = await proxy.listen();
  const here = { host: '127.0.0.1', port, user: 'u', password: 'p' };
  const first = await to(tls.port, true, { proxy: here });
  first.socket.destroy();
  const second = await to(tls.port, true, { proxy: { ...here, resolves: true } });
  second.socket.destroy();
  assert.deepEqual(proxy.asked, [`127.0.0.1:${tls.port}`, `localhost:${tls.port}`]);
  assert.deepEqual(proxy.logins, ['u:p', 'u:p']);
  assert.equal(await refused(to(plain.port, false, { proxy: here, addressAllowed: () => false })), 'address-refused');
  proxy.reply = 5;
  assert.equal(await refused(to(plain.port, false, { proxy: here })), 'proxy-failed');
  await proxy.close();
  assert.equal(await refused(to(plain.port, false, { proxy: here })), 'unreachable');
});
