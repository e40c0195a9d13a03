import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromIrc } from '../../../../gateways/irc/text/formatting-in.js';
import { looksStyled, spansOf } from '../../../../gateways/irc/text/spans.js';
import { workMs } from '../../../support/cpu-time.js';

const B = '\x02';
const I = '\x1d';
const U = '\x1f';
const S = '\x1e';
const M = '\x11';
const R = '\x16';
const O = '\x0f';

/** Codes that become marks. */
const STYLED: readonly [raw: string, text: string][] = [
  [`${B}bold${B}`, '*bold*'],
  [`a ${I}word${I} b`, 'a _word_ b'],
  [`${S}gone${S}, ${M}code${M}.`, '~gone~, `code`.'],
  [`${B}to the end`, '*to the end*'],
  [`${B}up to the reset${O} plain`, '*up to the reset* plain'],
  [`${B} with blanks ${B} after`, ' *with blanks*  after'],
  [`${B}${I}both${I}${B}`, '*_both_*'],
  [`${I}${B}both${O}`, '*_both_*'],
  [`${B}bold ${I}and italic${I}${B}`, '*bold _and italic_*'],
  [`${B}bold ${I}and${I} bold${B}`, '*bold _and_ bold*'],
  [`${B}one${B} ${B}two${B}`, '*one* *two*'],
  [`${B}one${B}${B}${B}${B}joined${B}`, '*onejoined*'],
  [`${M}a*b _c_ \\${M}`, '`a*b _c_ \\`'],
  [`${M}mono ${B}and bold${B}${M}`, '`mono and bold`'],
  [`${B}2 * 3${B} > 5 and ${I}x${I}`, '2 * 3 > 5 and _x_'],
  [`\x0304,12${B}red${B}\x03 rest`, '*red* rest'],
  [`${B}line\nnext${B}`, '*line*\nnext'],
  [`${B}half ${I}cross${B}ed${I}`, 'half _crossed_'],
  [`${B}one ${I}two${B} three${I}`, '*one two* three'],
  [`> ${B}quoted${B}`, '> *quoted*'],
  [`${B}wörd${B}\u00a0x`, '*wörd*\u00a0x'],
];

/** Codes that leave nothing behind. */
const BARE: readonly [raw: string, text: string][] = [
  ['plain', 'plain'],
  ['', ''],
  [`${U}under${U} ${R}reverse${R}${O}`, 'under reverse'],
  ['\x034red\x03 \x0304,5both\x03', 'red both'],
  ['\x03', ''],
  ['\x0312345', '345'],
  ['\x033,x', ',x'],
  ['\x03,5', ',5'],
  ['\x0399,99x', 'x'],
  ['\x04ff00AAred\x04 \x04FF00AA,00ff00both\x04 \x04ff00A', 'red both ff00A'],
  [`${B}${B}`, ''],
  [`${B} ${B}`, ' '],
  [`in${B}side${B}`, 'inside'],
  [`${B}in${B}side`, 'inside'],
  [`(${B}x${B})`, '(x)'],
  ['tab\tstays, \x00\x01\x07\x1b\x7f\x85\ufffe\uffffnot', 'tab\tstays, not'],
  ['half \ud83d of a pair', 'half \ufffd of a pair'],
  ['a 😀 whole one', 'a 😀 whole one'],
];

/** What looks like styling and is none: as it was written. */
const UNSTYLED: readonly [raw: string, text: string][] = [
  ['*waves*', '*waves*'],
  ['_init_db and __init__', '_init_db and __init__'],
  ['rm `which ls`', 'rm `which ls`'],
  ['>_> no quotation', '>_> no quotation'],
  ['```', '```'],
  [`${U}*waves*${U}`, '*waves*'],
  [`${B}bold${B} and *waves*`, 'bold and *waves*'],
  [`${B}a _b_ c${B}`, 'a _b_ c'],
  [`_literal_\n${B}bold${B}`, '_literal_\nbold'],
  [`${B}one\n\`\`\`${B}`, 'one\n```'],
];

describe('formatted text of IRC', () => {
  for (const [raw, text] of STYLED) {
    it(`${JSON.stringify(raw)} is styled`, () =>
      assert.deepEqual(fromIrc(raw), { text, styled: true, unstyled: false }));
  }
  for (const [raw, text] of BARE) {
    it(`${JSON.stringify(raw)} is plain`, () =>
      assert.deepEqual(fromIrc(raw), { text, styled: false, unstyled: false }));
  }
  for (const [raw, text] of UNSTYLED) {
    it(`${JSON.stringify(raw)} only looks styled`, () =>
      assert.deepEqual(fromIrc(raw), { text, styled: false, unstyled: true }));
  }

  it('keeps every character that was written, and adds marks alone', () => {
    const unit = fc.constantFrom(B, I, S, M, O, R, '\x0304', '*', '_', '`', '>', ' ', 'a', 'é', '😀', '.', '\n');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const { text, styled, unstyled } = fromIrc(units.join(''));
        const written = units.filter((each) => each.startsWith('\n') || each >= ' ').join('');
        assert.ok(!(styled && unstyled));
        if (!styled) assert.equal(text, written);
        // With its spans opened, a styled text is what was written.
        const opened = text.split('\n').map((line) => {
          const marks = new Set(spansOf(line).flatMap(({ open, close }) => [open, close]));
          return Array.from({ length: line.length }, (_none, at) => (marks.has(at) ? '' : line.charAt(at))).join('');
        });
        if (styled) assert.equal(opened.join('\n'), written);
        else assert.equal(unstyled, looksStyled(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('is translated fast, however many codes there are', () => {
    const raw = `${B}a ${I}`.repeat(2000);
    const start = workMs();
    fromIrc(raw);
    assert.ok(workMs() - start < 500);
  });
});

describe('spans by the letter', () => {
  const vectors: readonly [line: string, spans: readonly (readonly [string, number, number])[]][] = [
    ['*strong*', [['*', 0, 7]]],
    ['*a*b*', [['*', 0, 2]]],
    ['not *strong', []],
    ['*not *strong', []],
    ['**', []],
    ['****', []],
    ['* a*', []],
    ['*a *', []],
    ['a*b*', []],
    [
      '*_x_*',
      [
        ['*', 0, 4],
        ['_', 1, 3],
      ],
    ],
    ['`*x*`', [['`', 0, 4]]],
    [
      '_a_ ~b~',
      [
        ['_', 0, 2],
        ['~', 4, 6],
      ],
    ],
    ['*a _b* c_', [['*', 0, 5]]],
  ];
  for (const [line, spans] of vectors) {
    it(JSON.stringify(line), () =>
      assert.deepEqual(
        spansOf(line),
        spans.map(([mark, open, close]) => ({ mark, open, close })),
      ),
    );
  }
});
