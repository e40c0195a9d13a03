import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSts, Sts, StsMemory } from '../../../../gateways/irc/connection/sts.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const plain = { host: 'IRC.example.org', port: 6667, tls: false };
const secure = { host: 'irc.example.org', port: 6697, tls: true };

test('the keys of the value are read, and what is malformed is missing', () => {
  assert.deepEqual(parseSts('port=6697,duration=300'), { port: 6697, duration: 300 });
  assert.deepEqual(parseSts('unknown,duration=31536000,foo=bar'), { duration: 31_536_000 });
  assert.deepEqual(parseSts('port=0,duration=-1'), {});
  assert.deepEqual(parseSts('port=66970,duration=1.5'), {});
  assert.deepEqual(parseSts(''), {});
});

test('a port on a plaintext connection leads to TLS, with a certificate that must be good, and stays so', async () => {
  const clock = new FakeClock();
  const sts = new Sts(new StsMemory(), clock);
  assert.deepEqual(await sts.target(plain), { host: plain, strict: false });
  assert.equal(sts.advertised(plain, 'duration=300'), false, 'duration means nothing in plaintext');
  assert.equal(sts.advertised(plain, 'port=6697,duration=300'), true);
  const upgraded = { host: { host: 'IRC.example.org', port: 6697, tls: true }, strict: true };
  assert.deepEqual(await sts.target(plain), upgraded);
  clock.advance(400_000);
  assert.deepEqual(await sts.target(plain), upgraded, 'a failure of TLS does not lead back');
});

test('a policy holds for its duration from the end of the connection, in every process that has the store', async () => {
  const clock = new FakeClock();
  const store = new StsMemory();
  const sts = new Sts(store, clock);
  assert.equal(sts.advertised(secure, 'duration=300'), false);
  clock.advance(1_000_000);
  sts.ended();
  const other = new Sts(store, clock);
  assert.deepEqual(await other.target(plain), {
    host: { host: 'IRC.example.org', port: 6697, tls: true },
    strict: true,
  });
  clock.advance(299_000);
  assert.equal((await other.target(plain)).host.tls, true);
  clock.advance(2000);
  assert.deepEqual(await other.target(plain), { host: plain, strict: false });
});

test('a duration of 0 withdraws the policy', async () => {
  const clock = new FakeClock();
  const sts = new Sts(new StsMemory(), clock);
  sts.advertised(secure, 'duration=300');
  sts.advertised(secure, 'duration=0');
  sts.ended();
  assert.equal((await sts.target(plain)).host.tls, false);
});
