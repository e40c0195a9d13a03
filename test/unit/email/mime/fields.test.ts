import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDate } from '../../../../gateways/email/mime/dates.js';
import { decodeWords } from '../../../../gateways/email/mime/encoded-words.js';
import { HeaderFields } from '../../../../gateways/email/mime/header-fields.js';
import { languageRank, readLanguage } from '../../../../gateways/email/mime/languages.js';
import { type Mailbox, readMailboxes } from '../../../../gateways/email/mime/mailboxes.js';
import { readMessageIds } from '../../../../gateways/email/mime/message-ids.js';
import { readParameterField } from '../../../../gateways/email/mime/parameters.js';

const NOW = Date.UTC(2026, 11, 31);

suite('addresses (RFC 5322 3.4)', () => {
  const cases: Readonly<Record<string, readonly Mailbox[]>> = {
    'a@b.example': [{ address: 'a@b.example' }],
    'Ann Bee <a@b.example>, "Doe, J" <j@d.example>': [
      { name: 'Ann Bee', address: 'a@b.example' },
      { name: 'Doe, J', address: 'j@d.example' },
    ],
    'Doe, John <j@d.example>': [{ name: 'Doe, John', address: 'j@d.example' }],
    'Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>': [{ name: 'Pete', address: 'pete@silly.test' }],
    '"Joe Q. \\"Public\\"" <john.q@c.example>': [{ name: 'Joe Q. "Public"', address: 'john.q@c.example' }],
    'A Group:Ed Jones <joe@where.test>,joe@where.test,John <jdoe@one.test>;': [
      { name: 'Ed Jones', address: 'joe@where.test' },
      { address: 'joe@where.test' },
      { name: 'John', address: 'jdoe@one.test' },
    ],
    'undisclosed-recipients:;': [],
    'a@b.example (Ann (the) Bee)': [{ name: 'Ann (the) Bee', address: 'a@b.example' }],
    '"john doe"@x.example': [{ address: '"john doe"@x.example' }],
    '"a@c.example" <a@b.example>': [{ name: 'a@c.example', address: 'a@b.example' }],
    '=?utf-8?q?a=40b=2Eexample=2C_x?= <e@f.example>': [{ name: 'a@b.example, x', address: 'e@f.example' }],
    '<@r.example,@s.example:a@b.example>': [{ address: 'a@b.example' }],
    'Ann a@b.example': [{ name: 'Ann', address: 'a@b.example' }],
    'a@b.example; c@d.example': [{ address: 'a@b.example' }, { address: 'c@d.example' }],
    'Ann <a@b.example, Bob <c@d.example>': [
      { name: 'Ann', address: 'a@b.example' },
      { name: 'Bob', address: 'c@d.example' },
    ],
    "'Al' <A.L@B.example>": [{ name: 'Al', address: 'A.L@B.example' }],
    '<mailto:a@b.example>': [{ address: 'a@b.example' }],
    'jürgen@bücher.example': [{ address: 'jürgen@bücher.example' }],
    'Ann <a@b.example> <c@d.example>': [{ name: 'Ann', address: 'a@b.example' }],
    '<>': [],
    'MAILER-DAEMON': [],
    '': [],
  };
  for (const [field, expected] of Object.entries(cases)) {
    test(JSON.stringify(field), () => assert.deepEqual(readMailboxes(field), expected));
  }
});

suite('dates (RFC 5322 3.3, 4.3)', () => {
  const noon = Date.UTC(2026, 10, 26, 12);
  const cases: Readonly<Record<string, readonly [at: number, zoneKnown: boolean] | undefined>> = {
    'Thu, 26 Nov 2026 12:00:00 +0000': [noon, true],
    '26 Nov 2026 13:00 +0100 (CET)': [noon, true],
    'Thu, 26 Nov 2026 12:00:00 -0000': [noon, false],
    'Thu, 26 Nov 2026 12:00:00': [noon, false],
    'Thu, 26 Nov 26 07:00:00 EST': [noon, true],
    'Thu, 26 Nov 126 04:00:00 PST': [noon, true],
    'Thursday, 26-Nov-26 12:00:00 GMT': [noon, true],
    'Thu Nov 26 12:00:00 2026': [noon, false],
    'Thu Nov 26 13:00:00 CET 2026': [noon, true],
    'Thu, 26 November 2026 14:00:00 GMT+0200': [noon, true],
    'Thu, 26 Nov 2026 12:00:00 XYZ': [noon, false],
    '2026-11-26T12:00:00Z': [noon, true],
    '2026-11-26 13:00:00.250+01:00': [noon, true],
    '26 Nov 2026 12:00:00 PM +0000': [noon, true],
    'Fri, 26 Nov 1999 12:00:00 +0000': [Date.UTC(1999, 10, 26, 12), true],
    'Thu, 26 Nov 2099 12:00:00 +0000': [NOW, true],
    'Thu, 1 Jan 1970 00:00:00 +0000': undefined,
    'Thu, 41 Nov 2026 12:00:00 +0000': undefined,
    yesterday: undefined,
    '': undefined,
  };
  for (const [field, expected] of Object.entries(cases)) {
    test(JSON.stringify(field), () => {
      assert.deepEqual(readDate(field, NOW), expected && { at: expected[0], zoneKnown: expected[1] });
    });
  }
});

