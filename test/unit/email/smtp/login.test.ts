import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { SmtpAuth } from '../../../../gateways/email/smtp/transaction.js';
import { selfSigned } from './support/certificates.js';
import { sending, transaction } from './support/sending.js';

const pair = selfSigned('mail.example.org', '127.0.0.1');
const other = selfSigned('elsewhere.example.org');
const withTls = { tlsName: 'mail.example.org', ca: pair.cert };
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const commands = (all: readonly string[]): readonly string[] => all.filter((line) => !/^(?:MAIL|RCPT|DATA)/.test(line));

test('TLS from the first octet, with a certificate for the right name', async (t) => {
  const { pool } = await sending(t, { tls: pair }, { security: 'tls', ...withTls });
  equal((await pool.send(transaction())).kind, 'sent');
  const byAddress = await sending(t, { tls: pair }, { security: 'tls', ca: pair.cert });
  equal((await byAddress.pool.send(transaction())).kind, 'sent');
});

test('a certificate of nobody known, of another name, or none at all', async (t) => {
  for (const [peer, server] of [
    [{ tls: pair }, { security: 'tls', tlsName: 'mail.example.org' }],
    [{ tls: other }, { security: 'tls', tlsName: 'mail.example.org', ca: other.cert }],
    [{}, { security: 'tls', ...withTls }],
    [
      { startTls: other, extensions: ['STARTTLS'] },
      { security: 'starttls', tlsName: 'mail.example.org', ca: other.cert },
    ],
  ] as const) {
    const sent = await sending(t, peer, server);
    const result = await sent.pool.send(transaction());
    ok(result.kind === 'not-now' && result.stage === 'tls' && result.scope === 'server', JSON.stringify(result));
    equal(sent.peer.mails.length, 0);
  }
});

test('STARTTLS, and what was said before it counts no more', async (t) => {
  let hellos = 0;
  const act = (line: string): string | undefined => {
    if (!line.startsWith('EHLO')) return undefined;
    hellos += 1;
    return hellos === 1 ? '250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n' : '250-x\r\n250 DSN\r\n';
  };
  const { peer, pool } = await sending(t, { startTls: pair, act }, { security: 'starttls', ...withTls });
  const result = await pool.send(transaction());
  ok(result.kind === 'sent' && result.abilities.dsn);
  deepEqual(commands(peer.commands), ['EHLO gw.example.org', 'STARTTLS', 'EHLO gw.example.org']);
});

test('STARTTLS is never gone without', async (t) => {
  const auth = { user: 'romeo', password: 'secret' };
  const cases = [
    { extensions: ['AUTH PLAIN'] },
    {
      extensions: ['STARTTLS', 'AUTH PLAIN'],
      act: (line: string) => (line === 'STARTTLS' ? '454 4.7.0 not now\r\n' : undefined),
    },
    {
      extensions: ['STARTTLS', 'AUTH PLAIN'],
      act: (line: string) => (line.startsWith('EHLO') ? '502 what?\r\n' : undefined),
    },
    // Commands or answers put into the clear part must not be taken for encrypted ones.
    {
      startTls: pair,
      extensions: ['STARTTLS'],
      act: (line: string) => (line === 'STARTTLS' ? '220 go\r\n250 injected\r\n' : undefined),
    },
    {
      startTls: pair,
      extensions: ['STARTTLS'],
      act: (line: string) => (line === 'STARTTLS' ? '220 go\r\n25' : undefined),
    },
  ];
  for (const options of cases) {
    const { peer, pool } = await sending(t, options, { security: 'starttls', auth, ...withTls });
    const result = await pool.send(transaction());
    equal(result.kind, 'not-now');
    ok(!peer.commands.some((line) => /^(?:AUTH|MAIL)/.test(line)), peer.commands.join());
  }
});

