import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { ReadAttachment, ReadMail } from '../../../../gateways/email/mime/read-mail.js';
import { REPORTED } from '../reports/fixtures.js';
import { FIXTURES, fixture, read } from './support.js';

/** What must come out of a mail. A field that is not named here is not looked at. */
interface Expected {
  readonly subject?: string;
  readonly text?: string;
  readonly kind?: 'plain' | 'html' | 'none';
  readonly from?: ReadMail['from'];
  readonly to?: ReadMail['to'];
  readonly references?: readonly string[];
  readonly messageId?: string;
  /** Files as `name type octets`, with their other marks after it. */
  readonly files?: readonly string[];
  readonly contents?: readonly string[];
  readonly calendar?: { readonly method: string; readonly uid: string; readonly summary: string };
  readonly reaction?: readonly string[];
  readonly protection?: {
    readonly kind: string;
    readonly marks?: string;
    readonly signed?: string;
    readonly object: string;
  };
  readonly more?: Partial<ReadMail>;
}

const PDF = '%PDF-1.4 fake';
const ARMOR = '-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----';

const EXPECTED: Readonly<Record<string, Expected>> = {
  'plain-ascii': {
    subject: 'Test',
    text: 'Hello Romeo.\n',
    kind: 'plain',
    messageId: 'plain-ascii@example.com',
    files: [],
  },
  'plain-utf8-8bit': { text: 'Grüße aus Köln.\n' },
  'plain-utf8-qp': { text: 'Ça coûte 20 € = peu.\n' },
  'plain-utf8-base64': { text: 'Привет, Ромео!\n' },
  'flowed-delsp': { text: '> quo \n> ted\n\nmine is  \nlong\n' },
  'html-only': { text: '<p>Hello <b>Romeo</b></p>\n', kind: 'html' },
  'html-meta-charset': {
    text: '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><body>Привет</body></html>\n',
    kind: 'html',
  },
  alternative: { text: 'Hello plain', kind: 'plain', files: [] },
  'alternative-amp': { text: 'Three forms', kind: 'plain', files: [] },
  'charset-iso-2022-jp': { text: 'こんにちは、ロミオ。\n' },
  'charset-gb18030': { text: '你好，罗密欧 𠀀\n' },
  'charset-gbk-as-gb2312': { text: '镕基 你好\n' },
  'charset-koi8-r': { text: 'Привет, Ромео\n' },
  'charset-1252-as-latin1': { text: '“Tea” – 5 €\n' },
  'charset-utf-7': { text: 'Grüße 1 + 1\n' },
  'charset-ks_c_5601': { text: '안녕하세요 똠\n' },
  'charset-unknown-8bit': { text: 'Smørrebrød\n' },
  'charset-macintosh': { text: 'Crème brûlée\n' },
  'charset-cp932': { text: '①髙橋です\n' },
  'charset-cp437': { text: 'Ä├─┤\n' },
  'charset-iso-2022-kr': { text: '안녕 Romeo\n' },
  'charset-hz': { text: '你好 Romeo\n' },
  'charset-euc-jp': { text: 'お元気ですか\n' },
  'charset-big5': { text: '你好，羅密歐\n' },
  'charset-windows-1256': { text: 'مرحبا\n' },
  'charset-iso-8859-8-i': { text: 'שלום\n' },
  'charset-utf-16': { text: 'Grüße 𝄞\n' },
  'charset-tis-620': { text: 'สวัสดี\n' },
  'unlabelled-utf8': { text: 'Żółw\n' },
  'unlabelled-latin1': { text: 'Café déjà vu\n' },
  'unlabelled-shift_jis': { text: 'こんにちは、お元気ですか。\n' },
  'unlabelled-iso-2022-jp': { text: 'こんにちは\n' },
  'latin1-as-utf8': { text: 'Über große Füße\n' },
  'xml-illegal': { text: 'abcdefg\n' },
  'words-split-character': { subject: '😀 ja and ü' },
  'words-in-quotes': { from: [{ name: 'Müller, J', address: 'j.mueller@example.com' }] },
  'header-8bit-utf8': { subject: 'Grüße', from: [{ name: 'Jürgen', address: 'jürgen@bücher.example' }] },
  'header-8bit-latin1': { subject: 'Grüße', from: [{ name: 'Jürgen', address: 'j@example.com' }] },
  'header-folded': {
    subject: 'A subject that goes on and on',
    references: ['a@example.com', 'b@example.com', 'd@example.com'],
  },
  'header-duplicates': {
    subject: 'two',
    from: [{ address: 'last@example.com' }],
    to: [{ address: 'a@example.org' }, { address: 'b@example.org' }],
  },
  'attachment-pdf': {
    text: 'See file.',
    files: ['report.pdf application/pdf 13 attachment'],
    contents: [PDF],
  },
  'filename-rfc2231': { files: ['Übersicht €.pdf application/pdf 13 attachment'] },
  'filename-continuations': { files: ['Прим.pdf application/pdf 13 attachment'] },
  'filename-split-octets': { files: ['€-list.pdf application/pdf 13 attachment'] },
  'filename-encoded-word': { files: ['Käse.pdf application/pdf 13 attachment'] },
  'filename-precedence': { files: ['bést.pdf application/pdf 13 attachment'] },
  'filename-name-only': { files: ['Ärger.pdf application/pdf 13 attachment'] },
  'filename-raw-1252': { files: ['Größe.pdf application/pdf 13 attachment'] },
  'filename-path': { files: ['evil.sh application/octet-stream 13 attachment'] },
  'filename-bidi': { files: ['invoicefdp.exe application/octet-stream 13 attachment'] },
  'filename-missing': { files: ['image.png image/png 13 attachment'] },
  'filename-apostrophe': { files: ["Romeo's list.pdf application/pdf 13 attachment"] },
  'filename-unquoted': { files: ['my new report.pdf application/pdf 13 attachment'] },
  'text-attachment': { text: 'Body.', files: ['notes.txt text/plain 7 attachment'], contents: ['notes\r\n'] },
  'related-inline-image': {
    text: 'Look: [cid:logo]',
    files: ['logo.png image/png 70 inline related cid:logo@example.com'],
  },
  'related-start': {
    text: '<img src="cid:pic@x">',
    kind: 'html',
    files: ['image.png image/png 70 inline related cid:pic@x'],
  },
  'apple-html-file-html': {
    text: '<p>Before</p>|<p>After</p>',
    kind: 'html',
    files: ['plan.pdf application/pdf 13 inline'],
  },
  'plain-and-html-places': { text: 'In plain.\n\n<p>In HTML.</p>', kind: 'plain' },
  'calendar-alternative': {
    text: 'You are invited.',
    files: ['invite.ics text/calendar 683 attachment calendar'],
    calendar: {
      method: 'REQUEST',
      uid: 'event-1@example.com',
      summary: [
        '📅 Balcony, again',
        '🕒 2026-11-26 14:00 – 15:30 (Europe/Berlin, UTC+01:00)',
        '🔁 weekly',
        '📍 Casa di Giulietta, Via Cappello 23',
        '👤 Capulet, Juliet <juliet@example.com>',
        '👥 Romeo, nurse@example.com ✔',
      ].join('\n'),
    },
  },
  'calendar-cancel-utc': {
    calendar: { method: 'CANCEL', uid: 'e2', summary: '📅 Duel\n🕒 2026-11-27 08:00 – 08:45 (UTC)' },
  },
  'calendar-all-day': {
    calendar: { method: 'REQUEST', uid: 'e3', summary: '📅 Carnival\n🕒 2026-12-01 – 2026-12-03' },
  },
  'calendar-windows-zone': {
    calendar: {
      method: 'REQUEST',
      uid: 'e4',
      summary: '📅 Ball\n🕒 2026-07-26 20:00 – 2026-07-27 02:00 (W. Europe Standard Time, UTC+02:00)',
    },
  },
  vcard: { text: 'My card.', files: ['contact.vcf text/vcard 47 attachment vcard'] },
  'forwarded-message': {
    text: 'FYI',
    files: ['Re_ a_plan.eml message/rfc822 102 inline message'],
    contents: [
      'From: Friar <friar@example.net>\r\nSubject: Re: a/plan\r\nMessage-ID: <inner@example.net>\r\n\r\nInner body.\r\n',
    ],
  },
  'forwarded-base64': { text: 'FYI', files: ['old.eml message/rfc822 97 attachment message'] },
  'message-chain': { text: '', kind: 'none', files: ['level 2.eml message/rfc822 141 attachment message'] },
  digest: {
    text: '',
    files: ['first.eml message/rfc822 21 attachment message', 'second.eml message/rfc822 22 attachment message'],
  },
  winmail: { text: 'Hi', files: ['winmail.dat application/ms-tnef 8 attachment tnef'] },
  'smime-signed': {
    text: 'Signed words.',
    files: ['smime.p7s application/pkcs7-signature 5 attachment signature'],
    protection: {
      kind: 'smime-signed',
      marks: 'sha-256',
      signed: 'Content-Type: text/plain\r\n\r\nSigned words.',
      object: '0\u0003sig',
    },
  },
  'smime-enveloped': { text: '', protection: { kind: 'smime-encrypted', object: '0\u0003env' } },
  'smime-opaque-signed': {
    protection: { kind: 'smime-signed', object: '0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80' },
  },
  'pgp-signed': {
    text: 'PGP words.',
    protection: {
      kind: 'pgp-signed',
      marks: 'pgp-sha512',
      signed: 'Content-Type: text/plain; charset=utf-8\r\n\r\nPGP words.',
      object: '-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----',
    },
  },
  'pgp-encrypted': {
    text: '',
    files: ['encrypted.asc application/octet-stream 62 inline'],
    protection: { kind: 'pgp-encrypted', object: ARMOR },
  },
  'pgp-mixed-up': {
    text: '',
    protection: { kind: 'pgp-encrypted', marks: 'mixedUp', object: ARMOR.replaceAll('\r', '') },
  },
  'pgp-inline-signed': {
    text: 'Hello\n- dashes',
    protection: {
      kind: 'pgp-signed',
      marks: 'inline',
      object:
        '-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nHello\r\n- - dashes\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n',
    },
  },
  'pgp-inline-encrypted': { protection: { kind: 'pgp-encrypted', marks: 'inline', object: `${ARMOR}\r\n` } },
  'pgp-key': { text: 'My key.', files: ['key.asc application/pgp-keys 36 attachment key'] },
  'protected-legacy-display': { subject: 'The real one', text: 'The words.\n' },
  'protected-draft': { subject: 'Secret plan', text: 'The words.' },
  'reaction-rfc9078': {
    reaction: ['👍🏽'],
    text: '',
    files: [],
    more: { inReplyTo: ['target@example.com'] },
  },
  'reaction-gmail': { reaction: ['❤️'], files: [], more: { inReplyTo: ['target@example.com'] } },
  'reaction-no-emoji': { text: 'well done\n', files: [] },
  multilingual: {
    text: 'In English.',
    files: ['map.pdf application/pdf 4 attachment'],
    more: {
      bodies: [
        { text: 'In English.', lang: 'en', subject: 'Hello' },
        { text: 'Auf Deutsch.', lang: 'de-AT', subject: 'Grüß Gott' },
      ],
    },
  },
  'content-language': {
    text: 'Grüezi\n',
    more: {
      lang: 'de-CH',
      returnPath: 'bounce@example.com',
      sender: { address: 'secretary@example.com' },
      replyTo: [{ name: 'Desk', address: 'desk@example.com' }, { address: 'other@example.com' }],
      cc: [],
      date: Date.UTC(2026, 10, 26, 8, 30),
    },
  },
  'chat-edit': { text: 'better\n', more: { chat: { edits: 'first@example.com', version: true } } },
  'chat-delete': { more: { chat: { deletes: 'first@example.com', version: true } } },
  cpim: {
    text: '',
    files: [],
    more: {
      cpim: Buffer.from(
        'From: <im:alice@example.com>\r\nTo: <im:romeo@example.org>\r\n\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi\r\n',
      ),
    },
  },
  'broken-no-close': { text: 'first', files: ['cut.pdf application/pdf 3 attachment'], contents: ['%PD'] },
  'broken-no-boundary-parameter': { text: 'plain', files: [] },
  'broken-wrong-boundary': { text: '--wrong\n\ntext that must not be lost\n--wrong--\n' },
  'broken-bare-lf': { text: 'first|second' },
  'broken-bare-cr': { subject: 'Test', text: 'first\nsecond\n' },
  'broken-no-empty-line': { subject: 'Test', text: 'This line is no field\nand so the body\n' },
  'broken-only-body': { text: 'no header at all\nsecond line\n' },
  'broken-mbox-line': { subject: 'Test', text: 'x\n' },
  uuencode: { files: ['cat.txt text/plain 3 attachment'], contents: ['Cat'] },
  'base64-with-footer': { text: 'Body words.' },
  'broken-qp': { text: '1 = 1, =zz, softbreak, end' },
  empty: { text: '', kind: 'none', from: [], files: [] },
};

