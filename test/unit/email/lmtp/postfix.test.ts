import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Postfix, startPostfix } from '../../../../sandbox/postfix.js';
import { SmtpClient, SmtpPeer } from '../../../../sandbox/smtp-peer/index.js';
import { smtpSource } from '../../../../sandbox/smtp-sink.js';
import { FULL, LmtpWorld, NOBODY, TAKEN, textOf, until } from './support/lmtp-world.js';

const DOMAIN = 'mail.example.org';

/** What the gateway says to the recipients of a local part. */
type Answers = Readonly<Record<string, 'nobody' | 'full' | 'too-large' | 'taken'>>;

describe('Postfix as the client of LMTP', () => {
  let world: LmtpWorld;
  let postfix: Postfix;
  /** Where the senders are, who hear of what became of their mail. */
  let senders: SmtpPeer;
  let answers: Answers = {};
  let down = false;

  before(async () => {
    const TOO_LARGE = { code: 552, status: { class: 5, subject: 2, detail: 3 }, text: 'Too large for you' };
    const answerTo = (address: string) => answers[address.split('@')[0] ?? ''] ?? 'taken';
    world = await LmtpWorld.start({
      limits: { mail: 200_000 },
      recipient: async (address) => {
        if (down) throw new Error('no store');
        return answerTo(address) === 'nobody' ? NOBODY : 'ok';
      },
      mail: async ({ recipients }) =>
        new Map(
          recipients.map((to) => [
            to,
            { taken: TAKEN, full: FULL, 'too-large': TOO_LARGE, nobody: NOBODY }[answerTo(to)],
          ]),
        ),
    });
    senders = await SmtpPeer.start();
    postfix = await startPostfix({
      relay: { [DOMAIN]: { lmtp: world.port }, 'example.net': { smtp: senders.port } },
      lifetime: 4,
      delayWarning: 1,
    });
  });
  after(async () => {
    await postfix?.stop();
    await senders?.close();
    await world?.stop();
  });
  beforeEach(() => {
    answers = {};
    down = false;
    world.mails.length = 0;
    senders.mails.length = 0;
  });

  /** Hands a mail to Postfix as a program does that wants to know what becomes of it (RFC 3461). */
  const send = async (
    recipients: readonly string[],
    text = 'Subject: x\r\n\r\nHi',
    notify = 'SUCCESS,FAILURE,DELAY',
  ) => {
    const client = await SmtpClient.connect(postfix.port);
    await client.reply();
    await client.say('EHLO client.example.net');
    assert.equal((await client.say('MAIL FROM:<alice@example.net> RET=HDRS ENVID=env-1')).code, 250);
    for (const to of recipients) assert.equal((await client.say(`RCPT TO:<${to}> NOTIFY=${notify}`)).code, 250);
    assert.equal((await client.say('DATA')).code, 354);
    assert.equal((await client.say(`${text}\r\n.`)).code, 250);
    client.drop();
  };
  /** The notification of a number, and what it says of each recipient. */
  const notification = async (index: number) => {
    const mail = await senders.mail(index, 15_000);
    const text = mail.octets.toString();
    assert.equal(mail.from.address, '');
    assert.match(text, /^Original-Envelope-Id: env-1\r$/m);
    const field = (name: string) => [...text.matchAll(new RegExp(`^${name}: (.*)\r$`, 'gm'))].map(([, value]) => value);
    return {
      to: field('Final-Recipient'),
      actions: field('Action'),
      status: field('Status'),
      why: field('Diagnostic-Code'),
    };
  };

  it('hands a mail over, and reports that it was relayed', async () => {
    await send([`Romeo@${DOMAIN}`], 'Subject: dots\r\n\r\n..\r\n...x\r\n');
    const { to, actions, status } = await notification(0);
    assert.deepEqual(
      { to, actions, status },
      { to: [`rfc822; Romeo@${DOMAIN}`], actions: ['relayed'], status: ['2.0.0'] },
    );
    const mail = world.mails[0] ?? assert.fail();
    assert.equal(mail.from, 'alice@example.net');
    assert.deepEqual(mail.recipients, [`Romeo@${DOMAIN}`]);
    assert.ok(textOf(mail).endsWith('\r\n\r\n.\r\n..x\r\n\r\n'), textOf(mail));
  });

  it('reports for each recipient by itself', async () => {
    answers = { juliet: 'too-large', nurse: 'nobody', mercutio: 'full' };
    const names = ['romeo', 'juliet', 'nurse', 'mercutio'];
    await send(names.map((name) => `${name}@${DOMAIN}`));
    const found = new Map<string, string>();
    for (let index = 0; found.size < 4; index += 1) {
      const { to, actions, status } = await notification(index);
      for (const [place, one] of to.entries())
        found.set(one?.split(/[ @]/)[1] ?? '', `${actions[place]} ${status[place]}`);
    }
    assert.deepEqual(Object.fromEntries(found), {
      romeo: 'relayed 2.0.0',
      juliet: 'failed 5.2.3',
      nurse: 'failed 5.1.1',
      mercutio: 'delayed 4.2.2',
    });
    answers = {};
    await until(() => world.mails.some(({ recipients }) => recipients.length === 1), 10_000);
    assert.deepEqual(world.mails.at(-1)?.recipients, [`mercutio@${DOMAIN}`], 'the one who waits is tried alone');
    await until(() => /mercutio@.*\r\n(?:.*\r\n)*Action: relayed/.test(senders.mails.at(-1)?.octets.toString() ?? ''));
  });

  it('keeps the mail while the gateway can take none, and brings it then', async () => {
    down = true;
    await send([`romeo@${DOMAIN}`], 'Subject: later\r\n\r\nHi', 'NEVER');
    await until(() => postfix.logs().includes('status=deferred (host 127.0.0.1[127.0.0.1] said: 451 4.3.0'), 5000);
    assert.equal((await postfix.queue())[0]?.recipients[0]?.address, `romeo@${DOMAIN}`);
    assert.equal(world.mails.length, 0);
    down = false;
    await until(() => world.mails.length === 1, 10_000);
    assert.equal(senders.mails.length, 0, 'who wants to hear nothing hears nothing');
  });

  it('gives up in the end, and says so', async () => {
    answers = { romeo: 'full' };
    await send([`romeo@${DOMAIN}`]);
    assert.deepEqual((await notification(0)).actions, ['delayed']);
    const { actions, status, why } = await notification(1);
    assert.deepEqual(
      { actions, status, why },
      { actions: ['failed'], status: ['4.2.2'], why: ['smtp; 452 4.2.2 Full'] },
    );
  });

  it('returns what is too large, without sending it', async () => {
    await send([`romeo@${DOMAIN}`], `Subject: large\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(300)}`);
    const { actions, status } = await notification(0);
    assert.equal(actions[0], 'failed');
    assert.ok(status[0] === '5.3.4', `${status[0]}`);
    assert.equal(world.mails.length, 0);
  });

  it('returns mail for a domain that does not exist', async () => {
    await send(['romeo@nowhere.example']);
    const { actions, status } = await notification(0);
    assert.deepEqual({ actions, status }, { actions: ['failed'], status: ['5.1.2'] });
  });

  it('passes a mail with a bare LF and a dot on as one mail', async () => {
    const client = await SmtpClient.connect(postfix.port);
    client.write('EHLO x\r\nMAIL FROM:<>\r\n');
    await client.replies(3);
    client.write(`RCPT TO:<romeo@${DOMAIN}>\r\nDATA\r\n`);
    await client.replies(2);
    client.write('Subject: x\r\n\r\na\r\n..\r\nb\r\n.\r\n');
    await client.replies(1);
    client.drop();
    await until(() => world.mails.length === 1);
    assert.ok(textOf(world.mails[0]).includes('\r\na\r\n.\r\nb\r\n'));
  });

  it('hands over a thousand mails without loss', async () => {
    const load = { sessions: 20, mails: 1000, size: 2000, from: 'alice@example.net', to: `romeo@${DOMAIN}` };
    await smtpSource({ port: postfix.port, ...load });
    await until(() => world.mails.length === 1000, 60_000);
    assert.equal(new Set(world.mails.map((mail) => /^Message-Id: (.*)\r$/m.exec(textOf(mail))?.[1])).size, 1000);
  });

  it('asks for a recipient before it takes a mail, where it is told to', async () => {
    answers = { nurse: 'nobody' };
    const careful = await startPostfix({ relay: { [DOMAIN]: { lmtp: world.port } }, verifyRecipients: true });
    try {
      const client = await SmtpClient.connect(careful.port);
      await client.reply();
      await client.say('EHLO x');
      await client.say('MAIL FROM:<alice@example.net>');
      const { code, lines } = await client.say(`RCPT TO:<nurse@${DOMAIN}>`);
      assert.equal(code, 550);
      assert.match(lines[0] ?? '', /5\.1\.1 .*Nobody/);
      assert.equal((await client.say(`RCPT TO:<romeo@${DOMAIN}>`)).code, 250);
      client.drop();
      assert.equal(world.mails.length, 0);
    } finally {
      await careful.stop();
    }
  });
});
