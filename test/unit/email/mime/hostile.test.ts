import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { decodeWords } from '../../../../gateways/email/mime/encoded-words.js';
import { readMailboxes } from '../../../../gateways/email/mime/mailboxes.js';
import { readMessageIds } from '../../../../gateways/email/mime/message-ids.js';
import { readParameterField } from '../../../../gateways/email/mime/parameters.js';
import { type Part, parseMessage } from '../../../../gateways/email/mime/part.js';
import { fixture, read } from './support.js';

/** What no text of a mail may hold. */
const ILLEGAL = /(?![\t\n])[\p{Cc}\ufffe\uffff]|[\ud800-\udfff]/u;
/** Octets that mean something in mail, so that random mails reach the odd corners. */
const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '--b',
  '--b--',
  '--c',
  '--c--',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  ';',
  '"',
  '(',
  ')',
  '<',
  '>',
  '\\',
  '=',
  '=?',
  '?=',
  '=?utf-8?B?',
  '=?x?Q?',
  '%',
  "''",
  '*0*=',
  '\x80',
  '\xff',
  '\x1b$B',
  '=20',
  '@',
  ',',
  'a',
  'Zm9v',
  'begin ',
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: multipart/alternative; boundary=c\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: text/html; charset=',
  'Content-Type: text/calendar\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  'Content-Disposition: attachment; filename',
  'From: ',
  'To: ',
  'Subject: ',
  'Date: ',
  'References: ',
  'Content-Type: message/delivery-status\r\n\r\n',
  'Final-Recipient: rfc822;',
  'Status: 5.1.1',
  'BEGIN:VCALENDAR\r\n',
  'BEGIN:VEVENT\r\n',
  'DTSTART:20261126T',
  'Content-Type: multipart/multilingual; boundary=b\r\n',
  'Content-Language: en\r\n',
] as const;

suite('mails that nobody meant to send', () => {
  test('any octets are read, and the texts are legal', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), legal), { numRuns: 500 });
  });

  test('any structure is read, and the texts are legal', () => {
    const mail = fc
      .array(fc.constantFrom(...TOKENS), { maxLength: 120 })
      .map((tokens) => Buffer.from(tokens.join(''), 'latin1'));
    fc.assert(fc.property(mail, legal), { numRuns: 2000 });
  });

  test('a mail that is cut anywhere is read', () => {
    for (const name of [
      'related-inline-image',
      'dsn-several',
      'calendar-alternative',
      'multilingual',
      'filename-continuations',
    ]) {
      const whole = fixture(name);
      for (let end = 0; end < whole.length; end += 3) legal(whole.subarray(0, end));
    }
  });

  test('parts lie within their parents, each in its place', () => {
    const mail = fc
      .array(fc.constantFrom(...TOKENS), { maxLength: 80 })
      .map((tokens) =>
        Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${tokens.join('')}`, 'latin1'),
      );
    fc.assert(
      fc.property(mail, (octets) => {
        // Octets of their own: small Buffers share theirs.
        const own = Uint8Array.from(octets);
        within(parseMessage(own), own);
      }),
      { numRuns: 1000 },
    );
  });
});

suite('mails that are meant to cost time', () => {
  test('20,000 parts: 1,000 are looked at, the rest is one', () => {
    const mail = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}--b--\r\n`;
    const found = soon(() => read(mail));
    assert.equal(found.incomplete, true);
    assert.equal(found.attachments.length, 1);
    assert.equal(found.text.body.length, 999 * 2 - 1);
    const root = parseMessage(Buffer.from(mail));
    assert.equal(root.children.length, 1000);
    assert.equal(root.children.at(-1)?.opaque, true);
  });

  test('5,000 multiparts within each other', () => {
    let mail = '';
    for (let level = 0; level < 5000; level += 1)
      mail += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
    assert.equal(soon(() => read(`${mail}\r\nx`)).incomplete, true);
  });

  test('5,000 messages within each other', () => {
    const mail = `${'Content-Type: message/rfc822\r\n\r\n'.repeat(5000)}x`;
    const found = soon(() => read(mail));
    assert.equal(found.attachments.length, 1);
    let depth = 0;
    for (let part: Part | undefined = parseMessage(Buffer.from(mail)); part !== undefined; part = part.children[0])
      depth += 1;
    assert.equal(depth, 65);
  });

  test('messages that are encoded within each other', () => {
    let mail = 'x';
    for (let level = 0; level < 12; level += 1) {
      mail = `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from(mail).toString('base64')}`;
    }
    assert.equal(soon(() => read(mail)).attachments.length, 1);
  });

  const many = 200_000;
  const fields: Readonly<Record<string, string>> = {
    'a field of a megabyte': `Subject: ${'x'.repeat(1_000_000)}`,
    'a field of folds': `Subject: x${'\r\n x'.repeat(many / 4)}`,
    'fields without end': 'a:b\r\n'.repeat(many),
    'beginnings of encoded-words': `Subject: ${'=?a=?b'.repeat(many / 6)}`,
    'encoded-words that do not end': `Subject: ${'=?a?Q?b '.repeat(many / 8)}`,
    'empty encoded-words': `Subject: ${'=?a?Q??='.repeat(many / 8)}`,
    comments: `To: ${'('.repeat(many)}`,
    quotes: `To: ${'"'.repeat(many)}`,
    brackets: `To: ${'<'.repeat(many)}`,
    commas: `To: ${'a,'.repeat(many / 2)}`,
    groups: `To: ${'a:'.repeat(many / 2)}`,
    'white space': `To: a@b${' '.repeat(many)}c@d`,
    'ids that do not end': `References: ${'<a@b '.repeat(many / 5)}`,
    'ids without brackets': `References: ${'a@b('.repeat(many / 4)}`,
    parameters: `Content-Type: text/plain${';a=b'.repeat(many / 4)}`,
    'pieces of a parameter': `Content-Type: text/plain${Array.from({ length: 5000 }, (_, at) => `;a*${at}*=%41`).join('')}`,
    'a parameter of quotes': `Content-Type: text/plain; name="${'\\"'.repeat(many / 2)}`,
    languages: `Content-Language: ${'a-'.repeat(many / 2)}`,
    'a date': `Date: ${'1 '.repeat(many / 2)}`,
  };
  for (const [what, field] of Object.entries(fields)) {
    test(what, () => {
      soon(() => read(`From: a@b.example\r\n${field}\r\n\r\nx`));
    });
  }

  const bodies: Readonly<Record<string, string>> = {
    'lines of dashes': `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--\n'.repeat(many)}`,
    'delimiters that are nearly right': `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--bb\n'.repeat(many / 5)}`,
    'escapes that are none': `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'= '.repeat(many)}`,
    'padding everywhere': `Content-Transfer-Encoding: base64\r\n\r\n${'QQ==\n'.repeat(many / 5)}`,
    'designations of ISO-2022-JP': `Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n${'\x1b$B\x1b(B'.repeat(many / 6)}`,
    'HTML without a charset': `Content-Type: text/html\r\n\r\n${'<meta '.repeat(many / 6)}`,
    'a calendar of folds': `Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:${'\r\n x'.repeat(many / 4)}`,
    'components within each other': `Content-Type: text/calendar\r\n\r\n${'BEGIN:VEVENT\r\n'.repeat(many / 14)}`,
    'a status of many groups': `Content-Type: message/delivery-status\r\n\r\n${'Final-Recipient: rfc822;a@b\r\n\r\n'.repeat(many / 30)}`,
    'a bounce of addresses': `From: mailer-daemon@b.example\r\n\r\n${'<a@b.example>:\r\n'.repeat(many / 16)}`,
    'a bounce of digits': `From: mailer-daemon@b.example\r\n\r\n<a@b.example>:\r\n5.1.1${'5.1'.repeat(many / 3)}`,
  };
  for (const [what, body] of Object.entries(bodies)) {
    test(what, () => {
      soon(() => read(`MIME-Version: 1.0\r\n${body}`));
    });
  }
});

