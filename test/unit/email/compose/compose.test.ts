import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compose } from '../../../../gateways/email/compose/compose.js';
import { bccField } from '../../../../gateways/email/compose/mail-fields.js';
import { messageIdFor } from '../../../../gateways/email/compose/message-id.js';
import type { OutgoingMail } from '../../../../gateways/email/compose/outgoing.js';
import { composeMdn } from '../../../../gateways/email/compose/reports.js';

const plain: OutgoingMail = {
  from: { name: 'Romeo', address: 'romeo@example.org' },
  to: [{ name: 'Alice', address: 'alice@example.com' }],
  cc: [],
  subject: 'Hello',
  date: Date.UTC(2026, 10, 6, 7, 8, 9),
  messageId: 'one@example.org',
  references: [],
  bodies: [{ text: 'Hi.' }],
  attachments: [],
  flowed: true,
  headers: [],
};

const text = (mail: Partial<OutgoingMail>): string => Buffer.from(compose({ ...plain, ...mail })).toString('latin1');
/** Header and body. */
function split(mail: Partial<OutgoingMail>): readonly [string, string] {
  const whole = text(mail);
  const end = whole.indexOf('\r\n\r\n');
  return [whole.slice(0, end + 2), whole.slice(end + 4)];
}
const base64 = (said: string): string => Buffer.from(said).toString('base64');
/** One field, folded as it is, without its CRLF. */
function field(mail: Partial<OutgoingMail>, name: string): string | undefined {
  return split(mail)[0]
    .split(/\r\n(?![ \t])/)
    .find((one) => one.startsWith(`${name}:`));
}

test('a plain mail', () => {
  equal(
    text({}),
    [
      'Date: Fri, 6 Nov 2026 07:08:09 +0000',
      'From: Romeo <romeo@example.org>',
      'To: Alice <alice@example.com>',
      'Subject: Hello',
      'Message-ID: <one@example.org>',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=us-ascii; format=flowed',
      '',
      'Hi.',
      '',
    ].join('\r\n'),
  );
});

test('who it is from and for', () => {
  equal(field({ from: { name: 'Montague, R.', address: 'r@x.org' } }, 'From'), 'From: "Montague, R." <r@x.org>');
  equal(field({ from: { name: 'a "b" \\', address: 'r@x.org' } }, 'From'), 'From: "a \\"b\\" \\\\" <r@x.org>');
  equal(field({ from: { name: 'Jürgen', address: 'r@x.org' } }, 'From'), 'From: =?utf-8?Q?J=C3=BCrgen?= <r@x.org>');
  // What looks like an encoded-word is one to every reader.
  equal(
    field({ from: { name: '=?utf-8?Q?x?=', address: 'r@x.org' } }, 'From'),
    'From: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?= <r@x.org>',
  );
  equal(field({ from: { address: '"a b"@x.org' } }, 'From'), 'From: "a b"@x.org');
  equal(field({ to: [], cc: [] }, 'To'), 'To: undisclosed-recipients:;');
  equal(field({ sender: { address: 's@x.org' } }, 'Sender'), 'Sender: s@x.org');
  equal(field({ replyTo: { address: 's@x.org' } }, 'Reply-To'), 'Reply-To: s@x.org');
  const many = Array.from({ length: 4 }, (_, index) => ({
    name: `Person ${index}`,
    address: `person.${index}@example.com`,
  }));
  equal(
    field({ to: many }, 'To'),
    'To: Person 0 <person.0@example.com>, Person 1 <person.1@example.com>, Person\r\n 2 <person.2@example.com>, Person 3 <person.3@example.com>',
  );
});

test('an address that is not ASCII stands in the header as UTF-8', () => {
  const octets = Buffer.from(compose({ ...plain, to: [{ address: 'tréville@example.com' }], bodies: [{ text: 'é' }] }));
  ok(octets.toString('utf8').includes('To: tréville@example.com\r\n'));
});

