import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  alphabetOf,
  NATIONAL_LANGUAGES,
  type NationalLanguage,
  type Shift,
} from '../../../gateways/sms/text/national.js';
import { LOCKING_TABLES } from '../../../gateways/sms/text/national-locking.js';
import { SINGLE_TABLES } from '../../../gateways/sms/text/national-single.js';

const LANGUAGES = Object.keys(NATIONAL_LANGUAGES) as NationalLanguage[];

const decode = (hex: string, shift: Shift): string => alphabetOf(shift).decode(Buffer.from(hex, 'hex'));

/** Language, septets, and their characters, of 3GPP TS 23.038 A.3. */
const LOCKING: readonly (readonly [NationalLanguage, string, string])[] = [
  ['turkish', '04070b0c1c1d4060', '€ıĞğŞşİç'],
  ['turkish', '00050e2461', '@éÅ¤a'],
  ['portuguese', '0406070809', 'êúíóç'],
  ['portuguese', '0b0c0e0f12131415161718191a1c1d1e', 'ÔôÁáªÇÀ∞^\\€Ó|ÂâÊ'],
  ['portuguese', '24405b5c5d607b7c7d', 'ºÍÃÕÚ~ãõ`'],
  ['bengali', '00030f101315', '\u0981\u0985\u098f\u0990\u0993\u0995'],
  ['bengali', '282940505f607b7f', ')(\u09ac\u09be\u09cd\u09ce\u09d7\u09f1'],
  ['gujarati', '000c1140575b607b7f', '\u0a81\u0a8d\u0a91\u0aac\u0ac5\u0ac9\u0ad0\u0ae0\u0af1'],
  [
    'hindi',
    '000e112c2d3c40465f607b7c7d7e7f',
    '\u0901\u090e\u0911,\u0927\u0929\u092c\u0932\u094d\u0950\u0972\u097b\u097c\u097e\u097f',
  ],
  ['kannada', '010e12242a3d45607b7f', '\u0c82\u0c8e\u0c92\u0ca1\u0ca5\u0caa\u0cb1\u0cd5\u0cd6\u0ce3'],
  ['malayalam', '011248604d5f7b7f', '\u0d02\u0d12\u0d34\u0d57\u0d39\u0d4d\u0d60\u0d79'],
  ['oriya', '000f134e60607b7f', '\u0b01\u0b0f\u0b13\u0b3c\u0b56\u0b56\u0b57\u0b63'],
  ['punjabi', '00081340545860607b7f', '\u0a01\u0a0a\u0a13\u0a2c\u0a42\ufffd\u0a51\u0a51\u0a70\u0a74'],
  ['tamil', '010e121d22273c424d607b7f', '\u0b82\u0b8e\u0b92\u0b9c\u0b9f\u0ba4\u0ba9\u0bae\u0bb9\u0bd0\u0bd7\u0bf9'],
  ['telugu', '000e12404f60607b7f', '\u0c01\u0c0e\u0c12\u0c2c\u0c3d\u0c55\u0c55\u0c56\u0c63'],
  ['urdu', '00010607080e1a1c1f', 'اآڦتۂٺدڌڊ'],
  [
    'urdu',
    '22232a2f3c3d474e58595c60777b7f',
    '\u068f\u068d\u0699\u0698\u069a\u0633\u06a9\u0645\u0621\u06cc\u064d\u0654w\u0655\u0670',
  ],
];

/** Language, septets that follow an escape, and their characters, of 3GPP TS 23.038 A.2. */
const SINGLE: readonly (readonly [NationalLanguage, string, string])[] = [
  ['turkish', '14282f3c3d4047495363656769' + '73', '^{\\[~|ĞİŞç€ğış'],
  ['spanish', '09414955' + '4f6165696f75', 'çÁÍÚÓá€íóú'],
  ['portuguese', '05090b0c0e0f121314', 'êçÔôÁáΦΓ^'],
  ['portuguese', '1516171819' + '1f41494f555b5c616569' + '6f757b7c7f', 'ΩΠΨΣΘÊÀÍÓÚÃÕÂ€íóúãõâ'],
  [
    'bengali',
    '0001131415191a1c1f2024272a2b2f303441' + '5a65',
    '@£¡^¡\u09e6\u09e7\u09e8\u09eb\u09ec\u09df\u09e2\u09e3\u09f2\\\u09f6\u09faAZ€',
  ],
  ['gujarati', '191a1c1f2025', '\u0964\u0965\u0ae6\u0ae9\u0aea\u0aef'],
  ['hindi', '191a1c25262a2c2e30373a', '\u0964\u0965\u0966\u096f\u0951\u0953\u0958\u095a\u095b\u0962\u0971'],
  ['kannada', '191c2526272a', '\u0964\u0ce6\u0cef\u0cde\u0cf1\u0cf2'],
  ['malayalam', '1a1c2526272a2e3034', '\u0965\u0d66\u0d6f\u0d70\u0d71\u0d72\u0d7a\u0d7b\u0d7f'],
  ['oriya', '1c2025262a2c', '\u0b66\u0b6a\u0b6f\u0b5c\u0b5f\u0b71'],
  ['punjabi', '1c25262a2b2c2d', '\u0a66\u0a6f\u0a59\u0a5b\u0a5c\u0a5e\u0a75'],
  ['tamil', '1c2425262a2e', '\u0be6\u0bee\u0bef\u0bf3\u0bf5\u0bfa'],
  ['telugu', '1c1d25262a2e3032', '\u0c66\u0c67\u0c6f\u0c58\u0c78\u0c7c\u0c7d\u0c7f'],
  ['urdu', '191c25262a2e303132343b3f', '\u0600\u06f0\u06f9\u060c\u060e\u0612\u0613\u0614\u061b\u0640\u06cd\u06d4'],
];

