import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, describe, it } from 'node:test';
import { MailReader } from '../../../../gateways/email/work/reader.js';
import { ThreadFailure } from '../../../../gateways/email/work/thread-pool.js';
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

/**
 * The longest hold-up of the main thread in ms while `work` runs: the least of three runs, since what the work itself causes
 * is there each time, and what a busy machine adds is not.
 */
async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && least > 50; run += 1) {
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    await work();
    delays.disable();
    least = Math.min(least, delays.max / 1e6);
  }
  return least;
}

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

  it('of hostile mails holds up nobody for more than 50 ms', async () => {
    await reader.read(multipartMail(3, 20_000));
    for (const [name, octets] of Object.entries({ hostile: hostileMail(), deep: deepMail() })) {
      let read: Awaited<ReturnType<MailReader['read']>> | undefined;
      const delay = await longestDelay(async () => {
        read = await reader.read(octets);
      });
      assert.equal(read?.unread, undefined, name);
      assert.ok((read?.mail.text.body.length ?? 0) > 0, name);
      assert.ok(delay <= 50, `${name}: ${delay.toFixed(1)} ms`);
    }
  });

  it('of small hostile mails holds up nobody for more than 50 ms', async () => {
    const bodies = [
      '\n'.repeat(15_000),
      'On \n'.repeat(3700),
      '<div>'.repeat(3000),
      'wrote:\n'.repeat(2100),
      '>'.repeat(15_000),
    ];
    const delay = await longestDelay(async () => {
      for (const body of bodies) {
        await reader.read(simpleMail(body));
        await reader.read(Buffer.from(`${HEADER}Content-Type: text/html\r\n\r\n${body}`));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    assert.ok(delay <= 50, `${delay.toFixed(1)} ms`);
  });
});

describe('a mail that its thread does not survive', () => {
  const large = (subject: string) =>
    Buffer.from(`From: bob@example.org\r\nSubject: ${subject}\r\n\r\n${'x'.repeat(20_000)}`);
  const withThreads = async (run: (reader: MailReader) => Promise<void>, octetsInFlight = 1_000_000) => {
    const limits = { timeout: 1500, heap: 64, octetsInFlight };
    const reader = new MailReader({ clock: systemClock, threads: 1, script: MISBEHAVING, limits });
    try {
      await run(reader);
    } finally {
      await reader.close();
    }
  };

  it('is given as a file, with its header', async () => {
    await withThreads(async (reader) => {
      for (const [subject, reason] of [
        ['hang', 'timeout'],
        ['exit', 'failed'],
        ['throw', 'failed'],
        ['memory', 'failed'],
        ['error', 'failed'],
      ] as const) {
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
      }
      // The next thread serves whoever comes next.
      assert.equal((await reader.read(large('fine'))).unread, undefined);
    });
  });

  it('does not hold up the main thread while it hangs', async () => {
    await withThreads(async (reader) => {
      await reader.read(large('fine'));
      const delay = await longestDelay(() => reader.read(large('hang')));
      assert.ok(delay <= 50, `${delay.toFixed(1)} ms`);
    });
  });

  it('lets others wait while too many octets are in work, in their order', async () => {
    await withThreads(async (reader) => {
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
    }, 50_000);
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