test('subjects', () => {
  equal(field({ subject: '' }, 'Subject'), 'Subject: ');
  equal(field({ subject: 'a\tb' }, 'Subject'), 'Subject: a b');
  equal(field({ subject: 'Grüße von mir' }, 'Subject'), 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= von mir');
  equal(field({ subject: 'ein Ü und ein Ä da' }, 'Subject'), 'Subject: ein =?utf-8?Q?=C3=9C_und_ein_=C3=84?= da');
  equal(field({ subject: 'Привет, мир' }, 'Subject'), 'Subject: =?utf-8?B?0J/RgNC40LLQtdGCLCDQvNC40YA=?=');
  equal(
    field({ subject: '日本語の題名がとても長いので分ける必要があります' }, 'Subject'),
    // With the name of the field before it, the first line has room for 39 octets.
    `Subject: =?utf-8?B?${base64('日本語の題名がとても長いの')}?=\r\n =?utf-8?B?${base64('で分ける必要があります')}?=`,
  );
  equal(
    field({ subject: 'one two three four five six seven eight nine ten eleven twelve thirteen' }, 'Subject'),
    'Subject: one two three four five six seven eight nine ten eleven twelve\r\n thirteen',
  );
});

test('threads', () => {
  const references = Array.from({ length: 30 }, (_, index) => `${index}@x.org`);
  const kept = field({ references }, 'References')?.replace(/\r\n/g, '') ?? '';
  equal(
    kept,
    `References: <0@x.org> ${references
      .slice(11)
      .map((id) => `<${id}>`)
      .join(' ')}`,
  );
  equal(field({ inReplyTo: 'a@b' }, 'In-Reply-To'), 'In-Reply-To: <a@b>');
  equal(field({ inReplyTo: 'a b@c' }, 'In-Reply-To'), undefined);
  equal(field({ references: ['a>\r\nBcc: x', 'ok@x'] }, 'References'), 'References: <ok@x>');
});

test('fields of others do not take the place of ours', () => {
  const headers = [
    { name: 'Auto-Submitted', value: 'auto-generated' },
    { name: 'Bcc', value: 'secret@x.org' },
    { name: 'subject', value: 'other' },
    { name: 'X: y\r\nBcc', value: 'z' },
    { name: '', value: 'z' },
    { name: 'X-Long', value: 'a'.repeat(2000) },
  ];
  const [header] = split({ headers });
  ok(header.includes('Auto-Submitted: auto-generated\r\n'));
  ok(!/bcc|other|secret/i.test(header));
  ok(header.split('\r\n').every((line) => line.length <= 78));
});

test('format=flowed', () => {
  const body = (said: string): string => split({ bodies: [{ text: said }] })[1];
  equal(body('a\n\nb\n'), 'a\r\n\r\nb\r\n');
  equal(
    body('Two households, both alike in dignity, in fair Verona, where we lay our scene, from ancient grudge'),
    'Two households, both alike in dignity, in fair Verona, where we lay our \r\nscene, from ancient grudge\r\n',
  );
  // Blanks at the end would flow, and what begins like a quote would be one.
  equal(body('end  \n indented\nFrom me\n-- \nme'), 'end\r\n  indented\r\n From me\r\n-- \r\nme\r\n');
  equal(body('> one\n>> two\n> > three\n>four'), '> one\r\n>> two\r\n>> three\r\n> four\r\n');
  equal(body(`> ${'word '.repeat(16)}end`), `> ${'word '.repeat(14)}\r\n> word word end\r\n`);
  equal(body('.\n..'), '.\r\n..\r\n');
});

test('what is not ASCII, and lines that are too long', () => {
  const [header, body] = split({ bodies: [{ text: 'Schöne Grüße\n=3D' }] });
  ok(
    header.endsWith(
      'Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n',
    ),
  );
  equal(body, 'Sch=C3=B6ne Gr=C3=BC=C3=9Fe\r\n=3D3D\r\n');
  // The blank that lets a line flow would be lost at the end of a line.
  const long = split({ bodies: [{ text: `ü ${'word '.repeat(14)}end` }] })[1];
  equal(long, `=C3=BC ${'word '.repeat(13)}wor=\r\nd=20\r\nend\r\n`);
  const url = `http://example.org/${'a'.repeat(100)}`;
  equal(split({ bodies: [{ text: url }] })[1], `${url.slice(0, 75)}=\r\n${url.slice(75)}\r\n`);
  const [cyrillicHeader, cyrillic] = split({ bodies: [{ text: 'Привет' }] });
  ok(cyrillicHeader.includes('Content-Transfer-Encoding: base64\r\n'));
  equal(cyrillic, '0J/RgNC40LLQtdGC\r\n');
});

test('lines that stay as they are', () => {
  const [header, body] = split({ flowed: false, bodies: [{ text: 'code  \n\tx' }] });
  ok(header.includes('Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n'));
  equal(body, 'code =20\r\n\tx\r\n');
  equal(split({ flowed: false, bodies: [{ text: 'From me\n.' }] })[1], '=46rom me\r\n=2E\r\n');
});

test('HTML and files', () => {
  const image = {
    name: 'dot.png',
    mediaType: 'image/png',
    content: Buffer.from('png'),
    inline: true,
    contentId: 'dot@x',
  };
  const file = { name: 'größe.txt', mediaType: 'text/plain; charset=utf-8', content: Buffer.from('ü') };
  const whole = text({ bodies: [{ text: 'Hi.', html: '<p>Hi.</p>' }], attachments: [image, file] });
  const boundaries = [...whole.matchAll(/boundary="([^"]+)"/g)].map(([, boundary = '']) => boundary);
  equal(new Set(boundaries).size, 3);
  // The outer one is made last, since it stands around the others.
  const [mixed = '', alternative = '', related = ''] = boundaries;
  equal(
    whole.slice(whole.indexOf('Content-Type')),
    [
      `Content-Type: multipart/mixed; boundary="${mixed}"`,
      '',
      `--${mixed}`,
      'Content-Type: multipart/alternative;',
      ` boundary="${alternative}"`,
      '',
      `--${alternative}`,
      'Content-Type: text/plain; charset=us-ascii; format=flowed',
      '',
      'Hi.',
      `--${alternative}`,
      'Content-Type: multipart/related;',
      ` boundary="${related}"`,
      '',
      `--${related}`,
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Hi.</p>',
      `--${related}`,
      'Content-Type: image/png; name=dot.png',
      'Content-Disposition: inline; filename=dot.png',
      'Content-ID: <dot@x>',
      'Content-Transfer-Encoding: base64',
      '',
      'cG5n',
      `--${related}--`,
      `--${alternative}--`,
      `--${mixed}`,
      'Content-Type: text/plain; charset=utf-8',
      "Content-Disposition: attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.txt",
      'Content-Transfer-Encoding: base64',
      '',
      'w7w=',
      `--${mixed}--`,
      '',
    ].join('\r\n'),
  );
});

test('names of files', () => {
  const named = (name: string): string | undefined => {
    const whole = text({ attachments: [{ name, mediaType: 'x', content: new Uint8Array() }] });
    return /Content-Disposition: attachment;\s+([\s\S]*?)\r\nContent-T/.exec(whole)?.[1];
  };
  equal(named('a.txt'), 'filename=a.txt');
  equal(named('two words.txt'), 'filename="two words.txt"');
  equal(named('../../etc/passwd'), 'filename=.._.._etc_passwd');
  equal(named('exe\u202egpj.a'), 'filename=exegpj.a');
  equal(named('a"\r\nX: y'), "filename*=utf-8''a%22X%3A%20y");
  equal(named(''), 'filename=file');
  equal(
    named('日本語の長い名前のファイルです.pdf'),
    [
      "filename*0*=utf-8''%E6%97%A5%E6%9C%AC%E8%AA%9E%E3%81%AE%E9%95%B7%E3%81%84;",
      ' filename*1*=%E5%90%8D%E5%89%8D%E3%81%AE%E3%83%95%E3%82%A1%E3%82%A4;',
      ' filename*2*=%E3%83%AB%E3%81%A7%E3%81%99.pdf',
    ].join('\r\n'),
  );
});

test('whole mails as files stay readable, unless they could not go as they are', () => {
  const mail = (content: string): string =>
    text({ attachments: [{ name: 'a.eml', mediaType: 'message/rfc822', content: Buffer.from(content) }] });
  ok(
    mail('Subject: x\r\n\r\nhello\r\n').includes(
      'Content-Type: message/rfc822; name=a.eml\r\nContent-Disposition: attachment; filename=a.eml\r\n\r\nSubject: x\r\n\r\nhello\r\n--',
    ),
  );
  for (const content of ['Subject: x\n\nhello', 'a\r\n\r\né', `a\r\n\r\n${'x'.repeat(999)}`, 'a\r\n\r\n\0', 'a\r']) {
    ok(mail(content).includes('Content-Type: application/octet-stream; name=a.eml\r\n'));
  }
});

test('the language of a text is named once', () => {
  const bodies = [{ text: 'Hallo', lang: 'de' }];
  equal(split({ bodies })[0].match(/Content-Language: de\r\n/g)?.length, 1);
  const headers = [{ name: 'Content-Language', value: 'de-CH' }];
  deepEqual(split({ bodies, headers })[0].match(/Content-Language: .*/g), ['Content-Language: de-CH']);
  ok(!split({ bodies: [{ text: 'x', lang: 'de\r\nBcc: x' }] })[0].includes('Bcc'));
});

test('who else got it stands in the copy of the sender alone', () => {
  equal(Buffer.from(bccField([{ name: 'Bob', address: 'bob@x.org' }])).toString(), 'Bcc: Bob <bob@x.org>\r\n');
  equal(bccField([]).length, 0);
});

test('several languages', () => {
  const whole = text({
    bodies: [
      { lang: 'en', text: 'Hello' },
      { lang: 'de', text: 'Hallo' },
    ],
  });
  const boundary = /boundary="([^"]+)"/.exec(whole)?.[1] ?? '';
  const inner = (said: string): readonly string[] => [
    'From: romeo@example.org',
    'Subject: Hello',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii; format=flowed',
    '',
    said,
  ];
  equal(
    whole.slice(whole.indexOf(`\r\n\r\n--${boundary}`) + 4),
    [
      `--${boundary}`,
      'Content-Type: text/plain; charset=us-ascii; format=flowed',
      '',
      '[en]',
      'Hello',
      '',
      '[de]',
      'Hallo',
      `--${boundary}`,
      'Content-Type: message/rfc822',
      'Content-Language: en',
      '',
      ...inner('Hello'),
      `--${boundary}`,
      'Content-Type: message/rfc822',
      'Content-Language: de',
      '',
      ...inner('Hallo'),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
});

test('reactions', () => {
  const [header, body] = split({ reaction: '👍', inReplyTo: 'a@b', bodies: [{ text: '👍' }] });
  ok(
    header.endsWith(
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: reaction\r\n',
    ),
  );
  equal(body, '8J+RjQ==\r\n');
  const both = text({ reaction: '👍', bodies: [{ text: 'Romeo likes it.' }] });
  ok(
    both.includes('multipart/mixed') &&
      both.includes('Romeo likes it.') &&
      both.includes('Content-Disposition: reaction'),
  );
});

test('answers to invitations', () => {
  const whole = text({ calendarReply: 'BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n' });
  ok(whole.includes('multipart/alternative'));
  ok(whole.includes('Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n'));
});

test('Message-IDs are the same for the same envelope and tell nothing without the key', () => {
  const key = Buffer.alloc(32, 1);
  equal(messageIdFor('e1', 'example.org', key), messageIdFor('e1', 'example.org', key));
  ok(messageIdFor('e1', 'example.org', key) !== messageIdFor('e2', 'example.org', key));
  ok(messageIdFor('e1', 'example.org', key) !== messageIdFor('e1', 'example.org', Buffer.alloc(32, 2)));
  ok(/^[A-Za-z0-9_-]{27}@example\.org$/.test(messageIdFor('e1', 'example.org', key)));
});

/** The names of the fields of a header, or undefined where a line is none. */
function fieldNames(header: string): readonly string[] | undefined {
  const names: string[] = [];
  for (const one of header.slice(0, -2).split('\r\n')) {
    if (/^[ \t]/.test(one)) continue;
    const name = /^([A-Za-z0-9-]+):/.exec(one)?.[1];
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** Text that would like to be something else. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\r',
      '\n',
      '\0',
      '\r\n\r\n',
      'Bcc: x@y\r\n',
      ' ',
      '"',
      '\\',
      '<',
      '>',
      '=?',
      '?=',
      ',',
      ':',
      'é',
      '😀',
      '\u2028',
      '\u0085',
      '\ud800',
      'x'.repeat(200),
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  maxLength: 30,
});

test('whatever people write stays inside its field', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (one, two, three, four, five) => {
      const mail: OutgoingMail = {
        ...plain,
        from: { name: one, address: 'romeo@example.org' },
        replyTo: { name: two, address: 'a@x.org' },
        to: [
          { name: three, address: 'alice@example.com' },
          { name: four, address: 'b@x.org' },
        ],
        subject: five,
        messageId: 'id@x.org',
        inReplyTo: one,
        references: [two, 'ok@x.org', three],
        headers: [
          { name: 'X-One', value: four },
          { name: five, value: one },
        ],
        bodies: [{ text: two, html: three }],
        attachments: [
          { name: four, mediaType: five, content: Buffer.from(one) },
          { name: one, mediaType: 'image/png', content: Buffer.from(two), inline: true, contentId: three },
        ],
      };
      const octets = Buffer.from(compose(mail));
      const whole = octets.toString('latin1');
      ok(!/\r(?!\n)|(?<!\r)\n|\0/.test(whole));
      ok(/^[\r\n\t -~]*$/.test(whole));
      for (const one of whole.split('\r\n')) ok(one.length <= 998);
      const names = fieldNames(whole.slice(0, whole.indexOf('\r\n\r\n') + 2));
      ok(names !== undefined);
      const known = [
        'Date',
        'From',
        'Reply-To',
        'To',
        'Subject',
        'Message-ID',
        'In-Reply-To',
        'References',
        'X-One',
        'MIME-Version',
        'Content-Type',
      ];
      deepEqual(
        names.filter((name) => !known.includes(name) && name !== five),
        [],
      );
      equal(new Set(names).size, names.length);
    }),
    { numRuns: 2000 },
  );
});

