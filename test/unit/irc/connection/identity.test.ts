import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { createClientCertificate, fingerprintsOf } from '../../../../gateways/irc/connection/certificate.js';
import { type Ends, Identd, identOf } from '../../../../gateways/irc/connection/identd.js';
import { outgoingAddress, parseAddressPrefix } from '../../../../gateways/irc/connection/outgoing-address.js';
import { parsePin, pinned } from '../../../../gateways/irc/connection/pins.js';
import { systemClock } from '../../../../src/clock.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const identd = new Identd(systemClock);
after(() => identd.close());
const listening = identd.listen('127.0.0.1', 0);

const ends = (localPort: number, remotePort: number): Ends => ({
  localAddress: '::ffff:127.0.0.1',
  localPort,
  remoteAddress: '127.0.0.1',
  remotePort,
});

/** Resolves when the socket is closed, in order or not. */
function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function ask(port: number, query: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write(query);
  await closed(socket);
  return text;
}

test('the identd names the user of a connection, and of no other', async () => {
  const port = await listening;
  const release = identd.register(ends(50_000, 6667), 'uabc234');
  assert.equal(await ask(port, '50000, 6667\r\n'), '50000 , 6667 : USERID : OTHER : uabc234\r\n');
  assert.equal(await ask(port, ' 50000 ,6667 \n'), '50000 , 6667 : USERID : OTHER : uabc234\r\n');
  assert.equal(await ask(port, '6667, 50000\r\n'), '6667 , 50000 : ERROR : NO-USER\r\n');
  assert.equal(await ask(port, '0, 6667\r\n'), '0 , 6667 : ERROR : INVALID-PORT\r\n');
  assert.equal(await ask(port, '70000, 6667\r\n'), '70000 , 6667 : ERROR : INVALID-PORT\r\n');
  release();
  assert.equal(await ask(port, '50000, 6667\r\n'), '50000 , 6667 : ERROR : NO-USER\r\n');
});

test('two connections with the same ports are told apart by their addresses', async () => {
  const port = await listening;
  const ours = identd.register(ends(50_001, 6667), 'ours');
  identd.register({ ...ends(50_001, 6667), localAddress: '127.0.0.2' }, 'other');
  assert.equal(await ask(port, '50001,6667\r\n'), '50001 , 6667 : USERID : OTHER : ours\r\n');
  ours();
  assert.equal(await ask(port, '50001,6667\r\n'), '50001 , 6667 : USERID : OTHER : other\r\n', 'the only one is meant');
  identd.register({ ...ends(50_001, 6667), localAddress: '127.0.0.3' }, 'third');
  assert.equal(await ask(port, '50001,6667\r\n'), '50001 , 6667 : ERROR : NO-USER\r\n', 'nobody is guessed');
});

test('nonsense and endless lines are not answered, and silence is not waited for', async () => {
  const port = await listening;
  assert.equal(await ask(port, 'hello\r\n'), '');
  assert.equal(await ask(port, 'x'.repeat(100_000)), '');
  const clock = new FakeClock();
  const patient = new Identd(clock);
  const socket = connect(await patient.listen('127.0.0.1', 0), '127.0.0.1');
  await once(socket, 'connect');
  const end = closed(socket);
  const timer = setInterval(() => clock.advance(15_000), 10);
  await end;
  clearInterval(timer);
  await patient.close();
});

test('an ident is short, the same for ever, and another for another user or key', () => {
  const ident = identOf('alice@example.org', 'key');
  assert.match(ident, /^u[a-z2-9]{9}$/);
  assert.equal(identOf('ALICE@example.org', 'key'), ident);
  assert.notEqual(identOf('bob@example.org', 'key'), ident);
  assert.notEqual(identOf('alice@example.org', 'other'), ident);
});

test('an address lies in the prefix, whatever its length', () => {
  const address = (prefix: string, jid = 'alice@example.org'): string => {
    const parsed = parseAddressPrefix(prefix);
    assert.ok(parsed);
    return outgoingAddress(jid, parsed, 'key');
  };
  assert.match(address('2001:db8:1:2::/64'), /^2001:db8:1:2:/);
  assert.notEqual(address('2001:db8:1:2::/64'), address('2001:db8:1:2::/64', 'bob@example.org'));
  assert.equal(address('2001:db8:1:2::/64'), address('2001:DB8:1:2::/64', 'Alice@example.org'));
  assert.equal(address('2001:db8::1/128'), '2001:db8::1');
  assert.match(address('2001:db8::c0:0/124'), /^2001:db8::c0:[0-9a-f]$/);
  assert.match(address('2001:db8:ffff:fff0::/60'), /^2001:db8:ffff:fff[0-9a-f]:/);
  assert.match(address('::ffff:192.0.2.0/120'), /^::ffff:(192\.0\.2\.\d+|c000:2[0-9a-f]{2})$/);
  for (const bad of ['', '10.0.0.0/8', '2001:db8::/129', '2001:db8::', 'x::/64']) {
    assert.equal(parseAddressPrefix(bad), undefined, bad);
  }
});

test('a client certificate has a key of its own and the fingerprints that pins are made of', async () => {
  const { certificate, key } = await createClientCertificate('alice', Date.now());
  const parsed = new X509Certificate(certificate);
  assert.equal(parsed.subject, 'CN=alice');
  assert.equal(parsed.verify(parsed.publicKey), true);
  assert.equal(parsed.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.match(key, /^-----BEGIN PRIVATE KEY-----/);
  const prints = fingerprintsOf(certificate);
  assert.equal(prints?.sha256, parsed.fingerprint256.replaceAll(':', '').toLowerCase());
  assert.equal(prints?.sha512, parsed.fingerprint512.replaceAll(':', '').toLowerCase());
  assert.ok((prints?.validUntil ?? 0) > Date.now() + 19 * 365 * 24 * 3600 * 1000);
  assert.equal(fingerprintsOf('nonsense'), undefined);
  assert.equal(pinned(parsed, ['00'.repeat(32), prints?.sha512 ?? '']), true);
  assert.equal(pinned(parsed, ['00'.repeat(32), 'nonsense']), false);
});

test('pins are read in all the forms in which people have them', () => {
  const hex = 'ab'.repeat(32);
  assert.equal(parsePin(hex.toUpperCase()), hex);
  assert.equal(parsePin(Array(32).fill('AB').join(':')), hex);
  assert.equal(parsePin(`sha256:${hex}`), hex);
  assert.equal(parsePin(`sha256//${Buffer.from(hex, 'hex').toString('base64')}`), hex);
  assert.equal(parsePin(`SHA512:${'cd'.repeat(64)}`), 'cd'.repeat(64));
  for (const bad of ['', 'ab', 'ab'.repeat(20), 'zz'.repeat(32)]) assert.equal(parsePin(bad), undefined, bad);
});
