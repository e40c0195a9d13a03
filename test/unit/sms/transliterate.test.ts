import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gsmLength } from '../../../gateways/sms/text/gsm.js';
import { type Transliteration, transliterate } from '../../../gateways/sms/text/transliterate.js';

const inGsm = (char: string): boolean => gsmLength(char) >= 0;
const inAscii = (char: string): boolean => inGsm(char) && char < '\u0080';

const textOf = (text: string, level: Transliteration) => transliterate(text, level, inGsm)?.text;

test('signs of typography become those of a typewriter', () => {
  const rows: [string, string][] = [
    ['\u2018a\u2019 \u201cb\u201d \u201eb\u201f \u00abc\u00bb \u2039d\u203a', `'a' "b" "b" "c" 'd'`],
    ['a\u2013b\u2014c\u2010d\u2212e', 'a-b-c-d-e'],
    ['wait\u2026', 'wait...'],
    ['a\u00a0b\u202fc\u2009d\te\u200bf\u00adg', 'a b c d efg'],
    ['`x`', "'x'"],
    ['5\u2032 6\u2033', `5' 6"`],
  ];
  for (const [text, plain] of rows) assert.equal(textOf(text, 'typography'), plain);
});

test('letters lose the accents that the alphabet lacks, and keep those that it has', () => {
  assert.equal(textOf('garçon été Straße ñandú', 'letters'), 'garcon été Straße ñandu');
  assert.equal(textOf('Łódź Œuvre þing đ ŋ ĳ', 'letters'), undefined);
  assert.equal(textOf('Łódź Œuvre þing đ ŋ', 'letters'), 'Lòdz OEuvre thing d n'.replace('ò', 'o'));
  assert.equal(transliterate('Straße Æblegrød', 'letters', inAscii)?.text, 'Strasse AEblegrod');
  assert.equal(textOf('q\u0303', 'letters'), 'q');
});

test('a text that would not fit all the same is left alone', () => {
  assert.equal(textOf('garçon\u2026', 'typography'), undefined);
  assert.equal(textOf('garçon \u{1f600}', 'letters'), undefined);
  assert.equal(textOf('\u2026ж', 'letters'), undefined);
  assert.equal(textOf('й', 'letters'), undefined);
  // Its base letter is Latin, and not in the alphabet either.
  assert.equal(textOf('ǯ', 'letters'), undefined);
  assert.equal(textOf('\u2026', 'off'), undefined);
});

test('what was changed is told, each character once', () => {
  assert.deepEqual(transliterate('\u2019tis ça, ça\u2026 \u2019', 'letters', inGsm)?.changed, [
    { from: '\u2019', to: "'" },
    { from: 'ç', to: 'c' },
    { from: '\u2026', to: '...' },
  ]);
  assert.deepEqual(transliterate('plain', 'letters', inGsm), { text: 'plain', changed: [] });
});

test('what comes out is of the alphabet, and what was of it is not touched', () => {
  const level = fc.constantFrom<Transliteration>('typography', 'letters');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), level, (text, chosen) => {
      const found = transliterate(text, chosen, inGsm);
      if (found !== undefined) assert.ok(gsmLength(found.text) >= 0);
      if (gsmLength(text) >= 0) assert.equal(found?.text, text);
    }),
  );
});
