import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { createClientCertificate, fingerprintsOf } from '../../../../gateways/irc/connection/certificate.js';
import type { Answer } from '../../../../gateways/irc/connection/labels.js';
import type { ConnectionSettings } from '../../../../gateways/irc/connection/settings.js';
import { type Atheme, startAtheme } from '../../../../sandbox/atheme.js';
import { type CertificateFiles, certificateAuthority } from '../../../../sandbox/certificate.js';
import { type Inspircd, startInspircd } from '../../../../sandbox/inspircd.js';
import { startHonestIrcd } from '../../../../sandbox/ircd/index.js';
import { type Ngircd, startNgircd } from '../../../../sandbox/ngircd.js';
import { OPERATOR } from '../../../../sandbox/operator.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { Scene, settingsFor, until } from './support/scene.js';

const CAPABILITIES = [
  'account-tag',
  'batch',
  'cap-notify',
  'echo-message',
  'extended-join',
  'labeled-response',
  'message-tags',
  'server-time',
];

let certificate: CertificateFiles;
let ca: string;
let ngircd: Ngircd;
let inspircd: Inspircd;
let atheme: Atheme;
const mine = createClientCertificate('carol', Date.now());
before(async () => {
  const authority = await certificateAuthority(await tempDir('irc-real'), 'authority');
  certificate = await authority.issue('localhost');
  ca = await readFile(authority.cert, 'utf8');
  ngircd = await startNgircd({ certificate, password: 'sesame', webircPassword: 'trusted' });
  inspircd = await startInspircd({ certificate });
  atheme = await startAtheme(inspircd);
  await atheme.register('alice', 'wonderland');
  await atheme.register('carol', 'christmas', fingerprintsOf((await mine).certificate)?.sha256);
});
after(async () => {
  await Promise.all([ngircd?.stop(), atheme?.stop()]);
  await inspircd?.stop();
});

function scene(port: number | undefined, tls: boolean, settings: Partial<ConnectionSettings> = {}): Scene {
  const hosts = [{ host: 'localhost', port: port ?? 0, tls }];
  const more = { hosts, tls: { verify: true, ca }, capabilities: CAPABILITIES, ...settings };
  const opened = new Scene(settingsFor(0, more), { resolve: async () => ['127.0.0.1'] });
  opened.connection.start();
  return opened;
}

/** Sends a line and waits for what became of it. */
function ask({ connection }: Scene, command: string, ...params: string[]): Promise<Answer> {
  return new Promise((answered) => {
    assert.equal(connection.send({ command, params }, { answered }), 'queued');
  });
}

test('ngIRCd: TLS, PASS, a taken nick, and no answer but errors', async () => {
  const first = scene(ngircd.tlsPort, true, { password: 'sesame' });
  await first.ready();
  assert.equal(first.connection.tls?.verified, true);
  const second = scene(ngircd.port, false, { password: 'sesame' });
  await second.ready();
  assert.equal(second.connection.nick, 'alice_');
  const answer = await ask(first, 'PRIVMSG', '#nowhere', 'hello');
  assert.ok(answer.kind === 'error');
  assert.match(answer.message.command, /^40[134]$/);
  assert.equal((await ask(first, 'NICK', 'alice2')).kind, 'echo');
  await first.connection.stop('bye');
  await until(
    () => second.connection.nick === 'alice_',
    () => second.connection.nick,
  );
  await second.connection.stop();
});

test('ngIRCd: a wrong password ends it for good', async () => {
  const refused = scene(ngircd.port, false, { password: 'wrong' });
  assert.equal(await refused.over(), 'password-refused');
  assert.equal(refused.connection.state.kind, 'failed');
});

test('ngIRCd: WEBIRC shows where the user is', async () => {
  const webIrc = { password: 'trusted', gateway: 'isthmus', host: 'user.example', ip: '192.0.2.7' };
  const opened = scene(ngircd.port, false, { password: 'sesame', webIrc });
  await opened.ready();
  opened.connection.send({ command: 'WHOIS', params: ['alice'] });
  // It trusts its own resolver alone, and shows the address without one.
  assert.equal((await opened.message('311')).params[3], '192.0.2.7');
  await opened.connection.stop();
});

test('InspIRCd: capabilities, labels, echoes and errors to the very line', async () => {
  const opened = scene(inspircd.tlsPort, true, { nick: 'dave' });
  await opened.ready();
  const { connection } = opened;
  for (const name of CAPABILITIES) assert.ok(connection.caps.has(name), name);
  assert.equal(connection.isupport?.network, 'Sandbox');
  assert.equal((await ask(opened, 'JOIN', '#room')).kind, 'echo');
  const [echo, error, whois] = await Promise.all([
    ask(opened, 'PRIVMSG', '#room', 'hello'),
    ask(opened, 'PRIVMSG', '#elsewhere', 'hello'),
    ask(opened, 'WHOIS', 'dave'),
  ]);
  assert.ok(echo.kind === 'echo' && echo.message.tags.has('msgid'));
  assert.ok(error.kind === 'error' && /^40[34]$/.test(error.message.command), JSON.stringify(error));
  assert.ok(whois.kind === 'done' && whois.messages.some(({ command }) => command === '311'));
  assert.ok(connection.prefix?.host !== undefined);
  assert.equal((await ask(opened, 'NICK', 'daniel')).kind, 'echo');
  assert.equal(connection.nick, 'daniel');
  assert.equal((await ask(opened, 'NICK', '1st')).kind, 'error');
  await connection.stop();
});

