import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Backlog } from '../../../../gateways/email/imap/backlog.js';
import { Backoff } from '../../../../gateways/email/imap/backoff.js';
import { advanced, type Listed, newAmong, recentWord } from '../../../../gateways/email/imap/cursor.js';
import { ImapFailure } from '../../../../gateways/email/imap/failure.js';
import { failureOf } from '../../../../gateways/email/imap/flow-errors.js';
import { bodyStart, fieldOf, identityOf, messageIdOf } from '../../../../gateways/email/imap/head.js';
import { uidsOf } from '../../../../gateways/email/imap/vanished.js';

const octets = (text: string) => Buffer.from(text, 'latin1');
const listed = (uid: number, changes: Partial<Listed> = {}): Listed => ({
  uid,
  size: 100,
  flags: [],
  internalDate: 1_795_000_000_000 + uid * 1000,
  messageId: `${uid}@example.org`,
  ...changes,
});

describe('the head of a mail', () => {
  test('the body begins behind the first empty line, whatever ends the lines', () => {
    assert.equal(bodyStart(octets('A: b\r\n\r\nbody')), 8);
    assert.equal(bodyStart(octets('A: b\n\nbody')), 6);
    assert.equal(bodyStart(octets('\r\nbody')), 2);
    assert.equal(bodyStart(octets('A: b\r\n')), 6);
    assert.equal(bodyStart(octets('')), 0);
  });

  test('fields are found whatever their case, unfolded, and only at the beginning of a line', () => {
    const head = octets('X-Subject: no\r\nTo: Subject: no\r\nSUBJECT: one\r\n\ttwo\r\n three\r\nSubject: four\r\n\r\n');
    assert.equal(fieldOf(head, 'subject'), 'one\ttwo three');
    assert.equal(fieldOf(head, 'from'), undefined);
  });

  test('a Message-ID loses its brackets and what is around them', () => {
    assert.equal(messageIdOf(octets('Message-Id:\r\n <a@b>\r\n\r\n')), 'a@b');
    assert.equal(messageIdOf(octets('Message-ID: (comment) <a@b> junk\r\n')), 'a@b');
    assert.equal(messageIdOf(octets('Message-ID: a@b\r\n')), 'a@b');
    assert.equal(messageIdOf(octets('Message-ID: <>\r\n')), undefined);
    assert.equal(messageIdOf(octets('Message-ID:\r\n')), undefined);
  });

  test('the way that a copy came does not change its identity; without a Message-ID all of it counts', () => {
    const copy = (way: string, body: string) => octets(`Received: ${way}\r\nMessage-ID: <a@b>\r\n\r\n${body}`);
    assert.equal(identityOf(copy('here', 'x'), 'a@b'), identityOf(copy('there', 'x'), 'a@b'));
    assert.notEqual(identityOf(copy('here', 'x'), 'a@b'), identityOf(copy('here', 'y'), 'a@b'));
    assert.notEqual(identityOf(copy('here', 'x'), undefined), identityOf(copy('there', 'x'), undefined));
  });

  test('no octets make it fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        assert.ok(bodyStart(any) <= any.length);
        messageIdOf(any);
        fieldOf(any, 'subject');
        assert.match(identityOf(any, undefined), /^[0-9a-f]{64}$/);
      }),
    );
  });
});

describe('a cursor', () => {
  test('remembers the last hundred mails and never goes back', () => {
    const words = Array.from({ length: 150 }, (_, index) => recentWord(listed(index + 1)));
    const cursor = advanced({ uidValidity: '1', lastUid: 200, recent: [] }, 150, words);
    assert.equal(cursor.lastUid, 200);
    assert.deepEqual(cursor.recent, words.slice(-100));
    assert.ok(JSON.stringify(cursor).length < 2048);
  });

  test('in a new numbering those are new that it does not know and that are not older than what it knows', () => {
    const recent = [3, 4, 5].map((uid) => recentWord(listed(uid)));
    const again = [
      listed(11, { messageId: 'before@example.org', internalDate: 1_795_000_002_000 }),
      listed(12, { messageId: '4@example.org' }),
      listed(13, { messageId: 'fresh@example.org', internalDate: 1_795_000_004_000 }),
      listed(14, { messageId: '3@example.org' }),
    ];
    const { messageId: _, ...nameless } = listed(15, { size: 77, internalDate: 1_795_000_009_000 });
    assert.deepEqual([...newAmong([...again, nameless], { uidValidity: '1', lastUid: 5, recent })], [13, 15]);
  });
});

