import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../sandbox/free-port.js';
import { SmtpClient, SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { fieldOf, partsOf, readMail, textOf } from '../../support/mail-reader.js';
import { HOME, type MailServers, startMailServers, stopMailServers } from '../../support/mail-servers.js';
import { mailSteps } from '../../support/mail-steps.js';
import { playScript } from '../../support/script.js';

describe('mails as scripts read them', () => {
  const mail = readMail(
    Buffer.from(
      [
        'Subject: =?utf-8?Q?caf=C3=A9?= =?utf-8?B?IMOk?=',
        'References: <a@x>',
        '\t<b@x>',
        'Content-Type: multipart/mixed; boundary="=b"',
        '',
        'preamble',
        '--=b',
        'Content-Type: text/plain; charset=utf-8; format=flowed',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'one =C3=A4 =',
        'two=20',
        'three',
        '> quoted=20',
        '> on',
        '--=b',
        'Content-Type: image/png; name="x.png"',
        "Content-Disposition: attachment; filename*=utf-8''c%C3%A4t.png",
        'Content-Transfer-Encoding: base64',
        '',
        'AAEC',
        '--=b--',
        '',
      ].join('\r\n'),
    ),
  );

  it('have fields, a text and files', () => {
    assert.equal(fieldOf(mail, 'subject'), 'café ä');
    assert.equal(fieldOf(mail, 'References'), '<a@x> <b@x>');
    assert.equal(textOf(mail), 'one ä two three\n> quoted on');
    const file = partsOf(mail).at(-1) ?? assert.fail();
    assert.deepEqual([file.fileName, file.type, [...file.content]], ['cät.png', 'image/png', [0, 1, 2]]);
  });
});

describe('mail steps of scripts', () => {
  let servers: MailServers;
  let gateway: SmtpPeer;
  let dir: string;
  before(async () => {
    gateway = await SmtpPeer.start({ lmtp: true });
    servers = await startMailServers({ gateway: { domain: 'mail.example.org', lmtpPort: gateway.port } });
    dir = await tempDir('mail-scripts');
  });
  after(async () => {
    if (servers !== undefined) await stopMailServers(servers);
    await gateway?.close();
  });

  let scripts = 0;
  const play = async (script: string): Promise<void> => {
    scripts += 1;
    const file = join(dir, `${scripts}.stanzas`);
    await writeFile(file, script);
    const account = () => Promise.reject(new Error('nobody'));
    await playScript({ file, account, steps: mailSteps(servers), variables: { home: `romeo@${HOME}` } });
  };

  it('send, receive and answer', async () => {
    await play(`# Mails between people elsewhere
Mail from alice@example.net to bob@example.net, carol@example.net:
  Subject: Lunch
  Disposition-Notification-To: <alice@example.net>
  |
  Hello, ä
  |
  .hidden
bob@example.net receives mail:
  Subject: Lunch
  Message-ID: {first}
  Cc: {absent}
  |
  Hello, {what}
  |
  .hidden
That mail went from alice@example.net to bob@example.net, carol@example.net
bob@example.net answers:
  |
  Yes
bob@example.net confirms that it was read
alice@example.net receives mail:
  Subject: Re: Lunch
  In-Reply-To: {first}
  References: {first}
  |
  Yes
alice@example.net receives mail:
  Subject: Read: Lunch
That mail has a part message/disposition-notification:
  Original-Message-ID: {first}
  Disposition: manual-action/{any}; displayed
alice@example.net receives no other mail
`);
  });

  it('say what is not so', async () => {
    await play('Mail from alice@example.net to dave@example.net:\n  Subject: One\n  |\n  Hi\n');
    await assert.rejects(play('dave@example.net receives no other mail\n'), /Subject: One/);
    await assert.rejects(
      play('dave@example.net receives mail:\n  Subject: One\nThat mail has the file cat.png of image/png\n'),
      /it has the files/,
    );
  });

  it('look into mailboxes', async () => {
    await play(`Mail from alice@example.net to {home}:
  Subject: At home
  |
  Hi
The mailbox {home} has in INBOX:
  Subject: At home
  Return-Path: <alice@example.net>
  |
  Hi
`);
    await servers.dovecot.doveadm(['flags', 'add', '-u', `romeo@${HOME}`, '\\Seen', 'mailbox', 'INBOX', 'all']);
    await play(`The mail "At home" in INBOX of {home} is seen\n`);
  });

  it('refuse mail, and a notification comes back', async () => {
    await play(`Mail to nobody@example.net is refused with 550 5.1.1 No such user
Mail from alice@example.net to nobody@example.net:
  Subject: Anybody there
  |
  Hi
alice@example.net receives mail:
  From: {any}MAILER-DAEMON@mx.example.net{any}
  Auto-Submitted: auto-replied
That mail has a part message/delivery-status:
  Final-Recipient: rfc822; nobody@example.net
  Action: failed
  Status: 5.1.1
Mail is taken again
The mail server goes away
The mail server is back
Mail from alice@example.net to nobody@example.net:
  Subject: Anybody there now
  |
  Hi
nobody@example.net receives mail:
  Subject: Anybody there now
`);
  });

  it('bring mail to the gateway, and take it from users who log in only', async () => {
    await play('Mail from alice@example.net to romeo@mail.example.org:\n  Subject: In\n  |\n  Hi\n');
    await gateway.waitFor(() => gateway.inbox('romeo@mail.example.org').length === 1);
    const client = await SmtpClient.connect(servers.postfix.submissionPort ?? (await freePort()));
    await client.reply();
    await client.say('EHLO x');
    await client.say('MAIL FROM:<a@example.net>');
    assert.equal((await client.say('RCPT TO:<b@example.net>')).code, 554);
    await client.say('RSET');
    const login = Buffer.from(`\0romeo@${HOME}\0${servers.dovecot.password}`).toString('base64');
    assert.equal((await client.say(`AUTH PLAIN ${login}`)).code, 235);
    await client.say('MAIL FROM:<a@example.net>');
    assert.equal((await client.say('RCPT TO:<b@example.net>')).code, 250);
    client.drop();
  });
});