test('over TLS too it is known that the dot did not go out', async (t) => {
  const octets = Buffer.alloc(20_000_000, 'some text\r\n');
  const server = { security: 'tls', ...withTls } as const;
  const deaf = await sending(t, { tls: pair, deafAfter: 0 }, server, { timeouts: { block: 300 } });
  const result = await deaf.pool.send(transaction({ octets }));
  deepEqual([result.kind, result.kind === 'not-now' && result.reason], ['not-now', 'timeout']);
  const gone = (line: string) =>
    line === 'DATA'
      ? (socket: Socket) => {
          socket.write('354 go\r\n');
          socket.pause();
          setTimeout(() => socket.destroy(), 50);
        }
      : undefined;
  const closing = await sending(t, { tls: pair, act: gone }, server);
  equal((await closing.pool.send(transaction({ octets }))).kind, 'not-now');
  const whole = await sending(t, { tls: pair }, server);
  equal((await whole.pool.send(transaction({ octets }))).kind, 'sent');
  equal(whole.peer.mails[0]?.body.length, octets.length + (octets.at(-1) === 10 ? 0 : 2));
});

test('a password does not go unencrypted to a server that a user named', async (t) => {
  const { peer, pool } = await sending(
    t,
    { extensions: ['AUTH PLAIN'] },
    { auth: { user: 'a', password: 'b' }, allowPrivate: false },
  );
  // Nor does it get there at all: it is no address of the public Internet.
  const result = await pool.send(transaction());
  ok(result.kind === 'not-now' && result.reason.startsWith('address-refused'));
  equal(peer.connections, 0);
});

test('a name that resolves to an address that is not public', async (t) => {
  const { pool } = await sending(
    t,
    {},
    { host: 'mail.example.org', allowPrivate: false },
    { resolve: async () => ['127.0.0.1', '10.0.0.1', '::1'] },
  );
  const result = await pool.send(transaction());
  ok(result.kind === 'not-now' && result.reason.startsWith('address-refused'));
  const unknown = await sending(t, {}, { host: 'mail.example.org' }, { resolve: async () => [] });
  const none = await unknown.pool.send(transaction());
  ok(none.kind === 'not-now' && none.reason.startsWith('host-unknown'));
});

test('the next address is tried where one is dead', async (t) => {
  const { pool } = await sending(
    t,
    {},
    { host: 'mail.example.org' },
    { resolve: async () => ['127.0.0.2', '127.0.0.1'] },
  );
  equal((await pool.send(transaction())).kind, 'sent');
});

async function login(
  t: Parameters<typeof sending>[0],
  auth: SmtpAuth,
  mechanisms: string,
  act?: (line: string) => string | undefined,
  options: Parameters<typeof sending>[3] = {},
) {
  const sent = await sending(
    t,
    { extensions: [`AUTH ${mechanisms}`], ...(act === undefined ? {} : { act }) },
    { auth },
    options,
  );
  const result = await sent.pool.send(transaction());
  return { ...sent, result, said: commands(sent.peer.commands).slice(1) };
}

test('PLAIN, and LOGIN where there is nothing better', async (t) => {
  const auth = { user: 'röm,eo', password: 'pass=wörd' };
  const plain = await login(t, auth, 'CRAM-MD5 LOGIN PLAIN');
  equal(plain.result.kind, 'sent');
  deepEqual(plain.said, [`AUTH PLAIN ${base64('\0röm,eo\0pass=wörd')}`]);
  const challenges = ['334 VXNlcm5hbWU6\r\n', '334 UGFzc3dvcmQ6\r\n', '235 ok\r\n'];
  const old = await login(t, auth, 'LOGIN', (line) =>
    line === 'AUTH LOGIN' || /^[A-Za-z0-9+/=]{8,}$/.test(line) ? challenges.shift() : undefined,
  );
  equal(old.result.kind, 'sent');
  deepEqual(old.said, ['AUTH LOGIN', base64('röm,eo'), base64('pass=wörd')]);
});

test('a wrong password is tried once and never again by itself', async (t) => {
  const { peer, pool, result } = await login(t, { user: 'a', password: 'b' }, 'PLAIN', (line) =>
    line.startsWith('AUTH') ? '535 5.7.8 wrong\r\n' : undefined,
  );
  ok(result.kind === 'refused' && result.stage === 'auth' && result.reply.code === 535);
  equal(pool.free(), 0);
  equal(pool.parked?.code, 535);
  equal((await pool.send(transaction())).kind, 'refused');
  equal(peer.connections, 1);
  pool.unpark();
  equal(pool.free(), 10);
  equal((await pool.send(transaction())).kind, 'refused');
  equal(peer.connections, 2);
});

