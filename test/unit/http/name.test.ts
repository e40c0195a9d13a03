import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  contentDisposition,
  dispositionName,
  endingOf,
  percentEncoded,
  safeName,
} from '../../../src/http/media/name.js';

const CASES: readonly (readonly [string, string])[] = [
  ['photo.jpg', 'photo.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
  ['..', 'file'],
  ['', 'file'],
  ['/', 'file'],
  ['.htaccess', 'htaccess'],
  ['a\r\nSet-Cookie: x=y', 'aSet-Cookie_ x=y'],
  ['nul\u0000byte.txt', 'nulbyte.txt'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['a\u2066b\u2069c\u200E\u061C.txt', 'abc.txt'],
  ['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
  ['con', '_con'],
  ['AUX.txt', '_AUX.txt'],
  ['com¹.log', '_com¹.log'],
  ['console.txt', 'console.txt'],
  ['dots...', 'dots'],
  ['  spaces  .txt ', 'spaces .txt'],
  ['what?<is>"this"|*:.txt', 'what__is__this____.txt'],
  ['Übung für Größen.pdf', 'Übung für Größen.pdf'],
  ['U\u0308bung.pdf', 'Übung.pdf'],
  ['写真.png', '写真.png'],
  ['half\uD83D.txt', 'half.txt'],
  ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
];

describe('names of files', () => {
  for (const [given, wanted] of CASES) {
    it(`${JSON.stringify(given)} becomes ${JSON.stringify(wanted)}`, () => assert.equal(safeName(given), wanted));
  }

  it('are cut at 100 octets between characters, and keep their ending', () => {
    assert.equal(safeName(`${'a'.repeat(300)}.jpeg`), `${'a'.repeat(95)}.jpeg`);
    const family = safeName(`${'👩‍👩‍👧'.repeat(20)}.png`);
    assert.match(family, /^(👩‍👩‍👧)+\.png$/u);
    assert.ok(Buffer.byteLength(family) <= 100);
  });

  it('are, whatever was given, no path, without control characters, short, and safe to make safe again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = safeName(text);
        assert.ok(name.length > 0 && Buffer.byteLength(name) <= 101);
        assert.doesNotMatch(name, /[/\\\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*%;]/u);
        assert.doesNotMatch(name, /^[. ]|[. ]$/);
        assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        assert.equal(safeName(name), name);
      }),
      { numRuns: 2000 },
    );
  });

  it('have an ending or none', () => {
    assert.deepEqual(['a.JPG', 'a', '.jpg', 'a.', 'a.b c', 'a.tar.gz'].map(endingOf), ['.jpg', '', '', '', '', '.gz']);
  });
});

describe('the header Content-Disposition', () => {
  it('says plain names once and others twice (RFC 6266 4.3, RFC 8187)', () => {
    assert.equal(contentDisposition('inline', 'a b.png'), 'inline; filename="a b.png"');
    assert.equal(
      contentDisposition('attachment', '€ rates.txt'),
      'attachment; filename="_ rates.txt"; filename*=UTF-8\'\'%E2%82%AC%20rates.txt',
    );
    assert.equal(
      contentDisposition('attachment', "naïve 'file'.txt"),
      "attachment; filename=\"naive 'file'.txt\"; filename*=UTF-8''na%C3%AFve%20%27file%27.txt",
    );
  });

  it('is one line of ASCII that gives the name back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const name = safeName(text);
        const header = contentDisposition('attachment', name);
        assert.match(header, /^[ -~]+$/);
        assert.equal(dispositionName(header), name);
      }),
    );
  });

  it('is read in the forms that servers write', () => {
    const read: readonly (readonly [string, string | undefined])[] = [
      ['attachment; filename=plain.txt', 'plain.txt'],
      ['attachment; filename="with space.txt"', 'with space.txt'],
      ['attachment; filename="quo\\"te.txt"', 'quo"te.txt'],
      ['attachment; filename="x.txt"; filename*=UTF-8\'\'%c3%bc.txt', 'ü.txt'],
      ['attachment; filename="x.txt"; filename*=UTF-8\'\'%ff%zz', 'x.txt'],
      ['inline', undefined],
      ['', undefined],
    ];
    for (const [header, name] of read) assert.equal(dispositionName(header), name, header);
  });
});

it('a name in a URL has nothing in it that ends a link in a text', () => {
  assert.equal(percentEncoded("a (1)'*!.txt"), 'a%20%281%29%27%2A%21.txt');
});
