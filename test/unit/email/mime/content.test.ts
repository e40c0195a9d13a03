import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readCalendar } from '../../../../gateways/email/mime/calendar.js';
import { decodeText } from '../../../../gateways/email/mime/charset.js';
import { safeFileName } from '../../../../gateways/email/mime/file-names.js';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { readMail } from '../../../../gateways/email/mime/read-mail.js';
import { decodeTransfer } from '../../../../gateways/email/mime/transfer-encoding.js';
import { chooseText, fixture, NOW, read } from './support.js';

test('names of files are safe and keep their ending', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    'report.pdf': 'report.pdf',
    'C:\\temp\\a.txt': 'a.txt',
    '../..': undefined,
    '.bashrc': 'bashrc',
    'a<b>:"c|?*.txt': 'a_b___c___.txt',
    'con.txt': '_con.txt',
    'end. ': 'end',
    '\u202ecod.exe': 'cod.exe',
    'e\u0301.txt': 'é.txt',
    [`${'ж'.repeat(200)}.docx`]: `${'ж'.repeat(125)}.docx`,
    [`${'a'.repeat(300)}`]: 'a'.repeat(255),
  };
  for (const [given, expected] of Object.entries(cases)) assert.equal(safeFileName(given), expected, given);
});

suite('transfer encodings (RFC 2045 6)', () => {
  const cases: readonly (readonly [encoding: string, encoded: string, decoded: string])[] = [
    ['quoted-printable', 'a=\r\nb=3D=3d', 'ab=='],
    ['quoted-printable', 'a= \t\r\nb', 'ab'],
    ['quoted-printable', '=G1=', '=G1'],
    ['quoted-printable', 'no escapes \r\n', 'no escapes \r\n'],
    ['base64', 'QUJD\r\nREVG', 'ABCDEF'],
    ['base64', 'Q U*J!D', 'ABC'],
    ['base64', 'QQ==\r\nQkM=\r\n', 'ABC'],
    ['base64', 'QUI=\r\n-- \r\na list', 'AB'],
    ['base64', '', ''],
    ['x-uuencode', 'text before\nbegin 644 cat.txt\n#0V%T\n`\nend\n', 'Cat'],
    ['x-uuencode', 'no file', 'no file'],
    ['8bit', '\xff', '\xff'],
    ['x-unknown', 'as it is', 'as it is'],
  ];
  for (const [encoding, encoded, decoded] of cases) {
    test(`${encoding} ${JSON.stringify(encoded)}`, () => {
      const octets = decodeTransfer(Buffer.from(encoded, 'latin1'), encoding);
      assert.equal(Buffer.from(octets).toString('latin1'), decoded);
    });
  }
});

suite('charsets', () => {
  const cases: readonly (readonly [label: string | undefined, hex: string, text: string])[] = [
    ['utf8', 'efbbbf61', 'a'],
    ['UTF-8', 'c3a9', 'é'],
    ['latin1', '80', '€'],
    ['iso-8859-15', 'a4', '€'],
    ['windows-1251', 'cff0e8', 'При'],
    ['koi8-u', 'a4', 'є'],
    ['iso-8859-2', 'a3f3df', 'Łóß'],
    ['iso-8859-9', 'fd', 'ı'],
    ['x-mac-roman', '8e', 'é'],
    ['x-sjis', '82b1', 'こ'],
    ['cp850', '82', 'é'],
    ['iso-2022-jp', '1b2842411b244224331b2849311b2842', 'Aこｱ'],
    ['iso-2022-jp-1', '1b242844302130221b2842', '丂丄'],
    ['iso-2022-kr', '1b2429430e30211b0f41', '가A'],
    ['hz-gb-2312', '7e7b44633a437e7d207e7e', '你好 ~'],
    ['utf-16be', '00e9', 'é'],
    ['utf-16le', 'e900', 'é'],
    ['utf-16', 'feff00e9', 'é'],
    ['base64', '6161', 'aa'],
    ['no-such-charset', 'e9', 'é'],
    ['us-ascii', 'c3a9', 'é'],
    [undefined, 'e9', 'é'],
    [undefined, 'fffe61006200', 'ab'],
    ['utf-8', 'c3a9c3a9c3a9c3a961c3', 'ééééa\ufffd'],
    ['utf-8', '610d0a620d63', 'a\nb\nc'],
  ];
  for (const [label, hex, text] of cases) {
    test(`${label} ${hex}`, () => assert.equal(decodeText(Buffer.from(hex, 'hex'), label), text));
  }
});

test('parts are views of the octets of the mail', () => {
  const octets = fixture('smime-signed');
  const root = parseMessage(octets);
  assert.equal(root.octets.buffer, octets.buffer);
  assert.equal(root.children[0]?.raw.buffer, octets.buffer);
  assert.equal(Buffer.from(root.octets).equals(octets), true);
});

test('a boundary that begins as another one is another one', () => {
  const mail =
    'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n\r\none\r\n--ab-- \t\r\n--a\r\n\r\n--abc\r\ntwo\r\n--a--\r\n';
  assert.equal(read(mail).text.body, 'one|--abc\ntwo');
});

