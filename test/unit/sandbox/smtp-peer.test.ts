import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { selfSignedCertificate } from '../../../sandbox/certificate.js';
import { SmtpClient, SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { smtpSource, startSmtpSink } from '../../../sandbox/smtp-sink.js';
import { tempDir } from '../../../sandbox/temp-dir.js';

describe('the peer for SMTP', () => {
  let peer: SmtpPeer;

  before(async () => {
    peer = await SmtpPeer.start({
      login: {
        mechanisms: ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'],
        accepts: ({ kind, user, secret }) => user === 'romeo' && secret === (kind === 'token' ? 't0ken' : 's3cret'),
      },
    });
  });
  beforeEach(() => {
    peer.setRules();
    peer.mails.length = 0;
  });
  after(async () => await peer.close());

  const greeted = async (): Promise<SmtpClient> => {
    const client = await SmtpClient.connect(peer.port);
    assert.equal((await client.reply()).code, 220);
    assert.equal((await client.say('EHLO client.example.org')).code, 250);
    return client;
  };

  it('takes a mail, and keeps what was said', async () => {
    const client = await greeted();
    client.write(
      'MAIL FROM:<a@example.org> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<"b>c"@example.net> NOTIFY=SUCCESS\r\nDATA\r\n',
    );
    assert.deepEqual(await client.replies(3), ['250 2.1.0 Ok', '250 2.1.5 Ok', '354 Go']);
    client.write('..one\r\n.\n.\r');
    client.write('\ntwo\r\n.\r\nQUIT\r\n');
    assert.deepEqual(await client.replies(2), ['250 2.0.0 Taken', '221 2.0.0 Bye']);
    const mail = await peer.mail(0);
    assert.deepEqual(mail.from, { address: 'a@example.org', parameters: ['SIZE=20', 'BODY=8BITMIME'] });
    assert.deepEqual(mail.recipients, [{ address: '"b>c"@example.net', parameters: ['NOTIFY=SUCCESS'] }]);
    assert.equal(mail.octets.toString(), '.one\r\n\n.\r\ntwo\r\n');
    assert.equal(mail.user, undefined);
  });

  it('ends a mail whose dot is its first octet', async () => {
    const client = await greeted();
    client.write('MAIL FROM:<>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n.\r\n');
    await client.replies(4);
    assert.equal((await peer.mail(0)).octets.length, 0);
    client.drop();
  });

  it('answers as it was told, as often as it was told', async () => {
    peer.setRules({ at: 'RCPT', about: '<b@', do: { reply: '450 4.2.1 Later' }, times: 1 });
    const client = await greeted();
    await client.say('MAIL FROM:<a@example.org>');
    assert.equal((await client.say('RCPT TO:<c@example.net>')).code, 250);
    assert.equal((await client.say('RCPT TO:<b@example.net>')).code, 450);
    assert.equal((await client.say('RCPT TO:<b@example.net>')).code, 250);
    client.drop();
  });

  it('closes, resets, falls silent, and writes garbage', async () => {
    peer.setRules({ at: 'MAIL', do: { all: [{ reply: '421 4.3.2 Bye' }, { close: true }] } });
    const closed = await greeted();
    assert.equal((await closed.say('MAIL FROM:<a@example.org>')).code, 421);
    assert.equal(await closed.end(), '');

    peer.setRules({ at: 'DATA', do: { reset: true } });
    const reset = await greeted();
    reset.write('MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n');
    await reset.end();
    assert.equal(reset.error !== undefined && 'code' in reset.error && reset.error.code, 'ECONNRESET');

    peer.setRules({ at: 'dot', do: { silence: true } });
    const silent = await greeted();
    silent.write('MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nhi\r\n.\r\n');
    await silent.replies(3);
    await assert.rejects(silent.reply(200), /no reply within 200 ms/);
    assert.equal(peer.mails.length, 1, 'it has the mail all the same');
    silent.drop();

    peer.setRules({ at: 'NOOP', do: { raw: '\0\xffgarbage' } }, { at: 'RSET', do: { trickle: '250 ok', every: 5 } });
    const garbage = await greeted();
    assert.equal((await garbage.say('RSET')).code, 250);
    garbage.write('NOOP\r\nQUIT\r\n');
    assert.match(await garbage.end(), /^\0\xffgarbage221 /);
  });

  it('is gone while a mail comes', async () => {
    peer.setRules({ at: 'body', do: { close: true } });
    const client = await greeted();
    client.write('MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n');
    await client.replies(3);
    client.write('Subject: half of it');
    await client.end();
    assert.equal(peer.mails.length, 0);
  });

  for (const [name, lines, code] of [
    ['PLAIN', [`AUTH PLAIN ${base64('\0romeo\0s3cret')}`], 235],
    ['PLAIN in two steps', ['AUTH PLAIN', base64('\0romeo\0s3cret')], 235],
    ['PLAIN with a wrong password', [`AUTH PLAIN ${base64('\0romeo\0wrong')}`], 535],
    ['LOGIN', ['AUTH LOGIN', base64('romeo'), base64('s3cret')], 235],
    ['XOAUTH2', [`AUTH XOAUTH2 ${base64('user=romeo\x01auth=Bearer t0ken\x01\x01')}`], 235],
    ['OAUTHBEARER', [`AUTH OAUTHBEARER ${base64('n,a=romeo,\x01host=x\x01auth=Bearer t0ken\x01\x01')}`], 235],
    ['XOAUTH2 with an old token', [`AUTH XOAUTH2 ${base64('user=romeo\x01auth=Bearer old\x01\x01')}`, ''], 535],
  ] as const) {
    it(`lets people log in: ${name}`, async () => {
      const client = await greeted();
      let last = 0;
      for (const line of lines) last = (await client.say(line)).code;
      assert.equal(last, code);
      client.drop();
    });
  }

  it('has TLS after STARTTLS and from the first octet', async () => {
    const certificate = await selfSignedCertificate(await tempDir('smtp-peer'), 'peer.example.net');
    assert.ok(certificate);
    const implicit = await SmtpPeer.start({ certificate, implicitTls: true });
    const upgraded = await SmtpPeer.start({ certificate });
    try {
      const socket = connectTls({ host: '127.0.0.1', port: implicit.port, rejectUnauthorized: false });
      socket.write('EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n.\r\n');
      assert.equal((await implicit.mail(0)).secure, true);
      socket.destroy();

      const client = await SmtpClient.connect(upgraded.port);
      await client.reply();
      assert.ok((await client.say('EHLO x')).lines.includes('STARTTLS'));
      assert.equal((await client.say('STARTTLS')).code, 220);
      const inner = await client.secure();
      assert.ok(!(await inner.say('EHLO x')).lines.includes('STARTTLS'));
      inner.write('MAIL FROM:<>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n.\r\n');
      assert.equal((await upgraded.mail(0)).secure, true);
      inner.drop();
    } finally {
      await Promise.all([implicit.close(), upgraded.close()]);
    }
  });
});

describe('the peer for LMTP', () => {
  it('answers once for each recipient', async () => {
    const peer = await SmtpPeer.start({
      lmtp: true,
      rules: [{ at: 'dot', about: 'b@example.net', do: { reply: '552 5.2.2 Full' } }],
    });
    try {
      const client = await SmtpClient.connect(peer.port);
      client.write('LHLO x\r\nMAIL FROM:<a@example.org>\r\n');
      client.write('RCPT TO:<b@example.net>\r\nRCPT TO:<c@example.net>\r\nDATA\r\nhi\r\n.\r\n');
      const replies = await client.replies(8);
      assert.deepEqual(replies.slice(6), ['552 5.2.2 Full', '250 2.0.0 Taken']);
      client.drop();
    } finally {
      await peer.close();
    }
  });

  it('takes what smtp-source sends', async () => {
    const peer = await SmtpPeer.start({ lmtp: true });
    try {
      const load = { sessions: 3, mails: 30, size: 200_000, from: 'a@example.org', to: 'b@example.net' };
      await smtpSource({ port: peer.port, lmtp: true, ...load });
      assert.equal(peer.mails.length, 30);
      assert.ok(
        peer.mails.every(({ octets }) => octets.length > 200_000 - 1000 && octets.toString().endsWith('X\r\n')),
      );
    } finally {
      await peer.close();
    }
  });
});

describe('smtp-sink', () => {
  it('counts what it takes', async () => {
    const sink = await startSmtpSink();
    try {
      const load = { sessions: 3, mails: 50, size: 2000, from: 'a@example.org', to: 'b@example.net' };
      assert.ok((await smtpSource({ port: sink.port, ...load })) > 0);
      assert.equal(sink.mails, 50);
    } finally {
      await sink.stop();
    }
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
