import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authentication, type LoginOutcome } from '../../../../gateways/irc/connection/sasl/authentication.js';
import { Chunks, toChunks } from '../../../../gateways/irc/connection/sasl/chunks.js';
import type { Mechanism, SaslStep } from '../../../../gateways/irc/connection/sasl/mechanism.js';
import { Plain } from '../../../../gateways/irc/connection/sasl/plain.js';
import { saslPrep } from '../../../../gateways/irc/connection/sasl/saslprep.js';
import { ScramSha256 } from '../../../../gateways/irc/connection/sasl/scram.js';
import type { SaslSettings } from '../../../../gateways/irc/connection/settings.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const challenge = (mechanism: Mechanism, text: string) =>
  new Promise<SaslStep>((resolve) => mechanism.challenge(Buffer.from(text), resolve));
const said = (step: SaslStep): string =>
  step.kind === 'respond' ? step.octets.toString() : `${step.kind}: ${step.why}`;

const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SERVER_FIRST = `r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;

test('SCRAM-SHA-256 says what the example of RFC 7677 says', async () => {
  const scram = new ScramSha256('user', 'pencil', NONCE);
  assert.equal(said(await challenge(scram, '')), 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  assert.equal(
    said(await challenge(scram, SERVER_FIRST)),
    `c=biws,r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  assert.equal(scram.satisfied, false);
  assert.equal(said(await challenge(scram, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')), '');
  assert.equal(scram.satisfied, true);
});

test('SCRAM trusts no server that does not prove that it knows the password', async () => {
  const scram = new ScramSha256('user', 'pencil', NONCE);
  await challenge(scram, '');
  await challenge(scram, SERVER_FIRST);
  const step = await challenge(scram, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl94G4=');
  assert.equal(step.kind, 'distrust');
  assert.equal(scram.satisfied, false);
});

test('SCRAM refuses challenges that are malformed, foreign or too expensive', async () => {
  const bad = [
    '',
    'r',
    `r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
    'r=somebodyelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    `r=${NONCE}x,s=%%%,i=4096`,
    `r=${NONCE}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095`,
    `r=${NONCE}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000`,
    `r=${NONCE}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-5`,
    `m=ext,r=${NONCE}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
    `r=${NONCE}x,r=${NONCE}y,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
    'x'.repeat(5000),
  ];
  for (const text of bad) {
    const scram = new ScramSha256('user', 'pencil', NONCE);
    await challenge(scram, '');
    assert.equal((await challenge(scram, text)).kind, 'distrust', text.slice(0, 60));
  }
});

test('an account with a comma and an equals sign is escaped as SCRAM wants', async () => {
  const scram = new ScramSha256('a,b=c', 'x', 'N');
  assert.equal(said(await challenge(scram, '')), 'n,,n=a=2Cb=3Dc,r=N');
});

test('SASLprep does what the examples of RFC 4013 do', () => {
  assert.equal(saslPrep('I\u00adX'), 'IX');
  assert.equal(saslPrep('user'), 'user');
  assert.equal(saslPrep('USER'), 'USER');
  assert.equal(saslPrep('\u00aa'), 'a');
  assert.equal(saslPrep('\u2168'), 'IX');
  assert.equal(saslPrep('a\u00a0b'), 'a b');
});

test('a message is cut at 400 octets of base64, and a full last piece is followed by a plus', () => {
  assert.deepEqual(toChunks(Buffer.alloc(0)), ['+']);
  assert.deepEqual(toChunks(Buffer.from('ab')), ['YWI=']);
  assert.deepEqual(
    toChunks(Buffer.alloc(300)).map((piece) => piece.length),
    [400, 1],
  );
  assert.deepEqual(
    toChunks(Buffer.alloc(301)).map((piece) => piece.length),
    [400, 4],
  );
});

test('the pieces of a server are put together, and nonsense is not', () => {
  const chunks = new Chunks();
  assert.equal(chunks.push('A'.repeat(400)), 'more');
  assert.deepEqual(chunks.push('+'), Buffer.alloc(300));
  assert.deepEqual(chunks.push('+'), Buffer.alloc(0));
  assert.deepEqual(chunks.push('YWI='), Buffer.from('ab'));
  assert.equal(chunks.push('***'), 'broken');
  for (let count = 0; count < 16; count += 1) assert.equal(chunks.push('A'.repeat(400)), 'more');
  assert.equal(chunks.push('A'.repeat(400)), 'broken');
});

test('PLAIN has the account twice', async () => {
  assert.equal(said(await challenge(new Plain('alice', 'pässword'), '')), 'alice\0alice\0pässword');
});

test('a password is said once', async () => {
  const plain = new Plain('alice', 'x');
  await challenge(plain, '');
  assert.equal((await challenge(plain, '')).kind, 'distrust');
});

/** A login against a server that the test plays. */
function login(sasl: Partial<SaslSettings>, offered = '', hasCertificate = false) {
  const sent: string[] = [];
  const outcomes: LoginOutcome[] = [];
  const clock = new FakeClock();
  const authentication = new Authentication({
    credentials: {
      sasl: { mechanisms: ['EXTERNAL', 'SCRAM-SHA-256', 'PLAIN'], password: 'sesame', required: true, ...sasl },
      nick: 'alice',
      hasCertificate,
    },
    offered,
    clock,
    timeoutMs: 20_000,
    send: (parameter) => void sent.push(parameter),
    done: (outcome) => void outcomes.push(outcome),
  });
  const server = (...lines: string[]): void => {
    for (const line of lines) {
      const message = parseLine(line);
      assert.ok(message);
      authentication.receive(message);
    }
  };
  authentication.start();
  return { sent, outcomes, clock, server };
}

test('PLAIN logs in, and the account is the one that the server names', () => {
  const { sent, outcomes, server } = login({ mechanisms: ['PLAIN'] });
  server('AUTHENTICATE +', ':s 900 alice alice!a@h Alice :You are now logged in as Alice', ':s 903 alice :ok');
  assert.deepEqual(sent, ['PLAIN', 'YWxpY2UAYWxpY2UAc2VzYW1l']);
  assert.deepEqual(outcomes, [{ kind: 'logged-in', account: 'Alice' }]);
});

test('only what the server offers and we have credentials for is tried', () => {
  assert.deepEqual(login({}, 'PLAIN,EXTERNAL').sent, ['PLAIN']);
  assert.deepEqual(login({}, 'PLAIN,EXTERNAL', true).sent, ['EXTERNAL']);
  assert.deepEqual(login({}, 'GSSAPI').outcomes[0]?.kind, 'unavailable');
});

test('what a server does not know is left out by what it says it knows', () => {
  const { sent, outcomes, server } = login({}, '');
  server(':s 908 alice PLAIN :are available SASL mechanisms', ':s 904 alice :SASL authentication failed');
  server('AUTHENTICATE +', ':s 903 alice :ok');
  assert.deepEqual(sent, ['SCRAM-SHA-256', 'PLAIN', 'YWxpY2UAYWxpY2UAc2VzYW1l']);
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['logged-in'],
  );
});

test('a certificate that services do not know gives way to the password', () => {
  const { sent, server } = login({}, 'EXTERNAL,PLAIN', true);
  server('AUTHENTICATE +', ':s 904 alice :SASL authentication failed');
  assert.deepEqual(sent, ['EXTERNAL', '+', 'PLAIN']);
});

test('a wrong password is a refusal, services that are away are none', () => {
  const wrong = login({ mechanisms: ['PLAIN'] });
  wrong.server('AUTHENTICATE +', ':s 904 alice :SASL authentication failed');
  assert.deepEqual(wrong.outcomes, [{ kind: 'refused', text: 'SASL authentication failed' }]);
  const away = login({ mechanisms: ['PLAIN'] });
  away.server(':s 904 alice :SASL authentication failed');
  assert.deepEqual(
    away.outcomes.map(({ kind }) => kind),
    ['unavailable'],
  );
  const silent = login({ mechanisms: ['PLAIN'] });
  silent.clock.advance(20_000);
  assert.deepEqual(silent.sent, ['PLAIN', '*']);
  assert.deepEqual(
    silent.outcomes.map(({ kind }) => kind),
    ['unavailable'],
  );
});

test('902 and 905 to 907 have their meaning', () => {
  const locked = login({ mechanisms: ['PLAIN'] });
  locked.server(':s 902 alice :You must use a nick assigned to you');
  assert.equal(locked.outcomes[0]?.kind, 'refused');
  const long = login({ mechanisms: ['PLAIN'] });
  long.server('AUTHENTICATE +', ':s 905 alice :SASL message too long');
  assert.equal(long.outcomes[0]?.kind, 'refused');
  const aborted = login({ mechanisms: ['PLAIN'] });
  aborted.server(':s 906 alice :SASL authentication aborted');
  assert.equal(aborted.outcomes[0]?.kind, 'unavailable');
  const already = login({ mechanisms: ['PLAIN'] });
  already.server(':s 907 alice :You have already authenticated');
  assert.deepEqual(already.outcomes, [{ kind: 'logged-in', account: 'alice' }]);
});

test('a success before the server has proved itself ends the login, and PLAIN is not tried after it', () => {
  const { sent, outcomes, server } = login({}, 'SCRAM-SHA-256,PLAIN');
  server('AUTHENTICATE +', ':s 903 alice :ok');
  assert.equal(sent[0], 'SCRAM-SHA-256');
  assert.equal(sent.at(-1), '*');
  assert.ok(!sent.includes('PLAIN'));
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['distrusted'],
  );
});
