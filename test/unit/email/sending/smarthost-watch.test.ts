import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SmarthostWatch } from '../../../../gateways/email/sending/smarthost-watch.js';
import { ownReply } from '../../../../gateways/email/smtp/reply-parser.js';
import type { TransactionResult } from '../../../../gateways/email/smtp/transaction.js';
import { LogBook } from '../../../support/log-book.js';

const TROUBLE = /the mail server that mail goes out by takes no mail"/;

it('the log tells once a minute that the own mail server takes nothing, and when it does again', () => {
  const { lines, log } = new LogBook();
  let now = 5;
  const watch = new SmarthostWatch({ monotonic: () => now }, log);
  const abilities = { dsn: false, utf8: false, eightBit: false, pipelining: false };
  const sent: TransactionResult = { kind: 'sent', accepted: [], refused: [], abilities };
  const gone: TransactionResult = {
    kind: 'not-now',
    reason: 'connect ECONNREFUSED 127.0.0.1:25',
    stage: 'connect',
    scope: 'server',
    refused: [],
  };
  const followed: (string | undefined)[] = [];
  const unfollow = watch.follow((wrong) => followed.push(wrong));
  watch.note(sent);
  assert.deepEqual(lines, []);
  watch.note(gone);
  watch.note(gone);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"stage":"connect","reason":"connect ECONNREFUSED 127\.0\.0\.1:25"/);
  assert.match(lines[0] ?? '', TROUBLE);
  now += 60_000;
  watch.note(gone);
  assert.equal(lines.length, 2);
  watch.note(sent);
  watch.note(sent);
  assert.equal(lines.length, 3);
  assert.match(lines[2] ?? '', /takes mail again/);
  const wrong = 'the mail server that mail goes out by takes no mail (connect)';
  assert.deepEqual(followed, [undefined, wrong, undefined], 'who follows hears of changes alone');
  watch.follow((now) => followed.push(now))();
  unfollow();
  const reply = ownReply(535, 5, 7, 'romeo@mail.example.org is unknown');
  watch.note({ kind: 'refused', reply, stage: 'auth', refused: [] });
  assert.match(
    lines[3] ?? '',
    /"stage":"auth","code":535,"keys":"gateways\.email\.addresses\.smtp\.username, password"/,
  );
  assert.doesNotMatch(lines[3] ?? '', /romeo/, 'what a server says may name people');
  watch.note(sent);
  watch.note({ ...gone, scope: 'mail' });
  watch.note({ kind: 'refused', reply, stage: 'rcpt', refused: [] });
  assert.equal(followed.length, 4);
  assert.equal(lines.length, 5, 'what is wrong with a mail is none of the admin');
});
