/** What may be replaced so that a text fits a short alphabet: nothing, signs of typography, or letters with accents too. */
export type Transliteration = 'off' | 'typography' | 'letters';

/** A replacement that was made; once for each character. */
export interface Change {
  readonly from: string;
  readonly to: string;
}

interface Transliterated {
  readonly text: string;
  /** In the order in which they first occur. */
  readonly changed: readonly Change[];
}

/** Signs that say the same in another form: quotation marks, primes, dashes, dots, spaces, and what is not seen at all. */
const TYPOGRAPHY: ReadonlyMap<string, string> = new Map(
  (
    [
      ["'", '\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\u00b4`'],
      ['"', '\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'],
      ['-', '\u2010\u2011\u2012\u2013\u2014\u2015\u2212'],
      ['...', '\u2026'],
      [' ', '\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'],
      ['', '\u00ad\u200b\u2060\ufeff'],
    ] as const
  ).flatMap(([to, from]) => [...from].map((char): [string, string] => [char, to])),
);

/** Latin letters that Unicode does not take apart into a base letter and a mark. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['Æ', 'AE'],
  ['æ', 'ae'],
  ['Œ', 'OE'],
  ['œ', 'oe'],
  ['Ø', 'O'],
  ['ø', 'o'],
  ['Đ', 'D'],
  ['đ', 'd'],
  ['Ð', 'D'],
  ['ð', 'd'],
  ['Þ', 'Th'],
  ['þ', 'th'],
  ['Ħ', 'H'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['Ł', 'L'],
  ['ł', 'l'],
  ['Ŋ', 'N'],
  ['ŋ', 'n'],
  ['Ŧ', 'T'],
  ['ŧ', 't'],
  ['ẞ', 'SS'],
  ['ß', 'ss'],
  ['ſ', 's'],
]);

const MARKS = /\p{M}+/gu;
const LATIN = /^\p{Script=Latin}+$/u;

/** The base letter (or letters) of a Latin letter, nothing for a mark by itself; undefined for all else. */
function baseOf(char: string): string | undefined {
  const bare = char.normalize('NFD').replace(MARKS, '');
  if (bare === '') return bare;
  const letter = LETTERS.get(bare) ?? bare;
  return letter !== char && LATIN.test(letter) ? letter : undefined;
}

/**
 * The text with its characters replaced that the alphabet lacks, as far as `level` allows; undefined where one would be
 * left that the alphabet lacks all the same: a text that fits only in part is better left as it was written.
 * `has` says whether the alphabet has a character.
 */
export function transliterate(
  text: string,
  level: Transliteration,
  has: (char: string) => boolean,
): Transliterated | undefined {
  const changes = new Map<string, string>();
  let out = '';
  for (const char of text) {
    if (has(char)) {
      out += char;
      continue;
    }
    const to =
      changes.get(char) ??
      (level === 'off' ? undefined : TYPOGRAPHY.get(char)) ??
      (level === 'letters' ? baseOf(char) : undefined);
    if (to === undefined || ![...to].every(has)) return undefined;
    changes.set(char, to);
    out += to;
  }
  return { text: out, changed: [...changes].map(([from, to]) => ({ from, to })) };
}