test('where whoever runs the server mends it there, a refused login is tried again later', async (t) => {
  const auth = { user: 'a', password: 'b' };
  const { peer, pool, result } = await login(
    t,
    auth,
    'PLAIN',
    (line) => (line.startsWith('AUTH') ? '535 5.7.8 wrong\r\n' : undefined),
    { loginAgain: true },
  );
  equal(result.kind, 'refused');
  equal(pool.parked, undefined);
  const next = await pool.send(transaction());
  ok(next.kind === 'not-now' && next.scope === 'server' && next.stage === 'auth');
  equal(peer.connections, 1);
});

test('a login that cannot be now is no wrong password', async (t) => {
  const { pool, result } = await login(t, { user: 'a', password: 'b' }, 'PLAIN', (line) =>
    line.startsWith('AUTH') ? '454 4.7.0 later\r\n' : undefined,
  );
  ok(result.kind === 'not-now' && result.stage === 'auth' && result.scope === 'server');
  equal(pool.parked, undefined);
});

test('no mechanism that both know', async (t) => {
  const { result } = await login(t, { user: 'a', password: 'b' }, 'GSSAPI');
  ok(result.kind === 'refused' && result.stage === 'auth' && result.reply.code === 504);
});

test('tokens: OAUTHBEARER before XOAUTH2, and one renewal', async (t) => {
  const asked: boolean[] = [];
  const auth = {
    user: 'romeo@example.org',
    accessToken: async (renew: boolean) => {
      asked.push(renew);
      return renew ? 'fresh' : 'stale';
    },
  };
  const bearer = await login(t, auth, 'XOAUTH2 OAUTHBEARER PLAIN');
  equal(bearer.result.kind, 'sent');
  deepEqual(bearer.said, [
    `AUTH OAUTHBEARER ${base64(`n,a=romeo@example.org,\x01host=127.0.0.1\x01port=${bearer.peer.port}\x01auth=Bearer stale\x01\x01`)}`,
  ]);
  deepEqual(asked.splice(0), [false]);
  const token = (name: string): string => base64(`user=romeo@example.org\x01auth=Bearer ${name}\x01\x01`);
  const renewing = await login(t, auth, 'XOAUTH2', (line) => {
    if (line === `AUTH XOAUTH2 ${token('stale')}`) return '334 eyJzdGF0dXMiOiI0MDEifQ==\r\n';
    return line === '' ? '535 5.7.8 expired\r\n' : undefined;
  });
  equal(renewing.result.kind, 'sent');
  deepEqual(renewing.said, [`AUTH XOAUTH2 ${token('stale')}`, '', `AUTH XOAUTH2 ${token('fresh')}`]);
  deepEqual(asked.splice(0), [false, true]);
  const refused = await login(t, auth, 'OAUTHBEARER', (line) =>
    line.startsWith('AUTH') ? '334 e30=\r\n' : line === 'AQ==' ? '535 no\r\n' : undefined,
  );
  ok(refused.result.kind === 'refused' && refused.result.stage === 'auth');
  deepEqual(refused.said.filter((line) => line === 'AQ==').length, 2);
  deepEqual(asked.splice(0), [false, true]);
});

test('a token that cannot be had, or is none', async (t) => {
  const failing = await login(t, { user: 'a', accessToken: () => Promise.reject(new Error('revoked')) }, 'XOAUTH2');
  ok(failing.result.kind === 'not-now' && failing.result.reason === 'token-failed: revoked');
  for (const auth of [
    { user: 'a\0b', password: 'c' },
    { user: 'a', accessToken: async () => 'x\x01y\r\nMAIL' },
  ]) {
    const { result, said } = await login(t, auth, 'PLAIN XOAUTH2');
    ok(result.kind === 'refused' && result.stage === 'auth');
    deepEqual(said, []);
  }
});
