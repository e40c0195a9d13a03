import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import type { Resolve } from '../../../../gateways/email/accounts/discovery/mail-dns.js';
import type { ProbeLogin, ProbeResult } from '../../../../gateways/email/accounts/probe.js';
import type { MailServer } from '../../../../gateways/email/servers.js';
import { smtpProbe } from '../../../../gateways/email/smtp/probe.js';
import { certificateAuthority } from '../../../../sandbox/certificate.js';
import { freePort } from '../../../../sandbox/free-port.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { isPublic } from '../../../../src/public-addresses.js';
import { scripted } from './support/scripted.js';

const HOST = 'smtp.example.org';
const anywhere = (): boolean => true;
const resolve: Resolve = async () => ['127.0.0.1'];
const romeo = { user: 'romeo', password: 'secret' };
const outcome = (result: ProbeResult): string => (result.ok ? 'ok' : result.why);

describe('a login at a submission server', () => {
  const servers: SMTPServer[] = [];
  const ports = { tls: 0, starttls: 0, login: 0 };
  let ca = '';

  before(async () => {
    const authority = await certificateAuthority(await tempDir('probe'), 'authority');
    ca = readFileSync(authority.cert, 'utf8');
    const files = await authority.issue(HOST);
    const tls = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    const start = async (secure: boolean, authMethods: string[]): Promise<number> => {
      const server = new SMTPServer({
        ...tls,
        secure,
        authMethods,
        logger: false,
        onAuth: ({ username, password, accessToken }, _session, callback) => {
          const good = username === 'romeo' && (password === 'secret' || accessToken === 'token-of-romeo');
          callback(null, good ? { user: 'romeo' } : { message: 'Authentication failed' });
        },
      });
      // Clients that go away in the middle are what this is about.
      server.on('error', () => undefined);
      servers.push(server);
      const port = await freePort();
      await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
      return port;
    };
    ports.tls = await start(true, ['PLAIN', 'LOGIN', 'XOAUTH2']);
    ports.starttls = await start(false, ['PLAIN']);
    ports.login = await start(true, ['LOGIN']);
  });
  after(async () => {
    await Promise.all(servers.map((server) => new Promise<void>((closed) => server.close(() => closed()))));
  });

  const probe = (
    port: number,
    security: MailServer['security'],
    login: ProbeLogin = romeo,
    more: { readonly ca?: string; readonly allowed?: (address: string) => boolean } = { ca },
  ) =>
    smtpProbe(resolve)(
      { server: { host: HOST, port, security }, login, allowed: anywhere, ...more },
      AbortSignal.timeout(60_000),
    );

  it('works by TLS and by STARTTLS, with a password and with a token', async () => {
    assert.deepEqual(await probe(ports.tls, 'tls'), { ok: true });
    assert.deepEqual(await probe(ports.starttls, 'starttls'), { ok: true });
    assert.deepEqual(await probe(ports.login, 'tls'), { ok: true }, 'AUTH LOGIN');
    assert.deepEqual(await probe(ports.tls, 'tls', { user: 'romeo', accessToken: 'token-of-romeo' }), { ok: true });
  });

  it('is refused with a wrong password or token', async () => {
    for (const port of [ports.tls, ports.login]) {
      const result = await probe(port, 'tls', { user: 'romeo', password: 'sesame' });
      assert.equal(outcome(result), 'login-refused');
      assert.doesNotMatch(JSON.stringify(result), /sesame/);
    }
    assert.equal(outcome(await probe(ports.tls, 'tls', { user: 'romeo', accessToken: 'x' })), 'login-refused');
    assert.equal(
      outcome(await probe(ports.starttls, 'starttls', { user: 'romeo', accessToken: 'x' })),
      'no-password-login',
    );
  });

  it('says nothing where it must not', async () => {
    assert.equal(outcome(await probe(ports.tls, 'tls', romeo, {})), 'certificate-refused');
    assert.equal(outcome(await probe(ports.starttls, 'starttls', romeo, {})), 'certificate-refused');
    assert.equal(outcome(await probe(ports.tls, 'tls', romeo, { ca, allowed: isPublic })), 'address-refused');
    assert.equal(outcome(await probe(await freePort(), 'tls')), 'unreachable');
    assert.equal(outcome(await probe(ports.starttls, 'tls')), 'tls-failed');
  });
});

