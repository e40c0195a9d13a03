import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutgoingMail } from '../../../../gateways/email/compose/outgoing.js';
import { readMail } from '../../../../gateways/email/mime/read-mail.js';
import { withCpim } from '../../../../gateways/email/secure/cpim-in.js';
import { cpimMail } from '../../../../gateways/email/secure/cpim-out.js';
import { chooseBody } from '../../../../gateways/email/text/choose-body.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

function read(lines: readonly string[]): ReturnType<typeof withCpim> {
  const octets = Buffer.from(lines.join('\r\n'));
  return withCpim(readMail(octets, { now: NOW, chooseText: chooseBody }));
}

const HEAD = [
  'From: alice@example.net',
  'To: romeo@mail.example.org',
  'Subject: Outer',
  'Content-Type: message/cpim',
  '',
];

describe('a mail that holds Message/CPIM', () => {
  it('is what that says', () => {
    const mail = read([
      ...HEAD,
      'From: "Alice" <im:alice@example.net>',
      'To: <im:romeo@mail.example.org>',
      'cc: Juliet <im:juliet@example.com>',
      'DateTime: 2025-12-31T23:59:59Z',
      'Subject: Inner',
      '',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Hello',
      '',
    ]);
    assert.equal(mail.subject, 'Inner');
    assert.equal(mail.text.body, 'Hello');
    assert.equal(mail.date, Date.UTC(2025, 11, 31, 23, 59, 59));
    assert.deepEqual(mail.from, [{ name: 'Alice', address: 'alice@example.net' }]);
    assert.deepEqual(mail.to, [{ address: 'romeo@mail.example.org' }]);
    assert.deepEqual(mail.cc, [{ name: 'Juliet', address: 'juliet@example.com' }]);
  });

  it('is from whoever sent the mail, whatever it says inside', () => {
    const mail = read([...HEAD, 'From: Bank <im:bank@example.com>', '', 'Content-Type: text/plain', '', 'Pay', '']);
    assert.deepEqual(mail.from, [{ address: 'alice@example.net' }]);
  });

  it('stays a file where more is asked for than is known, or it holds no text', () => {
    const asks = read([...HEAD, 'From: <im:a@b.c>', 'Require: Crypt', '', 'Content-Type: text/plain', '', 'x', '']);
    const image = read([...HEAD, 'From: <im:a@b.c>', '', 'Content-Type: image/png', '', 'x', '']);
    const long = read([...HEAD, 'From: <im:a@b.c>', '', 'Content-Type: text/plain', '', 'x'.repeat(40_000), '']);
    for (const mail of [asks, image, long]) {
      assert.equal(mail.subject, 'Outer');
      assert.deepEqual(
        mail.attachments.map(({ name, mediaType }) => [name, mediaType]),
        [['message.cpim', 'message/cpim']],
      );
    }
  });
});

describe('a text as Message/CPIM', () => {
  const mail: OutgoingMail = {
    from: { name: 'Romeo', address: 'romeo@mail.example.org' },
    to: [{ address: 'alice@example.net' }],
    cc: [],
    subject: 'Dinner',
    date: NOW,
    messageId: 'abc@mail.example.org',
    references: [],
    bodies: [{ text: 'At eight', lang: 'en' }],
    attachments: [],
    flowed: true,
    headers: [],
  };

  it('is written as it is where every server carries it', () => {
    assert.ok(
      Buffer.from(cpimMail(mail))
        .toString()
        .endsWith(
          'MIME-Version: 1.0\r\nContent-Type: message/cpim\r\n\r\nFrom: "Romeo" <im:romeo@mail.example.org>\r\n' +
            'To: <im:alice@example.net>\r\nDateTime: 2026-01-02T03:04:05.000Z\r\nSubject:;lang=en Dinner\r\n\r\n' +
            'Content-Type: text/plain; charset=utf-8\r\nContent-ID: <abc@mail.example.org>\r\n\r\nAt eight\r\n',
        ),
    );
  });

  it('is encoded where it is not ASCII, and comes back the same', () => {
    const octets = cpimMail({ ...mail, bodies: [{ text: 'À huit heures\n\nRoméo' }] });
    assert.match(
      Buffer.from(octets).toString('latin1'),
      /Content-Type: message\/cpim\r\nContent-Transfer-Encoding: base64\r\n\r\n[A-Za-z0-9+/=\r\n]+$/,
    );
    const back = withCpim(readMail(octets, { now: NOW, chooseText: chooseBody }));
    assert.equal(back.text.body, 'À huit heures\n\nRoméo');
  });
});