/** Field readers take time that grows with the length alone: four times as long must not take sixteen times as much. */
test('readers of fields take linear time on any repeated piece', () => {
  const piece = fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom('<', '>', '"', '(', ')', ',', ';', ':', '@', '=', '?', '*', "'", '\\', ' ', 'a', '%'),
  });
  fc.assert(
    fc.property(piece, (unit) => {
      const text = unit.repeat(60_000 / unit.length);
      for (const reader of [readMailboxes, readMessageIds, decodeWords, readParameterField]) soon(() => reader(text));
    }),
    { numRuns: 60 },
  );
});

test('addresses are read in linear time, whatever stands at the end of their domains', () => {
  const field = `a@${'.'.repeat(500)}b, `.repeat(500);
  const begin = process.cpuUsage();
  for (let times = 0; times < 10; times += 1) readMailboxes(field);
  assert.ok(process.cpuUsage(begin).user < 400_000);
});

function legal(octets: Uint8Array): void {
  const mail = read(octets);
  const texts: unknown[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      Object.values(value).forEach(collect);
  };
  collect(mail);
  for (const text of texts) assert.doesNotMatch(String(text), ILLEGAL);
  for (const file of mail.attachments) {
    assert.notEqual(file.name, '');
    assert.doesNotMatch(file.name, /[/\\]/);
  }
}

/** Each part that is a view of the mail begins behind the one before it, and ends within its parent. */
function within(part: Part, mail: Uint8Array): void {
  let behind = part.raw.byteOffset;
  for (const child of part.children) {
    // What was decoded has octets of its own.
    if (child.octets.buffer !== mail.buffer || child.octets.length === 0) continue;
    within(child, mail);
    assert.ok(child.octets.byteOffset >= behind);
    behind = child.octets.byteOffset + child.octets.length;
    assert.ok(behind <= part.raw.byteOffset + part.raw.length);
  }
}

/** Runs it in far less than what quadratic time would need; generous, since the machine may be busy. */
function soon<T>(run: () => T): T {
  const begin = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < 1_500_000, `took ${(user + system) / 1000} ms`);
  return result;
}
