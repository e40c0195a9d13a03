import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimate } from '../../../gateways/sms/text/estimate.js';
import { costOf } from '../../../gateways/sms/text/form.js';
import type { NationalLanguage } from '../../../gateways/sms/text/national.js';
import { shape, type TextOptions } from '../../../gateways/sms/text/shape.js';

const GSM: TextOptions = { alphabet: 'gsm' };
const TURKISH: TextOptions = { alphabet: 'gsm', national: ['turkish'] };

const shifted = (body: string, options: TextOptions) => {
  const { form, pieces } = shape(body, options);
  return [form.encoding, form.shift.locking, form.shift.single, pieces.length];
};

test('national tables are taken only where they make the text shorter', () => {
  // One message either way: UCS-2, which every phone reads.
  assert.deepEqual(shifted('ş'.repeat(70), TURKISH), ['ucs2', 0, 0, 1]);
  // 155 septets behind a header with one element; the single shift table would need 310.
  assert.deepEqual(shifted('ş'.repeat(155), TURKISH), ['gsm', 1, 0, 1]);
  assert.deepEqual(shifted('ş'.repeat(156), TURKISH), ['gsm', 1, 0, 2]);
  assert.deepEqual(shifted('ş'.repeat(156), GSM), ['ucs2', 0, 0, 3]);
  // 149 a part behind both elements.
  assert.deepEqual(shifted('ş'.repeat(298), TURKISH), ['gsm', 1, 0, 2]);
  assert.deepEqual(shifted('ş'.repeat(299), TURKISH), ['gsm', 1, 0, 3]);
  // The locking table has € in the place of è, so only the other one goes with both characters.
  assert.deepEqual(shifted(`${'è'.repeat(70)}ş`, TURKISH), ['gsm', 0, 1, 1]);
  // Not at all in Turkish.
  assert.deepEqual(shifted('ж'.repeat(71), TURKISH), ['ucs2', 0, 0, 2]);
});

test('both tables of a language where neither has all of a text', () => {
  // À costs one septet in the locking table and two in the single shift table, which alone has Φ.
  const portuguese: TextOptions = { alphabet: 'gsm', national: ['portuguese'] };
  assert.deepEqual(shifted(`${'À'.repeat(100)}Φ`, portuguese), ['gsm', 3, 3, 1]);
});

test('a text of the default alphabet stays in it, unless a table makes it shorter', () => {
  assert.deepEqual(shifted('a'.repeat(160), TURKISH), ['gsm', 0, 0, 1]);
  assert.deepEqual(shifted('a'.repeat(161), TURKISH), ['gsm', 0, 0, 2]);
  // Turkish has € as one septet, the default alphabet as two.
  assert.deepEqual(shifted('€'.repeat(150), TURKISH), ['gsm', 1, 0, 1]);
});

test('of several languages the one that makes it shortest', () => {
  const national: NationalLanguage[] = ['spanish', 'portuguese', 'hindi'];
  assert.deepEqual(shifted('नमस्ते '.repeat(20), { alphabet: 'gsm', national }), ['gsm', 6, 0, 1]);
  assert.deepEqual(shifted(`${'a'.repeat(140)}á`, { alphabet: 'gsm', national }), ['gsm', 0, 2, 1]);
});

test('parts by sar_ or payload have no header, so national tables only in one message', () => {
  for (const concat of ['sar', 'payload'] as const) {
    assert.deepEqual(shifted('ş'.repeat(155), { ...TURKISH, concat }), ['gsm', 1, 0, 1]);
    assert.deepEqual(shifted('ş'.repeat(156), { ...TURKISH, concat }), ['ucs2', 0, 0, 3]);
  }
});

test('national tables are for septets only', () => {
  assert.deepEqual(shifted('ş'.repeat(155), { ...TURKISH, alphabet: 'latin1' }), ['ucs2', 0, 0, 3]);
  assert.deepEqual(shifted('ş'.repeat(155), { ...TURKISH, alphabet: 'packed-gsm' }), ['packed-gsm', 1, 0, 1]);
});

