/** What people take for the same where a charset lacks the character. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u00ab': '"',
  '\u00bb': '"',
  '\u00d7': 'x',
  '\u00df': 'ss',
  '\u00e6': 'ae',
  '\u00c6': 'AE',
  '\u00f8': 'o',
  '\u00d8': 'O',
  '\u0111': 'd',
  '\u0110': 'D',
  '\u0131': 'i',
  '\u0142': 'l',
  '\u0141': 'L',
  '\u0153': 'oe',
  '\u0152': 'OE',
  '\u00f0': 'd',
  '\u00d0': 'D',
  '\u00fe': 'th',
  '\u00de': 'Th',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': ',',
  '\u201b': "'",
  '\u2032': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u2039': '<',
  '\u203a': '>',
  '\u2022': '*',
  '\u2026': '...',
  '\u2028': ' ',
  '\u2029': ' ',
  '\u20ac': 'EUR',
  '\u2190': '<-',
  '\u2192': '->',
  '\u2264': '<=',
  '\u2265': '>=',
  '\u2260': '!=',
};

/** What is seen of nothing: joiners, marks of direction, variation selectors, and what combines with a letter before. */
const INVISIBLE = /^[\p{M}\p{Cf}\p{Variation_Selector}]$/u;
const MARKS = /\p{M}/gu;

/** What a character is replaced by in a set that lacks it: its letter without marks, its usual spelling, or a question mark. */
export function substitute(character: string, has: (candidate: string) => boolean): string {
  if (INVISIBLE.test(character)) return '';
  const usual = SUBSTITUTES[character];
  if (usual !== undefined) return usual;
  const plain = character.normalize('NFKD').replace(MARKS, '');
  if (plain !== '' && plain !== character && has(plain)) return plain;
  return '?';
}
