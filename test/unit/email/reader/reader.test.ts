import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MailReader } from '../../../../gateways/email/reader/reader.js';
import { ThreadFailure } from '../../../../gateways/email/reader/thread-pool.js';
import { systemClock } from '../../../../src/clock.js';
import { deepMail, hostileMail, multipartMail, simpleMail } from './mails.js';

const HEADER = 'From: Bob <bob@example.org>\r\nSubject: Hello\r\nMessage-ID: <1@example.org>\r\n';
/** A thread of tests: it does what the subject of the mail says. */
const MISBEHAVING = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ octets }) => {
      const [, subject] = /Subject: (\\w+)/.exec(Buffer.from(octets).toString('latin1'));
      const kept = [];
      if (subject === 'hang') for (;;);
      if (subject === 'exit') process.exit(1);
      if (subject === 'throw') throw new Error('thrown');
      if (subject === 'memory') for (;;) kept.push(new Array(100000).fill(kept.length));
      parentPort.postMessage(subject === 'error' ? { error: 'RangeError' } : { mail: { subject } });
    });
  `)}`,
);

describe('reading mail', () => {
  const reader = new MailReader({ clock: systemClock, threads: 2 });
  after(() => reader.close());

  it('is done at once for a small mail', async () => {
    const { mail, unread } = await reader.read(simpleMail('Hello\r\n-- \r\nBob\r\n'));
    assert.equal(unread, undefined);
    assert.deepEqual(mail.text, { body: 'Hello', kind: 'plain', cut: true, full: 'Hello\n-- \nBob' });
    assert.equal(reader.load().threads, 0);
  });

  it('takes the options of the user along', async () => {
    const octets = Buffer.from(
      `${HEADER}Content-Type: text/html\r\n\r\n<p>an <b>old</b> friend</p>${' '.repeat(20_000)}`,
    );
    for (const mail of [octets, octets.subarray(0, 200)]) {
      assert.equal((await reader.read(mail, { styled: true })).mail.text.body, 'an *old* friend');
      assert.equal((await reader.read(mail)).mail.text.body, 'an old friend');
    }
    const signed = simpleMail('Hello\r\n-- \r\nBob\r\n');
    assert.equal((await reader.read(signed, { strip: false })).mail.text.body, 'Hello\n-- \nBob');
  });

  it('gives the octets of attachments from a thread, and leaves those of the mail as they are', async () => {
    const octets = multipartMail(3, 20_000);
    const before = Buffer.from(octets);
    const { mail } = await reader.read(octets);
    assert.equal(mail.attachments.length, 3);
    for (const { content, size } of mail.attachments) {
      assert.equal(size, 20_000);
      assert.deepEqual(Buffer.from(content), Buffer.alloc(20_000, 'x'));
    }
    assert.ok(before.equals(octets));
    assert.equal(reader.load().threads, 1);
    assert.equal(reader.load().octets, 0);
  });

  it('of hostile mails is done in a thread, and gives what there is to read', async () => {
    for (const [name, octets] of Object.entries({ hostile: hostileMail(), deep: deepMail() })) {
      const reading = reader.read(octets);
      assert.equal(reader.load().octets, octets.length, `${name} is in work`);
      const { mail, unread } = await reading;
      assert.equal(unread, undefined, name);
      assert.ok(mail.text.body.length > 0, name);
    }
  });
});

describe('a mail that its thread does not survive', () => {
  const large = (subject: string) =>
    Buffer.from(`From: bob@example.org\r\nSubject: ${subject}\r\n\r\n${'x'.repeat(20_000)}`);
  const withThreads = async (
    run: (reader: MailReader) => Promise<void>,
    { octetsInFlight = 1_000_000, timeout = 1500 } = {},
  ) => {
    const limits = { timeout, heap: 64, octetsInFlight };
    const reader = new MailReader({ clock: systemClock, threads: 1, script: MISBEHAVING, limits });
    try {
      await run(reader);
    } finally {
      await reader.close();
    }
  };

  const given = async (reader: MailReader, subject: string, reason: 'timeout' | 'failed'): Promise<void> => {
    const octets = large(subject);
    const { mail, unread } = await reader.read(octets);
    assert.equal(unread, reason, subject);
    assert.equal(mail.subject, subject);
    assert.equal(mail.from[0]?.address, 'bob@example.org');
    assert.equal(mail.text.kind, 'none');
    assert.equal(mail.attachments.length, 1);
    assert.equal(mail.attachments[0]?.mediaType, 'message/rfc822');
    assert.ok(octets.equals(mail.attachments[0]?.content ?? new Uint8Array()));
    assert.equal(reader.load().octets, 0);
  };

  it('is given as a file, with its header', async () => {
    await withThreads(
      async (reader) => {
        for (const subject of ['exit', 'throw', 'memory', 'error']) await given(reader, subject, 'failed');
        // The next thread serves whoever comes next.
        assert.equal((await reader.read(large('fine'))).unread, undefined);
      },
      { timeout: 60_000 },
    );
  });

  it('is given up when its thread hangs, and others are read meanwhile', async () => {
    await withThreads(async (reader) => {
      const hung = given(reader, 'hang', 'timeout');
      assert.equal((await reader.read(simpleMail('Hello'))).mail.text.body, 'Hello');
      await hung;
      assert.equal((await reader.read(large('fine'))).unread, undefined);
    });
  });

  it('lets others wait while too many octets are in work, in their order', async () => {
    await withThreads(
      async (reader) => {
        const done: string[] = [];
        const reads = ['hang', 'a', 'b', 'c'].map(async (subject) => {
          const { mail } = await reader.read(large(subject));
          done.push(mail.subject ?? '');
        });
        assert.equal(reader.load().waiting, 2);
        assert.equal(reader.load().octets, 2 * large('x').length + 3);
        await reader.read(Buffer.from('Subject: small\r\n\r\nx'));
        assert.deepEqual(done, []);
        await Promise.all(reads);
        assert.deepEqual(done, ['hang', 'a', 'b', 'c']);
      },
      { octetsInFlight: 50_000 },
    );
  });

  it('fails when the reader is closed', async () => {
    const reader = new MailReader({ clock: systemClock, threads: 1, script: MISBEHAVING });
    const reads = [reader.read(large('hang')), reader.read(large('a'))].map((read) =>
      assert.rejects(read, (error) => error instanceof ThreadFailure && error.reason === 'closed'),
    );
    await reader.close();
    await Promise.all(reads);
    await assert.rejects(reader.read(large('later')), ThreadFailure);
  });
});