describe('a backlog', () => {
  test('lets the cursor pass only what is done without a gap', () => {
    const backlog = new Backlog();
    for (const uid of [4, 7, 9]) backlog.add(listed(uid));
    backlog.add(listed(8));
    assert.deepEqual(
      backlog.take(2, 1000).map(({ uid }) => uid),
      [4, 7],
    );
    backlog.handingOver(4);
    backlog.done(7);
    assert.equal(backlog.advance(), undefined);
    backlog.done(4);
    assert.deepEqual(backlog.advance(), { uid: 7, words: [recentWord(listed(4)), recentWord(listed(7))] });
    assert.equal(backlog.size, 1);
    assert.equal(backlog.last, 9);
  });

  test('one that has done harm is fetched alone', () => {
    const backlog = new Backlog();
    for (const uid of [1, 2, 3]) backlog.add(listed(uid));
    backlog.fetchFailed(backlog.take(2, 1000), true);
    assert.deepEqual(
      [1, 2, 3].map(() => backlog.take(9, 1000).map(({ uid }) => uid)),
      [[1], [2], [3]],
    );
  });

  test('whatever the order in which mails become safe, the cursor passes each once and in order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 }), (order) => {
        const backlog = new Backlog();
        for (let uid = 1; uid <= 8; uid += 1) backlog.add(listed(uid));
        backlog.take(8, 10_000);
        const done = new Set<number>();
        let passed = 0;
        for (const uid of order) {
          backlog.done(uid);
          done.add(uid);
          const further = backlog.advance();
          if (further !== undefined) passed = further.uid;
          let expected = 0;
          while (done.has(expected + 1)) expected += 1;
          assert.equal(passed, expected);
        }
      }),
    );
  });
});

describe('sets of UIDs', () => {
  test('are read in any order, and what is none is left out', () => {
    assert.deepEqual(uidsOf('7,3:5,x,9:8,0,4294967296,'), { uids: [3, 4, 5, 7, 8, 9], count: 6 });
  });

  test('of a hostile length are cut to the highest', () => {
    const { uids, count } = uidsOf('1:4294967295');
    assert.equal(uids.length, 10_000);
    assert.equal(uids.at(-1), 4_294_967_295);
    assert.equal(count, 4_294_967_295);
  });
});

describe('failures', () => {
  const refused = (fields: object) => failureOf(Object.assign(new Error('Command failed'), fields));

  test('a sign-in is refused only where the server gives no other reason', () => {
    const rows: readonly (readonly [string, string, string])[] = [
      ['AUTHENTICATIONFAILED', 'Invalid credentials (Failure)', 'sign-in-refused'],
      ['', 'Application-specific password required', 'sign-in-refused'],
      ['', 'LOGIN failed.', 'sign-in-refused'],
      ['UNAVAILABLE', 'Maximum number of connections from user+IP exceeded', 'too-many-connections'],
      ['UNAVAILABLE', 'Internal authentication failure', 'sign-in-unavailable'],
      ['', 'Temporary authentication failure', 'sign-in-unavailable'],
      ['', 'Account exceeded command or bandwidth limits', 'throttled'],
      ['AUTHENTICATIONFAILED', 'Too many simultaneous connections', 'too-many-connections'],
    ];
    for (const [serverResponseCode, response, reason] of rows) {
      assert.equal(refused({ authenticationFailed: true, serverResponseCode, response }).reason, reason, response);
    }
  });

  test('what a server says is shown in one line of bounded length', () => {
    const { said } = new ImapFailure('lost', { said: `a\r\nb\0${'x'.repeat(1000)}` });
    assert.equal(said.length, 200);
    assert.match(said, /^a {2}b x+$/);
  });

  test('waits double, are never shorter than a server asks for, and end where nothing helps', () => {
    const backoff = new Backoff(() => 0.5);
    const lost = new ImapFailure('lost');
    assert.deepEqual([backoff.after(lost, 0), backoff.after(lost, 0), backoff.after(lost, 0)], [2000, 4000, 8000]);
    assert.equal(backoff.after(lost, 60_000), 2000);
    assert.equal(backoff.after(new ImapFailure('throttled', { retryAfter: 92_415 }), 0), 92_415 * 1.125);
    assert.equal(backoff.after(new ImapFailure('sign-in-refused'), 0), undefined);
  });
});