test('the end of an outer part ends the inner ones that have none', () => {
  const mail =
    'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--a\r\n\r\ntwo\r\n--b\r\nthree\r\n--a--\r\n';
  assert.equal(read(mail).text.body, 'one|two\n--b\nthree');
});

test('a part without header and body is empty', () => {
  const mail = 'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n--a\r\nContent-Type: text/html\r\n--a--\r\n';
  const root = parseMessage(Buffer.from(mail));
  assert.deepEqual(
    root.children.map(({ type, raw }) => [type, raw.length]),
    [
      ['text/plain', 0],
      ['text/html', 0],
    ],
  );
});

test('what was unwrapped is read in the place of what the mail holds', () => {
  const unwrapped = Buffer.from('Content-Type: text/plain; hp="cipher"\r\nSubject: Within\r\n\r\nDecrypted.\r\n');
  const mail = readMail(fixture('pgp-encrypted'), { now: NOW, chooseText, unwrapped });
  assert.equal(mail.subject, 'Within');
  assert.equal(mail.text.body, 'Decrypted.\n');
  assert.deepEqual(mail.attachments, []);
  assert.deepEqual(mail.from, [{ name: 'Alice Example', address: 'alice@example.com' }]);
  assert.equal(mail.protection?.kind, 'pgp-encrypted');
});

test('the text of a mail in several languages is that of the reader', () => {
  const mail = readMail(fixture('multilingual'), { now: NOW, chooseText, languages: ['de'] });
  assert.equal(mail.text.body, 'Auf Deutsch.');
  assert.deepEqual(
    mail.bodies?.map(({ lang }) => lang),
    ['de-AT', 'en'],
  );
});

test('HTML is given where it is asked for', () => {
  assert.equal(readMail(fixture('alternative'), { now: NOW, chooseText, html: true }).html, '<p>Hello html</p>');
  assert.equal(readMail(fixture('alternative'), { now: NOW, chooseText }).html, undefined);
});

test('a mail that was read is plain data', () => {
  for (const name of ['related-inline-image', 'dsn-several', 'multilingual', 'calendar-alternative', 'smime-signed']) {
    const mail = read(fixture(name));
    assert.deepEqual(structuredClone(mail).text, mail.text);
    assert.deepEqual(JSON.parse(JSON.stringify(mail.report ?? null)), mail.report ?? null);
  }
});

test('of a calendar the first event is read, without what stands in its alarms', () => {
  const event = readCalendar(
    'BEGIN:VCALENDAR\nMETHOD:reply\nBEGIN:VEVENT\nUID:1\nDTSTART:20260230T100000Z\nBEGIN:VALARM\nUID:no\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:second\nEND:VEVENT\nEND:VCALENDAR',
  );
  assert.deepEqual(event, { component: 'VEVENT', method: 'REPLY', uid: '1', attendees: [] });
  assert.equal(readCalendar('BEGIN:VCALENDAR\nEND:VCALENDAR'), undefined);
  assert.equal(readCalendar('nothing'), undefined);
});

suite('texts with names of files', () => {
  const named = (...parts: readonly string[]) =>
    read(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`,
    );
  const files = (mail: ReturnType<typeof read>) => mail.attachments.map(({ name }) => name);

  test('the first one is the text of the mail, the next one a file', () => {
    const mail = named(
      'Content-Type: text/plain; name="body.txt"\r\n\r\nwords',
      'Content-Type: text/plain; name="notes.txt"\r\n\r\nnotes',
    );
    assert.equal(mail.text.body, 'words');
    assert.deepEqual(files(mail), ['notes.txt']);
  });

  test('one that is to be shown is a file where the mail has a text', () => {
    const mail = named('\r\nwords', 'Content-Disposition: inline; filename=notes.txt\r\n\r\nnotes');
    assert.equal(mail.text.body, 'words');
    assert.deepEqual(files(mail), ['notes.txt']);
  });

  test('one that is to be shown is the text where there is no other', () => {
    const mail = named('Content-Disposition: inline; filename=words.txt\r\n\r\nwords');
    assert.equal(mail.text.body, 'words');
    assert.deepEqual(files(mail), []);
  });

  test('one that is an attachment is never the text', () => {
    const mail = named('Content-Disposition: attachment; filename=notes.txt\r\n\r\nnotes');
    assert.equal(mail.text.kind, 'none');
    assert.deepEqual(files(mail), ['notes.txt']);
  });
});

test('an object with certificates alone is a key and no protection', () => {
  const mail = read('Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\n\r\n0');
  assert.equal(mail.protection, undefined);
  assert.equal(mail.attachments[0]?.special, 'key');
});

test('a mail of 2 kB is read in far less than a millisecond', () => {
  const mail = Buffer.concat([fixture('alternative'), fixture('dsn-several')]);
  for (let round = 0; round < 2000; round += 1) read(mail);
  const begin = process.cpuUsage();
  for (let round = 0; round < 2000; round += 1) read(mail);
  const { user, system } = process.cpuUsage(begin);
  assert.ok((user + system) / 2000 < 400, `${(user + system) / 2000} us`);
});
