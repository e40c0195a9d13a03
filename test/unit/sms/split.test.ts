import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { costOf, type Form, plainForm } from '../../../gateways/sms/text/form.js';
import { type ConcatMode, limitsOf } from '../../../gateways/sms/text/limits.js';
import { type SplitAt, splitText } from '../../../gateways/sms/text/split.js';

const GSM = plainForm('gsm');
const UCS2 = plainForm('ucs2');
const MODES: readonly ConcatMode[] = ['udh8', 'udh16', 'sar', 'payload'];

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u;

function split(text: string, form: Form, concat: ConcatMode = 'udh8', splitAt: SplitAt = 'anywhere') {
  return splitText(text, form, limitsOf(form, concat), splitAt);
}

test('the room of each form in each mode', () => {
  const turkish = (locking: number, single: number): Form => ({ encoding: 'gsm', shift: { locking, single } });
  const rows: [Form, ConcatMode, number, number][] = [
    [GSM, 'udh8', 160, 153],
    [GSM, 'udh16', 160, 152],
    [GSM, 'sar', 160, 152],
    [GSM, 'payload', 160, 153],
    [plainForm('packed-gsm'), 'udh8', 160, 153],
    [plainForm('latin1'), 'udh8', 160, 153],
    [UCS2, 'udh8', 70, 67],
    [UCS2, 'udh16', 70, 66],
    [UCS2, 'sar', 70, 66],
    [UCS2, 'payload', 70, 67],
    [turkish(0, 1), 'udh8', 155, 149],
    [turkish(1, 0), 'udh8', 155, 149],
    [turkish(1, 1), 'udh8', 152, 146],
    [turkish(0, 1), 'udh16', 155, 148],
    [turkish(1, 1), 'udh16', 152, 145],
  ];
  for (const [form, mode, single, part] of rows) {
    assert.deepEqual(limitsOf(form, mode), { single, part }, `${JSON.stringify(form)} ${mode}`);
  }
});

test('texts are cut where a part is full', () => {
  const counts = (char: string, form: Form, lengths: number[]) =>
    lengths.map((length) => split(char.repeat(length), form).map((piece) => piece.length));
  assert.deepEqual(counts('a', GSM, [160, 161, 306, 307]), [[160], [153, 8], [153, 153], [153, 153, 1]]);
  assert.deepEqual(counts('€', GSM, [80, 81]), [[80], [76, 5]]);
  assert.deepEqual(counts('ж', UCS2, [70, 71, 134, 135]), [[70], [67, 4], [67, 67], [67, 67, 1]]);
});

test('an escape and its character stay together', () => {
  const pieces = split(`${'a'.repeat(152)}€${'b'.repeat(20)}`, GSM);
  assert.deepEqual(pieces, ['a'.repeat(152), `€${'b'.repeat(20)}`]);
});

test('what is one character to a reader stays together while it fits', () => {
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
  const pieces = split(`${'ж'.repeat(65)}${family}${'ж'.repeat(10)}`, UCS2);
  assert.deepEqual(pieces, ['ж'.repeat(65), `${family}${'ж'.repeat(10)}`]);
  const endless = `e${'\u0301'.repeat(200)}`;
  assert.equal(split(endless, UCS2).join(''), endless);
});

test('a letter and its sign of a national alphabet stay together', () => {
  const hindi: Form = { encoding: 'gsm', shift: { locking: 6, single: 0 } };
  // KA and its vowel sign: the sign would be the 150th septet.
  const pieces = split(`${'क'.repeat(148)}कि${'क'.repeat(20)}`, hindi);
  assert.deepEqual(pieces, ['क'.repeat(148), `कि${'क'.repeat(20)}`]);
});

test('a part ends behind a word where that takes no more parts', () => {
  const text = `${'a'.repeat(140)} ${'b'.repeat(30)}`;
  assert.deepEqual(split(text, GSM, 'udh8', 'words'), [`${'a'.repeat(140)} `, 'b'.repeat(30)]);
  assert.deepEqual(split(text, GSM, 'udh8', 'anywhere'), [`${'a'.repeat(140)} ${'b'.repeat(12)}`, 'b'.repeat(18)]);
});

test('a part that is full just where a word ends is left full', () => {
  const text = `${'a'.repeat(100)} ${'b'.repeat(52)} ${'c'.repeat(20)}`;
  assert.deepEqual(split(text, GSM, 'udh8', 'words'), [`${'a'.repeat(100)} ${'b'.repeat(52)}`, ` ${'c'.repeat(20)}`]);
});

test('a word is cut where keeping it whole would take one more part', () => {
  // 306 septets fill two parts to the last.
  const text = `${'a'.repeat(150)} ${'b'.repeat(155)}`;
  assert.deepEqual(split(text, GSM, 'udh8', 'words'), [`${'a'.repeat(150)} bb`, 'b'.repeat(153)]);
});

test('a word boundary farther back than a quarter of a part, or none at all, is not looked for', () => {
  const far = `${'a'.repeat(100)} ${'b'.repeat(100)}`;
  assert.equal(split(far, GSM, 'udh8', 'words')[0]?.length, 153);
  // No-break space holds words together.
  const held = `${'ж'.repeat(60)}\u00a0${'ж'.repeat(30)}`;
  assert.equal(split(held, UCS2, 'udh8', 'words')[0]?.length, 67);
  assert.deepEqual(split(`${'ж'.repeat(60)}\n${'ж'.repeat(30)}`, UCS2, 'udh8', 'words'), [
    `${'ж'.repeat(60)}\n`,
    'ж'.repeat(30),
  ]);
});

const words = fc
  .array(
    fc.constantFrom(
      ...'abcdefgh     \n',
      '€',
      '[',
      'é',
      '\u{1f600}',
      '\u{1f468}\u200d\u{1f469}',
      'ж',
      'e\u0301',
      '\u00a0',
    ),
    { maxLength: 900 },
  )
  .map((chars) => chars.join(''));
const septets = fc
  .array(fc.constantFrom(...'abc xyz €{}[]\\~|^\f@é\n'), { maxLength: 900 })
  .map((chars) => chars.join(''));
const any = fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 400 }));
const mode = fc.constantFrom(...MODES);

function checkPieces(text: string, form: Form, concat: ConcatMode) {
  const limits = limitsOf(form, concat);
  const anywhere = splitText(text, form, limits, 'anywhere');
  for (const pieces of [anywhere, splitText(text, form, limits, 'words')]) {
    assert.equal(pieces.join(''), text);
    assert.equal(pieces.length, anywhere.length);
    const limit = pieces.length === 1 ? limits.single : limits.part;
    for (const piece of pieces) {
      assert.ok(costOf(piece, form) <= limit, `${costOf(piece, form)} of ${limit}`);
      assert.doesNotMatch(piece, LONE);
      assert.ok(piece !== '' || text === '');
    }
  }
}

test('pieces of any text join to the text, fit, split no pair, and are no more for the sake of words', () => {
  fc.assert(fc.property(any, mode, (text, concat) => checkPieces(text, UCS2, concat)));
});

test('pieces of septets join to the text, fit, and are no more for the sake of words', () => {
  fc.assert(fc.property(septets, mode, (text, concat) => checkPieces(text, GSM, concat)));
});

test('parts are never more than one emptier than they need be', () => {
  fc.assert(
    fc.property(septets, (text) => {
      const pieces = split(text, GSM);
      // A part has room for at most one septet more: the escape that did not fit with its character.
      for (const piece of pieces.slice(0, -1)) assert.ok(costOf(piece, GSM) >= 152);
    }),
  );
});