test('replacements are made where the whole text then fits the default alphabet, and told', () => {
  const letters: TextOptions = { alphabet: 'gsm', transliterate: 'letters' };
  const { form, pieces, changed } = shape('Ça va\u2026', letters);
  assert.deepEqual(pieces, ['Ça va...']);
  assert.equal(form.encoding, 'gsm');
  assert.deepEqual(changed, [{ from: '\u2026', to: '...' }]);
  assert.deepEqual(shape('ça \u{1f600}', letters).pieces, ['ça \u{1f600}']);
  assert.deepEqual(shape('ça \u{1f600}', letters).changed, []);
  assert.deepEqual(shape('ça va', { alphabet: 'gsm', transliterate: 'typography' }).pieces, ['ça va']);
  assert.deepEqual(shape('ça va', GSM).changed, []);
  assert.deepEqual(shape('été', { alphabet: 'ascii', transliterate: 'letters' }).pieces, ['ete']);
  // What a national table keeps whole in fewer messages is not replaced.
  assert.deepEqual(shape('ş'.repeat(100), { ...TURKISH, transliterate: 'letters' }).changed, []);
  // Nothing would be left of it.
  assert.deepEqual(shape('\u200b', letters).pieces, ['\u200b']);
});

test('an estimate counts what is sent and what still fits', () => {
  const rows: [string, TextOptions, unknown][] = [
    ['hello', GSM, { encoding: 'gsm', segments: 1, unitsLeft: 155, changed: [] }],
    ['{}', GSM, { encoding: 'gsm', segments: 1, unitsLeft: 156, changed: [] }],
    ['привет', GSM, { encoding: 'ucs2', segments: 1, unitsLeft: 64, changed: [] }],
    ['\u{1f600}', GSM, { encoding: 'ucs2', segments: 1, unitsLeft: 68, changed: [] }],
    ['a'.repeat(161), GSM, { encoding: 'gsm', segments: 2, unitsLeft: 145, changed: [] }],
    [
      'a'.repeat(161),
      { alphabet: 'gsm', concat: 'udh16' },
      { encoding: 'gsm', segments: 2, unitsLeft: 143, changed: [] },
    ],
    [
      'a'.repeat(161),
      { alphabet: 'gsm', concat: 'payload' },
      { encoding: 'gsm', segments: 2, unitsLeft: 145, changed: [] },
    ],
    ['ş'.repeat(100), TURKISH, { encoding: 'gsm', segments: 1, unitsLeft: 55, changed: [] }],
    [
      '\u2019',
      { alphabet: 'gsm', transliterate: 'typography' },
      { encoding: 'gsm', segments: 1, unitsLeft: 159, changed: [{ from: '\u2019', to: "'" }] },
    ],
    ['', GSM, { encoding: 'gsm', segments: 0, unitsLeft: 160, changed: [] }],
  ];
  for (const [body, options, expected] of rows) assert.deepEqual(estimate(body, options), expected, body);
});

test('whatever is chosen keeps the text, fits, and takes no more messages than UCS-2', () => {
  const text = fc
    .array(fc.constantFrom(...'abcçğşıáõ€[ ñ', 'ж', 'क', 'ि', '\u{1f600}'), { maxLength: 400 })
    .map((all) => all.join(''));
  const options = fc.record({
    national: fc.subarray<NationalLanguage>(['turkish', 'spanish', 'portuguese', 'hindi']),
    concat: fc.constantFrom('udh8' as const, 'udh16' as const, 'sar' as const, 'payload' as const),
    alphabet: fc.constantFrom('gsm' as const, 'packed-gsm' as const, 'latin1' as const, 'ascii' as const),
  });
  fc.assert(
    fc.property(text, options, (body, chosen) => {
      const { form, pieces } = shape(body, chosen);
      assert.equal(pieces.join(''), body);
      assert.ok(costOf(body, form) >= 0);
      const without = shape(`${body}ж`, { alphabet: 'gsm', concat: chosen.concat });
      assert.ok(pieces.length <= without.pieces.length);
    }),
  );
});