test('nor does anything in an address, an id or a report get out of its field', () => {
  const names = (octets: Uint8Array): readonly string[] | undefined => {
    const whole = Buffer.from(octets).toString('latin1');
    ok(!/\r(?!\n)|(?<!\r)\n|\0/.test(whole));
    return fieldNames(whole.slice(0, whole.indexOf('\r\n\r\n') + 2));
  };
  fc.assert(
    fc.property(hostile, hostile, hostile, (one, two, three) => {
      const mail = {
        ...plain,
        from: { address: one },
        sender: { address: two },
        to: [{ address: three }],
        messageId: two,
      };
      const usual = ['Date', 'From', 'Sender', 'To', 'Subject', 'MIME-Version', 'Content-Type'];
      deepEqual(
        names(compose(mail))?.filter((name) => name !== 'Message-ID'),
        usual,
      );
      const report = { ...plain, originalMessageId: three, text: one, agent: two, originalHeaders: three };
      const disposition = { action: 'manual-action', sending: 'MDN-sent-manually', type: 'displayed' } as const;
      const mdn = composeMdn({
        ...report,
        finalRecipient: one,
        originalRecipient: two,
        disposition,
        extra: [{ name: three, value: one }],
      });
      deepEqual(
        names(mdn)?.filter((name) => !/^(?:In-Reply-To|References)$/.test(name)),
        ['Date', 'From', 'To', 'Subject', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type'],
      );
      const status =
        Buffer.from(mdn)
          .toString('latin1')
          .split(/Content-Type: message\/[a-z-]+\r\n\r\n/)[1] ?? '';
      ok(
        status
          .slice(0, status.indexOf('\r\n--'))
          .split('\r\n')
          .every((line) => line === '' || /^[A-Za-z0-9-]+: [ -~]*$/.test(line)),
        status,
      );
      ok(
        !Buffer.from(bccField([{ name: one, address: two }]))
          .toString()
          .slice(0, -2)
          .match(/\r\n(?! )/),
      );
    }),
    { numRuns: 1000 },
  );
});
