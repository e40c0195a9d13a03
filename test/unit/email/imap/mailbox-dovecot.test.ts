import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import { mailOf, pause, serverAt, until, Watched } from './parts.js';

describe('a mailbox at a real Dovecot', () => {
  let dovecot: Dovecot;
  const open: Watched[] = [];
  const watch = (
    user: string,
    ...rest: ConstructorParameters<typeof Watched> extends [unknown, ...infer R] ? R : never
  ) => {
    const watched = new Watched(serverAt(dovecot.port, user), ...rest);
    open.push(watched);
    return watched;
  };

  before(async () => {
    dovecot = await startDovecot();
  });

  after(async () => {
    for (const { mailbox } of open) mailbox.close();
    await dovecot.stop();
  });

  test('begins at the end of the inbox, and hands over what comes then, whole', async () => {
    await dovecot.deliver('romeo', mailOf('old'));
    const watched = watch('romeo');
    await watched.up();
    await dovecot.deliver('romeo', mailOf('new'));
    await watched.mailCount(1);
    const [mail] = watched.mails;
    assert.equal(mail?.uid, 2);
    assert.equal(mail?.folder, 'INBOX');
    assert.equal(mail?.envelope.messageId, 'new@example.org');
    assert.ok(mail !== undefined && mail.octets !== 'too-large');
    assert.equal(mail.size, mail.octets.length);
    assert.ok(Buffer.from(mail.octets).toString().endsWith(mailOf('new')));
    await until(() => watched.cursor.cursor?.lastUid === 2, 'the cursor has passed it');
    await dovecot.deliver('romeo', mailOf('newer'));
    await watched.mailCount(2);
    assert.deepEqual(watched.subjects, ['new', 'newer']);
  });

  test('goes on where another process stopped, without a gap', async () => {
    const first = watch('benvolio');
    await first.up();
    await dovecot.deliver('benvolio', mailOf('one'));
    await until(() => first.cursor.cursor?.lastUid === 1, 'the cursor has passed it');
    first.mailbox.close();
    await dovecot.deliver('benvolio', mailOf('two'));
    await dovecot.deliver('benvolio', mailOf('three'));
    const second = watch('benvolio', {}, first.cursor);
    await second.mailCount(2);
    assert.deepEqual(second.subjects, ['two', 'three']);
  });

  test('the cursor waits for the mail that is not safe, and that mail comes again', async () => {
    const watched = watch('mercutio');
    await watched.up();
    let refusals = 1;
    watched.onMail = async ({ envelope }) => {
      if (envelope.messageId === 'b@example.org' && refusals > 0) {
        refusals -= 1;
        throw new Error('no lane');
      }
    };
    for (const subject of ['a', 'b', 'c']) await dovecot.deliver('mercutio', mailOf(subject));
    await until(() => refusals === 0, 'it was refused once');
    assert.equal(watched.cursor.cursor?.lastUid, 1);
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed all');
    assert.deepEqual([...watched.subjects].sort(), ['a', 'b', 'c']);
  });

  test('new numbers for the mails: none comes twice, a new one comes', async () => {
    const watched = watch('tybalt');
    await watched.up();
    for (const subject of ['one', 'two']) await dovecot.deliver('tybalt', mailOf(subject));
    await watched.mailCount(2);
    await until(() => watched.cursor.cursor?.lastUid === 2, 'the cursor has passed them');
    watched.mailbox.close();
    const before = watched.cursor.cursor?.uidValidity;
    await pause(1100);
    await dovecot.resetUidValidity('tybalt');
    await dovecot.deliver('tybalt', mailOf('three'));
    const again = watch('tybalt', {}, watched.cursor);
    await again.mailCount(1);
    await until(() => again.cursor.cursor?.lastUid === 3, 'the cursor has passed it');
    assert.deepEqual(again.subjects, ['three']);
    assert.notEqual(again.cursor.cursor?.uidValidity, before);
  });

  test('new numbers under a connection in IDLE: what comes afterwards comes at once', async () => {
    const watched = watch('sampson');
    await watched.up();
    for (let round = 1; round <= 3; round++) {
      await dovecot.deliver('sampson', mailOf(`before ${round}`));
      await watched.mailCount(2 * round - 1);
      await dovecot.resetUidValidity('sampson');
      await dovecot.deliver('sampson', mailOf(`behind ${round}`));
      await watched.mailCount(2 * round);
    }
    const expected = [1, 2, 3].flatMap((round) => [`before ${round}`, `behind ${round}`]);
    assert.deepEqual(watched.subjects, expected);
  });

  test('flags and leaving are told, also of what happened while nobody watched', async () => {
    const first = watch('friar');
    await first.up();
    for (const subject of ['one', 'two', 'three']) await dovecot.deliver('friar', mailOf(subject));
    await first.mailCount(3);
    await dovecot.doveadm(['flags', 'add', '-u', 'friar', '\\Seen', 'mailbox', 'INBOX', 'uid', '1']);
    await until(() => first.flags.some(({ uid, flags }) => uid === 1 && flags.includes('\\Seen')), 'the flag is told');
    await dovecot.doveadm(['expunge', '-u', 'friar', 'mailbox', 'INBOX', 'uid', '1']);
    await until(() => first.gone.includes(1), 'the leaving is told');
    // As many mails as before: the next one must not look like old news.
    await dovecot.deliver('friar', mailOf('four'));
    await first.mailCount(4);
    await until(() => first.cursor.cursor?.lastUid === 4, 'the cursor has passed it');
    first.mailbox.close();
    await dovecot.doveadm(['flags', 'add', '-u', 'friar', '\\Flagged', 'mailbox', 'INBOX', 'uid', '2']);
    await dovecot.doveadm(['expunge', '-u', 'friar', 'mailbox', 'INBOX', 'uid', '3']);
    const second = watch('friar', {}, first.cursor);
    await second.up();
    await until(() => second.gone.includes(3), 'the leaving is told');
    assert.ok(second.flags.some(({ uid, flags }) => uid === 2 && flags.includes('\\Flagged')));
    assert.equal(second.mails.length, 0);
  });

  test('sent mail is appended once, drafts go to their folder', async () => {
    const watched = watch('rosaline');
    const { mailbox } = watched;
    const first = await mailbox.append('sent', Buffer.from(mailOf('my answer')), ['\\Seen']);
    assert.deepEqual(first, { folder: 'Sent', uid: 1 });
    const second = await mailbox.append('sent', Buffer.from(mailOf('my answer')), ['\\Seen']);
    assert.deepEqual(second, { folder: 'Sent', uid: 1, already: true });
    assert.deepEqual(await mailbox.append('drafts', Buffer.from(mailOf('not yet')), ['\\Draft']), {
      folder: 'Drafts',
      uid: 1,
    });
    assert.deepEqual(await mailbox.status('sent'), { messages: 1, unseen: 0, uidNext: 2 });
    const [found] = await mailbox.findByMessageId('sent', 'my-answer@example.org');
    assert.equal(found?.uid, 1);
    assert.equal(watched.mails.length, 0);
  });

  test('search, fetch, flag, move to junk and back, and mail that comes meanwhile', async () => {
    const watched = watch('escalus');
    const { mailbox } = watched;
    await watched.up();
    await dovecot.deliver('escalus', mailOf('a feud', { body: 'Montague and Capulet' }));
    await dovecot.deliver('escalus', mailOf('a feast'));
    await watched.mailCount(2);
    const found = await mailbox.search({ subject: 'feud' });
    assert.deepEqual(
      found.map(({ uid, subject, from, messageId }) => ({ uid, subject, from, messageId })),
      [{ uid: 1, subject: 'a feud', from: 'Juliet <juliet@example.org>', messageId: 'a-feud@example.org' }],
    );
    const [mail] = found;
    assert.ok(mail !== undefined);
    assert.equal(await mailbox.flag(mail, { add: ['\\Seen', '$Forwarded', '$MDNSent'] }), true);
    assert.match(
      await dovecot.doveadm(['fetch', '-u', 'escalus', 'flags', 'uid', '1']),
      /\$Forwarded \$MDNSent|\$MDNSent \$Forwarded/,
    );
    const moved = await mailbox.move(mail, 'junk');
    assert.deepEqual(moved, { folder: 'Junk', uid: 1 });
    const got = await mailbox.fetchOne({ folder: 'junk', messageId: 'a-feud@example.org' });
    assert.ok(got.octets !== 'too-large' && Buffer.from(got.octets).toString().includes('Montague'));
    await mailbox.move({ folder: 'junk', messageId: 'a-feud@example.org' }, 'inbox');
    // What is moved back is a mail of the inbox like others: the same one, by its identity.
    await watched.mailCount(3);
    assert.equal(watched.mails[2]?.identity, watched.mails[0]?.identity);
    await assert.rejects(mailbox.move(mail, 'trash'), /no-such-mail/);
    await assert.rejects(mailbox.move({ messageId: 'a-feast@example.org' }, 'nowhere'), /no-such-folder/);
    const uses = (await mailbox.folders()).map(({ use }) => use ?? '').sort();
    assert.deepEqual(uses, ['archive', 'drafts', 'inbox', 'junk', 'sent', 'trash']);
    await dovecot.deliver('escalus', mailOf('a duel'));
    await watched.mailCount(4);
  });

  test('a server that is killed in the middle, and mail that came when it was back', async () => {
    const watched = watch('paris');
    await watched.up();
    let hold = true;
    watched.onMail = async () => {
      await until(() => !hold, 'it may go on');
    };
    for (const subject of ['one', 'two', 'three']) await dovecot.deliver('paris', mailOf(subject));
    await until(() => watched.mailbox.state === 'up', 'it is up');
    await dovecot.kill();
    await until(() => watched.mailbox.state === 'down', 'it is down');
    hold = false;
    await dovecot.start();
    await watched.up();
    await dovecot.deliver('paris', mailOf('four'));
    await until(() => watched.cursor.cursor?.lastUid === 4, 'the cursor has passed all');
    assert.deepEqual([...new Set(watched.subjects)].sort(), ['four', 'one', 'three', 'two']);
  });
});
