import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeLocal, makeJid, parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';

test('an address is split at the first slash and at the first at sign before it', () => {
  const cases: [string, string, string, string][] = [
    ['example.org', '', 'example.org', ''],
    ['juliet@example.org', 'juliet', 'example.org', ''],
    ['juliet@example.org/balcony', 'juliet', 'example.org', 'balcony'],
    ['example.org/a@b/c', '', 'example.org', 'a@b/c'],
    ['+15551234567@sms.example.org', '+15551234567', 'sms.example.org', ''],
    ['#chan%irc.example@irc.example.org/nick', '#chan%irc.example', 'irc.example.org', 'nick'],
    ['juliet@192.0.2.1', 'juliet', '192.0.2.1', ''],
    ['juliet@[2001:db8::1]', 'juliet', '[2001:db8::1]', ''],
  ];
  for (const [text, local, domain, resource] of cases) {
    const jid = parseJid(text);
    assert.deepEqual([jid?.local, jid?.domain, jid?.resource], [local, domain, resource], text);
  }
});

test('bare and full form are put together from the normalised parts', () => {
  const jid = parseJid('JULIET@Example.ORG./Balcony');
  assert.equal(jid?.bare, 'juliet@example.org');
  assert.equal(jid?.full, 'juliet@example.org/Balcony');
  assert.equal(parseJid('juliet@example.org')?.full, 'juliet@example.org');
});

test('a long local part with one character that fits nowhere is refused as soon as it is read', () => {
  // Divided in every possible way it would take longer than a test may run.
  assert.equal(parseJid(`${'9'.repeat(1000)}\ufffd@example.org`), undefined);
  assert.equal(parseJid(`${'a'.repeat(1000)}\u0301\u2028@example.org`), undefined);
});

test('an A-label that decodes to what is no name is refused', () => {
  assert.equal(parseJid('xn--xn--c0onstructorbcher-kva.example'), undefined);
  assert.equal(parseJid('xn--bcher-kva.example')?.full, 'bücher.example');
});

test('what is no address is refused', () => {
  const refused = [
    '',
    '@example.org',
    'example.org/',
    'juliet@',
    'juliet@/balcony',
    'a b@example.org',
    'a"b@example.org',
    'a&b@example.org',
    "a'b@example.org",
    'a:b@example.org',
    'a<b@example.org',
    'a>b@example.org',
    'juliet@exa mple.org',
    'juliet@example..org',
    'juliet@.example.org',
    'juliet@-example.org',
    'a@b@example.org',
    'juliet@example.org/\u0000',
    'juliet@example.org/a\nb',
    'juli\u0007et@example.org',
    'juliet@exam%70le.org',
    '\u2163@example.org',
    '\u265a@example.org',
    'a\u200bb@example.org',
    `${'a'.repeat(1024)}@example.org`,
    `${'é'.repeat(512)}@example.org`,
    `juliet@example.org/${'a'.repeat(1024)}`,
    `juliet@${'a'.repeat(64)}.org`,
  ];
  for (const text of refused) assert.equal(parseJid(text), undefined, JSON.stringify(text.slice(0, 40)));
});

test('each part may have 1023 octets', () => {
  assert.ok(parseJid(`${'a'.repeat(1023)}@example.org`));
  assert.ok(parseJid(`${'é'.repeat(511)}@example.org`));
  assert.ok(parseJid(`juliet@example.org/${'a'.repeat(1023)}`));
});

test('local parts are mapped: width, case, composition', () => {
  const cases: [string, string][] = [
    ['ＡＢ１@example.org', 'ab1@example.org'],
    ['FUSSBALL@example.org', 'fussball@example.org'],
    ['fußball@example.org', 'fußball@example.org'],
    ['Σ@example.org', 'σ@example.org'],
    ['ς@example.org', 'ς@example.org'],
    ['E\u0301@example.org', 'é@example.org'],
    ['שלום@example.org', 'שלום@example.org'],
  ];
  for (const [text, bare] of cases) assert.equal(parseJid(text)?.bare, bare);
});

test('right-to-left local parts do not mix directions', () => {
  assert.equal(parseJid('שaש@example.org'), undefined);
  assert.equal(parseJid('1ש@example.org'), undefined);
  assert.ok(parseJid('ש1@example.org'));
});

test('international domains are compared as U-labels', () => {
  assert.equal(parseJid('a@MÜNCHEN.example')?.domain, 'münchen.example');
  assert.equal(parseJid('a@xn--mnchen-3ya.example')?.domain, 'münchen.example');
});