suite('mails of the fixtures', () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    test(name, () => check(read(fixture(name)), expected));
  }

  test('each fixture is in a table', () => {
    const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.eml'));
    const named = [...Object.keys(EXPECTED), ...Object.keys(REPORTED)].map((name) => `${name}.eml`);
    assert.deepEqual(files.sort(), named.sort());
    assert.ok(files.length >= 60);
  });
});

function check(mail: ReadMail, expected: Expected): void {
  const { more = {}, protection, ...direct } = expected;
  const found: Record<string, unknown> = {
    subject: mail.subject,
    text: mail.text.body,
    kind: mail.text.kind,
    from: mail.from,
    to: mail.to,
    references: mail.references,
    messageId: mail.messageId,
    files: mail.attachments.map(describe),
    contents: mail.attachments.map((file) => Buffer.from(file.content).toString('latin1')),
    calendar: mail.calendar && {
      method: mail.calendar.method,
      uid: mail.calendar.uid,
      summary: mail.calendar.summary,
    },
    reaction: mail.reaction?.emojis,
  };
  for (const [key, value] of Object.entries(direct)) assert.deepEqual(found[key], value, key);
  for (const [key, value] of Object.entries(more)) assert.deepEqual({ ...mail }[key as keyof ReadMail], value, key);
  if (expected.reaction === undefined) assert.equal(mail.reaction, undefined);
  if (expected.calendar === undefined) assert.equal(mail.calendar, undefined);
  assert.equal(mail.report, undefined);
  assert.equal(mail.incomplete, undefined);
  if (protection !== undefined) {
    const { kind, digest, inline, mixedUp, signed, object } = mail.protection ?? {};
    const marks = digest ?? (inline ? 'inline' : mixedUp ? 'mixedUp' : undefined);
    assert.deepEqual(
      { kind, marks, signed: octets(signed), object: octets(object) },
      { marks: undefined, signed: undefined, ...protection },
    );
  }
}

function octets(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString('latin1');
}

function describe(file: ReadAttachment): string {
  const marks = [
    file.name,
    file.mediaType,
    file.size,
    file.disposition,
    file.related ? 'related' : '',
    file.contentId === undefined ? '' : `cid:${file.contentId}`,
    file.special ?? '',
  ];
  return marks.filter((mark) => mark !== '').join(' ');
}