test('Atheme: PLAIN logs in, a wrong password is refused for good', async () => {
  const sasl = { mechanisms: ['SCRAM-SHA-256', 'PLAIN'] as const, account: 'alice', required: true };
  const good = scene(inspircd.tlsPort, true, { nick: 'erin', sasl: { ...sasl, password: 'wonderland' } });
  await good.ready();
  assert.equal(good.connection.account, 'alice');
  await good.connection.stop();
  const bad = scene(inspircd.tlsPort, true, { nick: 'erin', sasl: { ...sasl, password: 'wrong' } });
  assert.equal(await bad.over(), 'login-refused');
  assert.equal(bad.connection.state.kind, 'failed');
});

test('Atheme: EXTERNAL logs in by our certificate', async () => {
  const opened = scene(inspircd.tlsPort, true, {
    nick: 'frank',
    tls: { verify: true, ca, clientCertificate: await mine },
    sasl: { mechanisms: ['EXTERNAL'], account: 'carol', required: true },
  });
  await opened.ready();
  assert.equal(opened.connection.account, 'carol');
  await opened.connection.stop();
});

test('Atheme: NickServ is the way in where SASL is none', async () => {
  const opened = scene(inspircd.port, false, {
    nick: 'grace',
    nickServ: { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY alice wonderland'] },
  });
  // Without an answer that it understands it goes on after 20 s.
  const begun = performance.now();
  await opened.ready();
  assert.equal(opened.connection.account, 'alice');
  assert.ok(performance.now() - begun < 18_000, 'its answer was understood');
  await opened.connection.stop();
});

test('InspIRCd: the wanted nick is had back when its holder goes', async () => {
  const first = scene(inspircd.port, false, { nick: 'henry' });
  await first.ready();
  const second = scene(inspircd.port, false, { nick: 'henry' });
  await second.ready();
  assert.equal(second.connection.nick, 'henry_');
  await first.connection.stop();
  await until(
    () => second.connection.nick === 'henry',
    () => second.connection.nick,
  );
  await second.connection.stop();
});

test('InspIRCd: a kill and a ban are known for what they are', async () => {
  const god = scene(inspircd.port, false, {
    nick: 'god',
    afterConnect: [`OPER ${OPERATOR.name} ${OPERATOR.password}`],
  });
  await Promise.all([god.ready(), god.message('381')]);
  const ida = scene(inspircd.port, false, { nick: 'ida', username: 'ida' });
  await ida.ready();
  await ask(god, 'KILL', 'ida', 'enough');
  assert.equal(await ida.over(), 'killed');
  await ask(god, 'KLINE', 'ida@*', '1h', 'spam');
  const before = ida.states.length;
  ida.connection.start();
  await until(
    () => ida.states.slice(before).some((state) => 'failure' in state),
    () => ida.kinds.join(),
  );
  assert.equal(ida.reason, 'banned');
  await ask(god, 'KLINE', 'ida@*');
  await Promise.all([god.connection.stop(), ida.connection.stop()]);
});

test('Atheme is away: who needs no login goes on, who needs one waits until it is back', async () => {
  const sasl = { mechanisms: ['PLAIN'] as const, account: 'alice', password: 'wonderland' };
  // Before the server has noticed, it asks services that do not answer.
  const timeouts = { step: 3000 };
  await atheme.halt();
  const free = scene(inspircd.port, false, { nick: 'jane', timeouts, sasl: { ...sasl, required: false } });
  await free.ready();
  assert.equal(free.connection.account, undefined);
  const bound = scene(inspircd.port, false, { nick: 'june', timeouts, sasl: { ...sasl, required: true } });
  assert.equal(await bound.over(), 'login-unavailable');
  assert.equal(bound.connection.state.kind, 'waiting');
  await atheme.start();
  bound.connection.start();
  await bound.ready();
  assert.equal(bound.connection.account, 'alice');
  await Promise.all([free, bound].map(({ connection }) => connection.stop()));
});

test('SCRAM-SHA-256 over the wire, right and wrong', async () => {
  const ircd = await startHonestIrcd({ accounts: { alice: 'wonderland' } });
  const sasl = { mechanisms: ['SCRAM-SHA-256'] as const, account: 'alice', required: true };
  const good = scene(ircd.port, false, { sasl: { ...sasl, password: 'wonderland' } });
  await good.ready();
  assert.equal(good.connection.account, 'alice');
  await good.connection.stop();
  const bad = scene(ircd.port, false, { sasl: { ...sasl, password: 'wrong' } });
  assert.equal(await bad.over(), 'login-refused');
  await ircd.stop();
});