test('ids are read with and without what should stand around them (RFC 5322 3.6.4)', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    '<a@b>': ['a@b'],
    '<a@b><c@d>,<e@f>\t<a@b>': ['a@b', 'c@d', 'e@f'],
    'Your message of Monday <a@b> (about "x")': ['a@b'],
    '<<a@b>>': ['a@b'],
    '<a@b\r\n .c>': ['a@b.c'],
    'a@b c@d': ['a@b', 'c@d'],
    'only-one': ['only-one'],
    '<no-at>': ['no-at'],
    '<>': [],
    'Message of Ann': [],
    '<A@B> <a@b>': ['A@B', 'a@b'],
  };
  for (const [field, expected] of Object.entries(cases)) assert.deepEqual(readMessageIds(field), expected, field);
  const long = Array.from({ length: 500 }, (_, at) => `<${at}@x>`).join(' ');
  const kept = readMessageIds(long);
  assert.equal(kept.length, 200);
  assert.deepEqual([kept[0], kept[1], kept[199]], ['0@x', '301@x', '499@x']);
});

test('encoded-words (RFC 2047)', () => {
  const cases: Readonly<Record<string, string>> = {
    'plain text': 'plain text',
    '=?ISO-8859-1?Q?a?=': 'a',
    '=?ISO-8859-1?Q?a?= b': 'a b',
    '=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=': 'ab',
    '=?ISO-8859-1?Q?a?=   =?UTF-8?B?Yg==?=': 'ab',
    '=?ISO-8859-1?Q?a_b?=': 'a b',
    '=?utf-8?B?8J+Y?= =?utf-8?B?gA==?=': '😀',
    '=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=': '€',
    '=?utf-8?B?4oI=?= =?utf-8?Q?=AC?=': '€',
    '=?iso-2022-jp?B?GyRCJDMbKEI=?=': 'こ',
    '=?US-ASCII*EN?Q?Keith_Moore?=': 'Keith Moore',
    '=?utf-8?q?with space?=': 'with space',
    '=?utf-8?x?abc?=': '=?utf-8?x?abc?=',
    '=?utf-8?q?unfinished': '=?utf-8?q?unfinished',
    'a=?utf-8?q?=41?=b': 'aAb',
    '=?utf-8?q??=x': 'x',
    'caf\u00c3\u00a9 =?utf-8?q?=C3=A9?=': 'café é',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(decodeWords(text), expected, text);
});

test('parameters (RFC 2045 5.1, RFC 2231)', () => {
  const cases: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
    'text/plain; charset=us-ascii (Plain text)': ['text/plain', { charset: 'us-ascii' }],
    ' Text / HTML (x) ;CHARSET="utf-8"': ['text/html', { charset: 'utf-8' }],
    'a/b;;; x = "1;2\\"3" ;y=2;': ['a/b', { x: '1;2"3', y: '2' }],
    "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"":
      ['application/x-stuff', { title: "This is even more ***fun*** isn't it!" }],
    'a/b; n*2=c; n*0=a; n*1=b': ['a/b', { n: 'abc' }],
    'a/b; n=x; n=y': ['a/b', { n: 'x' }],
    "a/b; n*=koi8-r''%C0": ['a/b', { n: 'ю' }],
    'a/b; n*=%C3%A9': ['a/b', { n: 'é' }],
    'a/b; n="no end': ['a/b', { n: 'no end' }],
    'a/b; flag; n=1': ['a/b', { n: '1' }],
    'a/b; __proto__=x': ['a/b', Object.assign(Object.create(null), { ['__proto__']: 'x' })],
  };
  for (const [raw, [value, params]] of Object.entries(cases)) {
    const found = readParameterField(raw);
    assert.equal(found.value, value, raw);
    assert.deepEqual(Object.entries(found.params), Object.entries(params), raw);
  }
});

test('header fields keep their order and are unfolded (RFC 5322 2.2)', () => {
  const headers = HeaderFields.parse(
    Buffer.from('Received: one\r\nReceived: two\r\n\tand more\r\nSubject : =?utf-8?q?=C3=A9?=\r\n\r\nBody: none\r\n'),
  );
  assert.deepEqual(
    headers.entries.map(({ name }) => name),
    ['received', 'received', 'subject'],
  );
  assert.deepEqual(headers.all('received'), ['one', 'two\tand more']);
  assert.equal(headers.first('received'), 'one');
  assert.equal(headers.last('received'), 'two\tand more');
  assert.equal(headers.text('received'), 'two and more');
  assert.equal(headers.text('subject'), 'é');
  assert.equal(headers.last('subject'), '=?utf-8?q?=C3=A9?=');
  assert.equal(headers.text('body'), undefined);
  assert.equal(headers.has('body'), false);
});

test('languages (RFC 3282, RFC 4647)', () => {
  assert.equal(readLanguage('de-CH, fr'), 'de-CH');
  assert.equal(readLanguage('zxx, en (English)'), 'en');
  assert.equal(readLanguage('not a tag'), undefined);
  assert.equal(readLanguage(undefined), undefined);
  assert.ok(languageRank('de-AT', ['de', 'en']) > languageRank('en', ['de', 'en']));
  assert.ok(languageRank('de', ['de-AT']) > languageRank('fr', ['de-AT']));
  assert.equal(languageRank('den', ['de']), -1);
});