describe('a login at a submission server with a mind of its own', () => {
  async function trial(
    answer: (line: string) => string | undefined,
    { greeting = '220 ready\r\n', security = 'none' as MailServer['security'], ms = 60_000 } = {},
  ) {
    const server = await scripted(greeting, answer);
    try {
      const target = { server: { host: HOST, port: server.port, security }, login: romeo, allowed: anywhere };
      return { result: await smtpProbe(resolve)(target, AbortSignal.timeout(ms)), heard: server.heard };
    } finally {
      await server.close();
    }
  }

  it('speaks as the standard has it', async () => {
    const { result, heard } = await trial((line) => {
      if (line.startsWith('EHLO')) return '250-smtp.example.org\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n';
      return line.startsWith('AUTH') ? '235 2.7.0 in\r\n' : '221 bye\r\n';
    });
    assert.deepEqual(result, { ok: true });
    assert.deepEqual(heard.slice(0, 2), ['EHLO [127.0.0.1]', 'AUTH PLAIN AHJvbWVvAHNlY3JldA==']);
  });

  it('tells one kind of refusal from another', async () => {
    const rows: readonly (readonly [string, string])[] = [
      ['535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 see', 'login-refused'],
      ['534-5.7.9 Application-specific password required.\r\n534 5.7.9 see', 'app-password'],
      ['535 5.7.139 Authentication unsuccessful, basic authentication is disabled.', 'sign-in-needed'],
      ['538 5.7.11 Encryption required for requested authentication mechanism', 'no-password-login'],
      ['454 4.7.0 Temporary authentication failure', 'throttled'],
      ['421 4.7.0 Try again later', 'throttled'],
      ['what?', 'protocol'],
    ];
    for (const [reply, why] of rows) {
      const { result } = await trial((line) => {
        if (line.startsWith('EHLO')) return '250-x\r\n250 AUTH PLAIN\r\n';
        return line.startsWith('AUTH') ? `${reply}\r\n` : undefined;
      });
      assert.equal(outcome(result), why, reply);
    }
  });

  it('says no password where none is asked for, or the connection is not encrypted as it has to be', async () => {
    const open = await trial((line) => (line.startsWith('EHLO') ? '250 x\r\n' : '500 no\r\n'));
    assert.equal(outcome(open.result), 'no-password-login');
    const bare = await trial((line) => (line.startsWith('EHLO') ? '250 AUTH PLAIN\r\n' : '502 no\r\n'), {
      security: 'starttls',
    });
    assert.equal(outcome(bare.result), 'tls-failed');
    const eager = await trial(
      (line) => (line.startsWith('EHLO') ? '250-STARTTLS\r\n250 AUTH PLAIN\r\n' : '220 go\r\n250 AUTH PLAIN\r\n'),
      { security: 'starttls' },
    );
    assert.equal(outcome(eager.result), 'tls-failed');
    for (const { heard } of [open, bare, eager]) assert.ok(!heard.some((line) => line.startsWith('AUTH')));
  });

  it('ends when a server says nothing, or has no time', async () => {
    assert.equal(outcome((await trial(() => undefined, { greeting: '', ms: 300 })).result), 'timeout');
    assert.equal(outcome((await trial(() => undefined, { greeting: '421 busy\r\n' })).result), 'throttled');
    assert.equal(outcome((await trial(() => undefined, { greeting: '554 no\r\n' })).result), 'protocol');
    assert.equal(outcome((await trial(() => '250-x\r\n'.repeat(500))).result), 'protocol');
  });
});