test('locking shift tables read as the specification prints them', () => {
  for (const [language, hex, text] of LOCKING) {
    assert.equal(decode(hex, { locking: NATIONAL_LANGUAGES[language], single: 0 }), text, language);
  }
  assert.deepEqual(new Set(LOCKING.map(([language]) => NATIONAL_LANGUAGES[language])), new Set(LOCKING_TABLES.keys()));
});

test('single shift tables read as the specification prints them', () => {
  for (const [language, hex, text] of SINGLE) {
    const escaped = hex.replace(/../g, '1b$&');
    assert.equal(decode(escaped, { locking: 0, single: NATIONAL_LANGUAGES[language] }), text, language);
  }
  assert.deepEqual(new Set(SINGLE.map(([language]) => NATIONAL_LANGUAGES[language])), new Set(SINGLE_TABLES.keys()));
});

test('letters of a script stand in the order of Unicode, each once, and all are assigned', () => {
  const scripts: [NationalLanguage, RegExp][] = [
    ['bengali', /[\u0980-\u09ff]/],
    ['gujarati', /[\u0a80-\u0aff]/],
    ['hindi', /[\u0900-\u097f]/],
    ['kannada', /[\u0c80-\u0cff]/],
    ['malayalam', /[\u0d00-\u0d7f]/],
    ['oriya', /[\u0b00-\u0b7f]/],
    ['punjabi', /[\u0a00-\u0a7f]/],
    ['tamil', /[\u0b80-\u0bff]/],
    ['telugu', /[\u0c00-\u0c7f]/],
  ];
  for (const [language, script] of scripts) {
    const id = NATIONAL_LANGUAGES[language];
    const table = LOCKING_TABLES.get(id) ?? '';
    const inOrder = [...table].slice(0, 0x60).filter((char) => script.test(char));
    assert.deepEqual(inOrder, [...inOrder].sort(), language);
    const all = [...table, ...(SINGLE_TABLES.get(id)?.values() ?? [])].filter((char) => script.test(char));
    assert.equal(new Set(all).size, all.length, language);
    for (const char of all) assert.match(char, /\p{Assigned}/u, `${language} ${char.charCodeAt(0).toString(16)}`);
  }
});

test('a table has 128 places, the escape and the line ends at their own', () => {
  for (const [id, table] of LOCKING_TABLES) {
    assert.equal(table.length, 128, `${id}`);
    assert.deepEqual([table[0x0a], table[0x0d], table[0x1b], table[0x20]], ['\n', '\r', '\x1b', ' ']);
  }
  for (const [id, table] of SINGLE_TABLES) {
    assert.equal(table.get(0x0a), '\f', `${id}`);
    assert.equal(table.get(0x65), '€', `${id}`);
    assert.equal(table.has(0x0d) || table.has(0x1b), false, `${id}`);
  }
});

test('an escape before an empty place shows the character of the locking table', () => {
  assert.equal(decode('1b60', { locking: 1, single: 1 }), 'ç');
  assert.equal(decode('1b60', { locking: 0, single: 1 }), '¿');
  assert.equal(decode('601b', { locking: 1, single: 1 }), 'ç ');
});

test('an unknown identifier, and Spanish as a locking one, are taken for the default', () => {
  assert.equal(decode('601b65', { locking: 2, single: 99 }), '¿€');
});

test('a text of national characters costs a septet each in its locking table, and two in its single shift table', () => {
  const turkish = 'ğış';
  assert.equal(alphabetOf({ locking: 1, single: 0 }).length(turkish), 3);
  assert.equal(alphabetOf({ locking: 0, single: 1 }).length(turkish), 6);
  assert.equal(alphabetOf({ locking: 0, single: 0 }).length(turkish), -1);
  assert.equal(alphabetOf({ locking: 1, single: 0 }).encode(turkish).toString('hex'), '0c071d');
  assert.equal(alphabetOf({ locking: 0, single: 1 }).encode(turkish).toString('hex'), '1b671b691b73');
});

test('what an alphabet writes it reads, and an empty place is no character of it', () => {
  for (const language of LANGUAGES) {
    const id = NATIONAL_LANGUAGES[language];
    const locking = LOCKING_TABLES.has(id) ? id : 0;
    const alphabet = alphabetOf({ locking, single: id });
    const chars = [...(LOCKING_TABLES.get(locking) ?? 'abc'), ...(SINGLE_TABLES.get(id)?.values() ?? [])];
    const known = chars.filter((char) => char !== '\x1b' && char !== '\ufffd');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...known)), (picked) => {
        const text = picked.join('');
        const octets = alphabet.encode(text);
        assert.equal(octets.length, alphabet.length(text));
        assert.equal(alphabet.decode(octets), text);
      }),
      { numRuns: 30 },
    );
    assert.equal(alphabet.length('\ufffd'), -1);
    assert.equal(alphabet.length('\x1b'), -1);
  }
});

test('a character that stands twice in a table is written by its first place', () => {
  const single = NATIONAL_LANGUAGES.bengali;
  assert.equal(alphabetOf({ locking: single, single }).encode('¡*').toString('hex'), '1b131b0b');
  assert.equal(alphabetOf({ locking: 0, single }).encode('¡*@').toString('hex'), '402a00');
});
