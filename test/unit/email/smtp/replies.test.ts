import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { problemOfReply, problemOfResult, problemOfStatus } from '../../../../gateways/email/smtp/replies.js';
import { replyOf } from '../../../../gateways/email/smtp/reply-parser.js';
import { isThrottle, RETRY_FOR_MS, retryAfter } from '../../../../gateways/email/smtp/retry.js';
import type { SmtpStage } from '../../../../gateways/email/smtp/transaction.js';
import { smtpTexts } from '../../../../gateways/email/texts/smtp.js';
import type { Problem } from '../../../../src/problem.js';

function shown(problem: Problem): string {
  ok(Object.hasOwn(smtpTexts.en, problem.text.key), problem.text.key);
  return `${problem.condition} ${problem.type} ${problem.text.key.slice('email.failed.'.length)}`;
}

test('every status has its stanza error', () => {
  const table: Readonly<Record<string, string>> = {
    '5.0.0': 'undefined-condition cancel other',
    '5.1.0': 'item-not-found cancel unknown-address',
    '5.1.1': 'item-not-found cancel unknown-address',
    '5.1.2': 'remote-server-not-found cancel unknown-domain',
    '5.1.3': 'item-not-found cancel unknown-address',
    '5.1.6': 'gone cancel moved',
    '5.1.10': 'remote-server-not-found cancel takes-no-mail',
    '5.2.1': 'service-unavailable cancel disabled',
    '5.2.2': 'resource-constraint wait full',
    '4.2.2': 'resource-constraint wait full',
    '5.2.3': 'not-acceptable modify too-large',
    '5.3.4': 'not-acceptable modify too-large',
    '4.4.1': 'remote-server-timeout wait late',
    '5.4.4': 'remote-server-not-found cancel unknown-domain',
    '4.4.7': 'remote-server-timeout wait late',
    '5.4.7': 'remote-server-timeout wait late',
    '5.4.6': 'undefined-condition cancel loop',
    '5.5.2': 'internal-server-error cancel internal',
    '5.6.1': 'not-acceptable modify content',
    '5.6.7': 'not-acceptable cancel utf8',
    '5.7.1': 'policy-violation modify policy',
    '5.7.26': 'policy-violation modify policy',
    '5.7.2': 'forbidden auth forbidden',
    '5.7.8': 'not-authorized auth login',
    '4.7.0': 'resource-constraint wait busy',
    '4.1.1': 'item-not-found wait unknown-address',
  };
  for (const [status, expected] of Object.entries(table)) {
    const [kind = 0, subject = 0, detail = 0] = status.split('.').map(Number);
    equal(shown(problemOfStatus({ class: kind, subject, detail }, undefined, 'a@x.org')), expected, status);
    const stage = subject === 1 ? 'rcpt' : 'end';
    const reply = replyOf(kind === 5 ? 554 : 451, [`${status} words`]);
    if (status !== '5.0.0') equal(shown(problemOfReply(reply, stage, 'a@x.org')), expected, status);
  }
});

test('codes without a status say one thing of an address and another of a mail', () => {
  const problem = (code: number, stage: SmtpStage): string =>
    shown(problemOfReply({ code, text: 'words' }, stage, 'a@x.org'));
  equal(problem(550, 'rcpt'), 'item-not-found cancel unknown-address');
  equal(problem(550, 'end'), 'policy-violation modify policy');
  equal(problem(550, 'mail'), 'forbidden auth forbidden');
  equal(problem(551, 'rcpt'), 'gone cancel moved');
  equal(problem(552, 'rcpt'), 'resource-constraint wait full');
  equal(problem(552, 'end'), 'not-acceptable modify too-large');
  equal(problem(554, 'end'), 'policy-violation modify policy');
  equal(problem(556, 'rcpt'), 'remote-server-not-found cancel takes-no-mail');
  equal(problem(503, 'data'), 'internal-server-error cancel internal');
  equal(problem(535, 'auth'), 'not-authorized auth login');
  equal(problem(421, 'mail'), 'resource-constraint wait busy');
  equal(problem(599, 'rcpt'), 'undefined-condition cancel other');
});

test('a status that says nothing leaves it to the words', () => {
  equal(
    shown(problemOfStatus({ class: 5, subject: 0, detail: 0 }, 'smtp; 550 no such user', 'a@x.org')),
    'item-not-found cancel unknown-address',
  );
  deepEqual(problemOfStatus({ class: 5, subject: 1, detail: 1 }, 'smtp; 550\n5.1.1 no', 'a@x.org'), {
    type: 'cancel',
    condition: 'item-not-found',
    text: { key: 'email.failed.unknown-address', params: { address: 'a@x.org', said: 'smtp; 550 5.1.1 no' } },
    code: 'status 5.1.1',
  });
});

test('ends of transactions', () => {
  equal(problemOfResult({ kind: 'unknown', reason: 'closed' }, 'a@x.org'), undefined);
  const late = problemOfResult(
    { kind: 'not-now', reason: 'timeout', stage: 'connect', scope: 'server', refused: [] },
    'a@x.org',
  );
  ok(late !== undefined);
  equal(shown(late), 'remote-server-timeout wait unreachable');
});

test('replies', () => {
  deepEqual(replyOf(550, ['5.1.1 no', '5.1.1 such user\u0007']), {
    code: 550,
    status: { class: 5, subject: 1, detail: 1 },
    text: 'no\nsuch user',
  });
  // A status of another class is only text.
  deepEqual(replyOf(250, ['5.1.1 odd']), { code: 250, text: '5.1.1 odd' });
});

test('when to try again', () => {
  const base = { attempts: 1, firstAt: 0, now: 0, random: () => 0.5 };
  deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((attempts) => (retryAfter({ ...base, attempts }) ?? 0) / 60_000),
    [1, 3, 7, 15, 30, 60, 120, 240, 240, 240],
  );
  equal(retryAfter({ ...base, now: RETRY_FOR_MS - 1000 }), 1000);
  equal(retryAfter({ ...base, now: RETRY_FOR_MS }), undefined);
  const said = (code: number, text: string): number =>
    (retryAfter({ ...base, reply: replyOf(code, [text]) }) ?? 0) / 60_000;
  equal(said(421, '4.7.28 rate limit'), 15);
  equal(said(450, '4.7.1 Greylisted, see http://x'), 5);
  equal(said(451, '4.7.1 Greylisting in action, please come back in 00:04:59'), 5);
  equal(said(450, '4.2.0 try again in 600 seconds'), 10);
  equal(said(450, 'try again after 99999 h'), 240);
  equal(said(450, '4.2.0 greylisted, try again in 20 seconds') * 60, 20);
  equal(said(450, '4.2.0 try again in 0 seconds') * 60, 5);
  const again = retryAfter({ ...base, attempts: 2, reply: replyOf(450, ['4.2.0 try again in 20 seconds']) });
  equal(again, 180_000, 'a server that says so again and again is not believed');
  equal(said(451, '4.3.0 disk'), 1);
  equal(isThrottle(replyOf(550, ['5.7.1 too many'])), false);
});
