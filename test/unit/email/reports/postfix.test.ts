import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { type DsnReport, readReport } from '../../../../gateways/email/reports/read-report.js';
import { type Postfix, startPostfix } from '../../../../sandbox/postfix.js';
import { SmtpClient, SmtpPeer } from '../../../../sandbox/smtp-peer/index.js';

const MAIL = [
  'From: romeo@sender.example',
  'Subject: Hi',
  'Message-ID: <sent-1@sender.example>',
  'References: <root@b.example>',
  '',
  'Hi',
  '.',
].join('\r\n');

describe('reports as Postfix writes them', () => {
  let senders: SmtpPeer;
  let recipients: SmtpPeer;
  let postfix: Postfix;

  before(async () => {
    senders = await SmtpPeer.start();
    // Without DSN, so that Postfix itself reports what it handed over.
    recipients = await SmtpPeer.start({
      extensions: ['PIPELINING', 'SMTPUTF8', '8BITMIME'],
      rules: [
        { at: 'RCPT', about: 'nobody', do: { reply: '550 5.1.1 Nobody of that name' } },
        { at: 'RCPT', about: 'full', do: { reply: '452 4.2.2 Mailbox full' } },
      ],
    });
    postfix = await startPostfix({
      relay: { 'sender.example': { smtp: senders.port }, 'b.example': { smtp: recipients.port } },
      lifetime: 60,
      delayWarning: 1,
    });
  });
  after(async () => {
    await postfix?.stop();
    await senders?.close();
    await recipients?.close();
  });

  /** Sends one mail and reads what comes back about it, until all of these recipients are named. */
  async function report(...to: readonly string[]): Promise<Map<string, { report: DsnReport; index: number }>> {
    senders.mails.length = 0;
    const client = await SmtpClient.connect(postfix.port);
    await client.reply();
    await client.say('EHLO client.sender.example');
    const smtputf8 = to.some((address) => /[^ -~]/.test(address)) ? ' SMTPUTF8' : '';
    assert.equal((await client.say(`MAIL FROM:<romeo@sender.example> RET=HDRS ENVID=env-42${smtputf8}`)).code, 250);
    for (const address of to) {
      const orcpt = smtputf8 === '' ? ` ORCPT=rfc822;${address.toUpperCase()}` : '';
      assert.equal((await client.say(`RCPT TO:<${octets(address)}> NOTIFY=SUCCESS,FAILURE,DELAY${orcpt}`)).code, 250);
    }
    assert.equal((await client.say('DATA')).code, 354);
    assert.equal((await client.say(MAIL)).code, 250);
    client.drop();
    const found = new Map<string, { report: DsnReport; index: number }>();
    for (let mail = 0; found.size < to.length; mail += 1) {
      const read = readReport(parseMessage((await senders.mail(mail, 20_000)).octets));
      assert.equal(read?.kind, 'dsn');
      if (read?.kind !== 'dsn') continue;
      assert.equal(read.guessed, undefined);
      assert.equal(read.envelopeId, 'env-42');
      assert.equal(read.originalMessageId, 'sent-1@sender.example');
      assert.deepEqual(read.originalReferences, ['root@b.example']);
      for (const [index, { final }] of read.recipients.entries()) found.set(final, { report: read, index });
    }
    return found;
  }

  it('tells of each recipient by itself', async () => {
    const found = await report('alice@b.example', 'nobody@b.example', 'full@b.example');
    const of = (address: string) => {
      const { report: read, index } = found.get(address) ?? assert.fail(`nothing about ${address}`);
      return read.recipients[index] ?? assert.fail();
    };
    const alice = of('alice@b.example');
    assert.deepEqual([alice.action, alice.status.class, alice.original], ['relayed', 2, 'ALICE@B.EXAMPLE']);
    const nobody = of('nobody@b.example');
    assert.deepEqual([nobody.action, nobody.status], ['failed', { class: 5, subject: 1, detail: 1 }]);
    assert.match(nobody.diagnostic ?? '', /^550 5\.1\.1 Nobody of that name/);
    const full = of('full@b.example');
    assert.deepEqual([full.action, full.status], ['delayed', { class: 4, subject: 2, detail: 2 }]);
    assert.ok((full.willRetryUntil ?? 0) > Date.now() - 5000);
  });

  it('tells of addresses that are not in ASCII (RFC 6533)', async () => {
    const found = await report('nobody-jürgen@b.example');
    assert.deepEqual([...found.keys()], ['nobody-jürgen@b.example']);
  });
});

/** The client writes each character as one octet. */
function octets(text: string): string {
  return Buffer.from(text).toString('latin1');
}
