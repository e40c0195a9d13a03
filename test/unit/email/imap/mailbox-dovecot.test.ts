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
});