test('resources keep their case, and other spaces become the ordinary one', () => {
  assert.equal(parseJid('example.org/Foo Bar')?.resource, 'Foo Bar');
  assert.equal(parseJid('example.org/foo\u00a0bar')?.resource, 'foo bar');
  assert.equal(parseJid('example.org/A\u030a')?.resource, 'Å');
  assert.equal(parseJid('example.org/👩‍👩‍👧')?.resource, '👩‍👩‍👧');
});

test('an address reads the same each time, also after many others, and cannot be changed', () => {
  for (const address of ['again@example.org/x', 'wieder@größe.example/ü']) {
    const first = parseJid(address);
    for (let index = 0; index < 20_000; index++) parseJid(`ünser${index}@example.org`);
    assert.deepEqual(parseJid(address), first);
    assert.ok(first !== undefined && Object.isFrozen(first));
  }
});

test('an address is not put together from parts that would move its borders', () => {
  assert.equal(makeJid('+15551234567', 'sms.example.org')?.full, '+15551234567@sms.example.org');
  assert.equal(makeJid('', 'sms.example.org', 'x')?.full, 'sms.example.org/x');
  assert.equal(makeJid('a/b', 'sms.example.org'), undefined);
  assert.equal(makeJid('a@b', 'sms.example.org'), undefined);
  assert.equal(makeJid('a', 'sms.example.org/x'), undefined);
  assert.equal(makeJid('', 'a@sms.example.org'), undefined);
});

test('the examples of XEP-0106 escape as it says', () => {
  const cases: [string, string][] = [
    ['c:\\net', 'c\\3a\\net'],
    ['c:\\5commas', 'c\\3a\\5c5commas'],
    ['\\3and\\2is\\5cool', '\\5c3and\\2is\\5c5cool'],
    ['foo\\bar', 'foo\\bar'],
    ['\\2plus\\2is\\4', '\\2plus\\2is\\4'],
    ['space cadet', 'space\\20cadet'],
    ['call me "ishmael"', 'call\\20me\\20\\22ishmael\\22'],
    ['at&t guy', 'at\\26t\\20guy'],
    ["d'artagnan", 'd\\27artagnan'],
    ['/.fanboy', '\\2f.fanboy'],
    ['::foo::', '\\3a\\3afoo\\3a\\3a'],
    ['<foo>', '\\3cfoo\\3e'],
    ['user@host', 'user\\40host'],
    ['alice@example.com', 'alice\\40example.com'],
    ['\\5c', '\\5c5c'],
    ['somenick!user"&\'/:<>\\3address', 'somenick!user\\22\\26\\27\\2f\\3a\\3c\\3e\\5c3address'],
  ];
  for (const [text, escaped] of cases) {
    assert.equal(escapeLocal(text), escaped);
    assert.equal(unescapeLocal(escaped), text);
  }
});

test('only the ten escapes are unescaped, in lower case', () => {
  for (const text of ['\\41', '\\2F', '\\5C', '\\zz', '\\', 'a\\2']) assert.equal(unescapeLocal(text), text);
});

test('text that begins or ends with a space has no escaped form', () => {
  assert.equal(escapeLocal(' a'), undefined);
  assert.equal(escapeLocal('a '), undefined);
  assert.equal(escapeLocal(' '), undefined);
});

const escapable = fc
  .string({ unit: fc.constantFrom(...'\\25cfae023467 "&\'/:<>@xyzAé😀'), maxLength: 24 })
  .filter((text) => !text.startsWith(' ') && !text.endsWith(' '));

test('property: unescaping what was escaped gives the text back', () => {
  fc.assert(
    fc.property(fc.oneof(escapable, fc.string()), (text) => {
      const escaped = escapeLocal(text);
      fc.pre(escaped !== undefined);
      assert.equal(unescapeLocal(escaped), text);
      assert.doesNotMatch(escaped, /[ "&'/:<>@]/);
    }),
    { numRuns: 3000 },
  );
});

test('property: escaped text of letters, digits and ASCII marks is a valid local part and survives normalising', () => {
  const unit = fc.constantFrom(...'\\25cfae0234 "&\'/:<>@xyz+#%!é');
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 40 }), (text) => {
      const escaped = escapeLocal(text);
      fc.pre(escaped !== undefined);
      const jid = parseJid(`${escaped}@example.org`);
      assert.ok(jid);
      assert.equal(unescapeLocal(jid.local), text);
    }),
    { numRuns: 2000 },
  );
});

test('property: normalising is stable and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
      const jid = parseJid(text);
      if (jid === undefined) return;
      assert.equal(parseJid(jid.full)?.full, jid.full);
      assert.equal(parseJid(jid.bare)?.bare, jid.bare);
    }),
    { numRuns: 3000 },
  );
});
