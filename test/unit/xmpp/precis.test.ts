import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIdentifier, mapIdentifier } from '../../../src/xmpp/precis.js';

/** By the rule that decides: what it lets pass, and what it does not. */
const RULES: Readonly<Record<string, { readonly fits: readonly string[]; readonly fitsNot: readonly string[] }>> = {
  'a middle dot stands between two l (RFC 5892 A.3)': {
    fits: ['col\u00b7lecci\u00f3'],
    fitsNot: ['a\u00b7b', '\u00b7ll', 'll\u00b7'],
  },
  'a Greek numeral sign stands before Greek (A.4)': { fits: ['\u0375\u03b1'], fitsNot: ['\u0375a', 'a\u0375'] },
  'geresh and gershayim stand behind Hebrew (A.5, A.6)': {
    fits: ['\u05d0\u05f3', '\u05d0\u05f4\u05d1'],
    fitsNot: ['a\u05f3', '\u05f4\u05d0'],
  },
  'a katakana middle dot stands beside Japanese (A.7)': { fits: ['\u30ab\u30fb\u30ab'], fitsNot: ['a\u30fbb'] },
  'Arabic digits are of one kind (A.8, A.9)': {
    fits: ['\u0627\u0661', '\u0627\u06f1'],
    fitsNot: ['\u0627\u0661\u06f1'],
  },
  'what looks like other characters is refused (RFC 8264 9.17)': { fits: ['fi'], fitsNot: ['\ufb01', '\u2075'] },
  'a text has one direction, and ends that show it (RFC 5893 2)': {
    fits: ['\u05d0\u05d1', '\u05d01'],
    fitsNot: ['\u05d0a', '1\u05d0', 'a\u05d0', '\u05d0-', '\u0627\u06611'],
  },
};

describe('local parts that are identifiers (PRECIS)', () => {
  for (const [rule, { fits, fitsNot }] of Object.entries(RULES)) {
    it(rule, () => {
      for (const text of fits) assert.equal(isIdentifier(mapIdentifier(text)), true, JSON.stringify(text));
      for (const text of fitsNot) assert.equal(isIdentifier(mapIdentifier(text)), false, JSON.stringify(text));
    });
  }

  it('are compared in small letters of ordinary width', () => {
    assert.equal(mapIdentifier('\uff32\uff4f\uff4d\uff45\uff4f'), 'romeo');
    assert.equal(mapIdentifier('\u00c5'), mapIdentifier('A\u030a'));
  });
});
