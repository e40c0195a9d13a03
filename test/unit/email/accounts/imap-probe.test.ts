import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resolve } from '../../../../gateways/email/accounts/discovery/mail-dns.js';
import { type ProbeLogin, type ProbeResult, refusedLogin } from '../../../../gateways/email/accounts/probe.js';
import { imapProbe } from '../../../../gateways/email/imap/probe.js';
import type { MailServer } from '../../../../gateways/email/servers.js';
import { certificateAuthority } from '../../../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import { freePort } from '../../../../sandbox/free-port.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { isPublic } from '../../../../src/public-addresses.js';
import { workMs } from '../../../support/cpu-time.js';
import { scripted } from './support/scripted.js';

const HOST = 'imap.example.org';
const anywhere = (): boolean => true;
const resolve: Resolve = async (host) => {
  if (host === HOST || host === 'other.example.org') return ['127.0.0.1'];
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

interface Trial {
  readonly server?: Partial<MailServer>;
  readonly login?: ProbeLogin;
  readonly allowed?: (address: string) => boolean;
  readonly ca?: string | undefined;
  readonly ms?: number;
}

/** `ok`, or why not. */
const outcome = (result: ProbeResult): string => (result.ok ? 'ok' : result.why);

describe('a login at a real IMAP server', () => {
  let dovecot: Dovecot;
  let ca = '';

  before(async () => {
    const dir = await tempDir('probe');
    const authority = await certificateAuthority(dir, 'authority');
    ca = readFileSync(authority.cert, 'utf8');
    dovecot = await startDovecot({ certificate: await authority.issue(HOST), oauth: true });
    dovecot.tokens.set('token-of-romeo', 'romeo');
  });
  after(() => dovecot.stop());

  const server = (): MailServer => ({ host: HOST, port: dovecot.tlsPort ?? 0, security: 'tls' });
  const romeo = { user: 'romeo', password: 'secret' };
  const probe = ({ server: more = {}, login = romeo, allowed = anywhere, ms = PATIENCE_MS, ...rest }: Trial = {}) => {
    const trust = 'ca' in rest ? (rest.ca === undefined ? {} : { ca: rest.ca }) : { ca };
    return imapProbe(resolve)({ server: { ...server(), ...more }, login, allowed, ...trust }, AbortSignal.timeout(ms));
  };

  it('works by TLS and by STARTTLS, with a password and with a token', async () => {
    const starttls = { port: dovecot.port, security: 'starttls' } as const;
    const token = { user: 'romeo', accessToken: 'token-of-romeo' };
    assert.deepEqual(await probe(), { ok: true });
    assert.deepEqual(await probe({ server: starttls }), { ok: true });
    assert.deepEqual(await probe({ server: { port: dovecot.port, security: 'none' } }), { ok: true });
    assert.deepEqual(await probe({ login: token }), { ok: true });
    assert.deepEqual(await probe({ server: starttls, login: token }), { ok: true });
  });

  it('is refused with a wrong password or token, in the words of the server', async () => {
    const wrong = await probe({ login: { user: 'romeo', password: 'sesame' } });
    assert.deepEqual(wrong, { ok: false, why: 'login-refused', said: 'Authentication failed.' });
    assert.equal(outcome(await probe({ login: { user: 'romeo', accessToken: 'of-nobody' } })), 'login-refused');
  });

  it('sends nothing to a server whose certificate is of nobody known, or for another name', async () => {
    assert.equal(outcome(await probe({ ca: undefined })), 'certificate-refused');
    assert.equal(outcome(await probe({ server: { host: 'other.example.org' } })), 'certificate-refused');
    const plain = { port: dovecot.port, security: 'starttls', host: 'other.example.org' } as const;
    assert.equal(outcome(await probe({ server: plain })), 'certificate-refused');
  });

  it('does not come about where there is no such host, no server, or none that may be connected to', async () => {
    assert.equal(outcome(await probe({ server: { host: 'imap.example.net' } })), 'host-unknown');
    assert.equal(outcome(await probe({ server: { port: await freePort() } })), 'unreachable');
    assert.equal(outcome(await probe({ allowed: isPublic })), 'address-refused');
    assert.equal(outcome(await probe({ server: { host: '127.0.0.1' }, allowed: isPublic })), 'address-refused');
    assert.equal(outcome(await probe({ server: { port: dovecot.port } })), 'tls-failed', 'TLS where there is none');
  });
});

describe('a login at a server with a mind of its own', () => {
  const login = { user: 'røméo', password: 'pass"wörd\\' };

  /** What comes of a script; `none` as security, so that the lines can be seen. */
  async function trial(
    answer: (tag: string, command: string) => string | undefined,
    {
      greeting = '* OK ready\r\n',
      security = 'none' as MailServer['security'],
      ms = PATIENCE_MS,
      who = login as ProbeLogin,
    } = {},
  ) {
    const server = await scripted(greeting, (line) => {
      const [tag = '', ...words] = line.split(' ');
      return answer(tag, words.join(' '));
    });
    try {
      const target = { server: { host: HOST, port: server.port, security }, login: who, allowed: anywhere };
      const result = await imapProbe(resolve)(target, AbortSignal.timeout(ms));
      // Nobody waits for the last line.
      for (let tries = 0; result.ok && tries < 100 && !server.heard.at(-1)?.includes('LOGOUT'); tries += 1)
        await sleep(10);
      return { result, heard: server.heard };
    } finally {
      await server.close();
    }
  }

  /** A server that lets in, with these capabilities, and answers a login so. */
  const usual = (capabilities: string, atLogin: (tag: string) => string) => {
    let at = '';
    return (tag: string, command: string): string | undefined => {
      if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 ${capabilities}\r\n${tag} OK done\r\n`;
      if (command.startsWith('AUTHENTICATE') || command.startsWith('LOGIN')) {
        at = tag;
        return '+ \r\n';
      }
      if (command === 'EXAMINE INBOX') return `* 1 EXISTS\r\n${tag} OK [READ-ONLY] done\r\n`;
      if (command === 'LOGOUT') return undefined;
      return command.endsWith('}') ? '+ \r\n' : atLogin(at);
    };
  };

  it('says user and password in literals where there is no PLAIN, whatever is in them', async () => {
    const { result, heard } = await trial(usual('IDLE', (tag) => `${tag} OK in\r\n`));
    assert.deepEqual(result, { ok: true });
    assert.deepEqual(heard, [
      't1 CAPABILITY',
      't2 LOGIN {7}',
      'røméo {11}',
      'pass"wörd\\',
      't3 EXAMINE INBOX',
      't4 LOGOUT',
    ]);
  });

  it('says them in one response where there is PLAIN', async () => {
    const { result, heard } = await trial(usual('AUTH=PLAIN', (tag) => `${tag} OK in\r\n`));
    assert.deepEqual(result, { ok: true });
    // NUL, røméo, NUL, pass"wörd\ in UTF-8.
    assert.deepEqual(heard.slice(1, 3), ['t2 AUTHENTICATE PLAIN', 'AHLDuG3DqW8AcGFzcyJ3w7ZyZFw=']);
  });

  it('answers what is wrong with a token with an empty line, and hears the refusal', async () => {
    const who = { user: 'a@example.org', accessToken: 'tok' };
    let challenged = false;
    const { result, heard } = await trial(
      (tag, command) => {
        if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n${tag} OK\r\n`;
        if (command.startsWith('AUTHENTICATE')) return '+ \r\n';
        if (!challenged) {
          challenged = true;
          return '+ eyJzdGF0dXMiOiI0MDAifQ==\r\n';
        }
        return 't2 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n';
      },
      { who },
    );
    assert.deepEqual(result, { ok: false, why: 'login-refused', said: 'Invalid credentials (Failure)' });
    // user=a@example.org^Aauth=Bearer tok^A^A
    assert.deepEqual(heard.slice(2), ['dXNlcj1hQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIHRvawEB', '']);
  });

  it('tells one kind of refusal from another', async () => {
    const rows: readonly (readonly [string, string])[] = [
      ['NO [ALERT] Application-specific password required: https://support.example (Failure)', 'app-password'],
      ['NO [ALERT] Your account is not enabled for IMAP use. Please visit your settings', 'switched-off'],
      ['NO [UNAVAILABLE] Temporary authentication failure', 'throttled'],
      ['NO [LIMIT] Maximum number of connections from user+IP exceeded', 'throttled'],
      ['NO LOGIN failed.', 'login-refused'],
      ['NO [AUTHENTICATIONFAILED] AUTHENTICATE Basic authentication is disabled', 'sign-in-needed'],
      ['BAD what?', 'protocol'],
    ];
    for (const [line, why] of rows) {
      const { result } = await trial(usual('AUTH=PLAIN', (tag) => `${tag} ${line}\r\n`));
      assert.equal(outcome(result), why, line);
    }
  });

  it('says no password where the server does not want it so', async () => {
    const { result, heard } = await trial(usual('LOGINDISABLED', (tag) => `${tag} OK in\r\n`));
    assert.equal(outcome(result), 'no-password-login');
    assert.deepEqual(heard, ['t1 CAPABILITY']);
  });

  it('says nothing to a server that has no STARTTLS, or speaks before TLS as if it were after it', async () => {
    const none = await trial((tag) => `${tag} BAD no\r\n`, { security: 'starttls' });
    assert.equal(outcome(none.result), 'tls-failed');
    const eager = await trial((tag) => `${tag} OK go\r\n* CAPABILITY AUTH=PLAIN\r\n`, { security: 'starttls' });
    assert.equal(outcome(eager.result), 'tls-failed');
    assert.deepEqual(eager.heard, ['t1 STARTTLS']);
  });

  it('ends when a server says nothing, floods, or hangs up', async () => {
    const began = Date.now();
    const silent = await trial(() => undefined, { greeting: '', ms: 300 });
    assert.equal(outcome(silent.result), 'timeout');
    assert.ok(Date.now() - began < 30_000);
    const flood = await trial(() => undefined, { greeting: `* OK ${'x'.repeat(100_000)}` });
    assert.equal(outcome(flood.result), 'protocol');
    const many = await trial(() => '* OK more\r\n'.repeat(1000));
    assert.equal(outcome(many.result), 'protocol');
    const bye = await trial(() => undefined, { greeting: '* BYE Too many connections\r\n' });
    assert.equal(outcome(bye.result), 'throttled');
    const other = await trial(() => undefined, { greeting: '220 smtp.example.org ESMTP\r\n' });
    assert.equal(outcome(other.result), 'protocol');
  });
});

describe('the words of providers', () => {
  it('tell what the code does not', () => {
    const rows: readonly (readonly [string, string])[] = [
      ['5.7.9 Application-specific password required. For more information, go to', 'app-password'],
      ['5.7.9 Please log in with your web browser and then try again.', 'app-password'],
      ['5.7.139 Authentication unsuccessful, basic authentication is disabled.', 'sign-in-needed'],
      ['5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.', 'sign-in-needed'],
      ['5.7.8 Username and Password not accepted.', 'login-refused'],
      ['5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'login-refused'],
      ['too many failed attempts, try again later', 'throttled'],
    ];
    for (const [said, why] of rows) assert.equal(refusedLogin(said), why, said);
    const began = workMs();
    refusedLogin('imap '.repeat(100_000));
    assert.ok(workMs() - began < 500);
  });
});
