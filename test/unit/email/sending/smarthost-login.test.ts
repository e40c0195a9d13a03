import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { selfSignedCertificate } from '../../../../sandbox/certificate.js';
import { SmtpPeer, type SmtpPeerOptions } from '../../../../sandbox/smtp-peer/index.js';
import { romeo, SendingWorld } from './support.js';

const HOUR = 3_600_000;

/** Users of the gateway's own domain, whose mail goes out by `options`. */
async function world(t: TestContext, options: SmtpPeerOptions, more: Readonly<Record<string, unknown>> = {}) {
  const peer = await SmtpPeer.start(options);
  const { host, port } = peer;
  const smtp = { host, port, security: 'none', ...more };
  const made = await SendingWorld.start({
    addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:24', smtp },
  });
  t.after(async () => {
    await made.stop();
    await peer.close();
  });
  const warnings = () => made.context.book.lines.filter((line) => line.includes('takes no mail"'));
  return { peer, made, warnings };
}

it('a mail waits while the own mail server refuses the login, and goes out once that is mended', async (t) => {
  let right = false;
  const login = { mechanisms: ['PLAIN'], accepts: () => right };
  const { peer, made, warnings } = await world(t, { login }, { username: 'gateway', password: 'old' });
  // What cannot go now and is held comes again by itself.
  made.context.accounts.set(romeo().id, romeo({ 'x-hold': '10' }));
  await made.send({ body: 'patient', subject: 'Long' });
  await made.pass(10_000);
  assert.equal(made.context.reports.length, 0, 'nothing has failed');
  const connections = peer.connections;
  await made.pass(5000);
  assert.equal(peer.connections, connections, 'it is left alone for minutes');
  for (let hours = 0; hours < 6; hours += 0.1) await made.pass(HOUR / 10);
  const [told, ...rest] = made.context.told;
  assert.equal(rest.length, 0);
  assert.equal(told?.key, 'email.waiting');
  assert.match(JSON.stringify(told), /own mail server has trouble/);
  assert.doesNotMatch(JSON.stringify(told), /[Rr]egister/);
  for (const line of warnings()) assert.match(line, /"keys":"gateways\.email\.addresses\.smtp\.username, password"/);
  assert.ok(warnings().length > 1);
  right = true;
  for (let hours = 0; hours < 12 && peer.mails.length === 0; hours += 0.1) await made.pass(HOUR / 10);
  assert.equal(peer.mails.length, 1);
});

it('a server that wants a login which the config has not is the same', async (t) => {
  const { made, warnings } = await world(t, {
    rules: [{ at: 'MAIL', do: { reply: '530 5.7.0 Authentication required' } }],
  });
  assert.equal((await made.send()).kind, 'retry');
  assert.match(warnings()[0] ?? '', /"code":530,"keys":"gateways\.email\.addresses\.smtp\.username, password"/);
});

it('so is a certificate that is not trusted: the log names its keys, once a minute', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'isthmus-smarthost-'));
  t.after(async () => await rm(dir, { recursive: true }));
  const certificate = await selfSignedCertificate(dir, 'peer.example.net');
  assert.ok(certificate !== undefined, 'openssl is needed');
  const { made, warnings } = await world(t, { certificate }, { security: 'starttls' });
  assert.equal((await made.send()).kind, 'retry');
  assert.equal((await made.send()).kind, 'retry');
  assert.equal(warnings().length, 1);
  made.context.clock.advance(60_000);
  assert.equal((await made.send()).kind, 'retry');
  for (const line of warnings()) {
    assert.match(line, /"keys":"gateways\.email\.addresses\.smtp\.security, caFile, serverName"/);
  }
  assert.equal(warnings().length, 2);
});
