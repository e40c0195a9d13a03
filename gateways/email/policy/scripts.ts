import { LOOK_ALIKES } from './look-alikes.js';

/** Scripts that living languages are written in; a letter of another one is of a script of its own here. */
const SCRIPTS = (
  'Latin Greek Cyrillic Armenian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada ' +
  'Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Cherokee Khmer Mongolian Hiragana Katakana Bopomofo Han'
).split(' ');
const MATCHERS = SCRIPTS.map((script) => ({ script, matcher: new RegExp(`^\\p{Script_Extensions=${script}}$`, 'u') }));

/** Scripts that are written together (UTS 39 5.2, "highly restrictive"). */
const TOGETHER: readonly ReadonlySet<string>[] = [
  new Set(['Latin', 'Han', 'Hiragana', 'Katakana']),
  new Set(['Latin', 'Han', 'Bopomofo']),
  new Set(['Latin', 'Han', 'Hangul']),
];

const LONGEST = 512;
const ASCII = /^[\x20-\x7e]*$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Whether a word of a text has letters of scripts that no language writes in one word: a Cyrillic `а` in `pаypal`. Two words of two
 * scripts are no such case; in names they are common.
 */
export function hasMixedWord(text: string): boolean {
  const looked = text.slice(0, LONGEST);
  return !ASCII.test(looked) && (looked.normalize('NFC').match(WORD) ?? []).some(isMixed);
}

/** Whether a word is written in letters of another script that all look like Latin ones. */
export function looksLatin(word: string): boolean {
  if (ASCII.test(word)) return false;
  const letters = [...word.slice(0, LONGEST).normalize('NFC').toLowerCase()].filter((one) => /\p{L}/u.test(one));
  if (letters.length === 0) return false;
  return Object.values(LOOK_ALIKES).some((alike) => letters.every((letter) => alike.includes(letter)));
}

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Ignorable, and needed: joiners and variation selectors by Persian, Indic scripts and emoji, marks of direction next to Hebrew. */
const NEEDED = /^(?:\p{Variation_Selector}|\u061c|[\u200c-\u200f])$/u;
/** Behind a black flag the flags of regions are spelled in tags. */
const TAG = /^[\u{e0020}-\u{e007f}]$/u;

/** Whether a text has characters that are not seen and have no business there: they turn its direction round, or split words. */
export function hasHidden(text: string): boolean {
  const looked = text.slice(0, LONGEST);
  if (ASCII.test(looked)) return false;
  const hasFlag = looked.includes('\u{1f3f4}');
  return (looked.match(IGNORABLE) ?? []).some((one) => !NEEDED.test(one) && !(hasFlag && TAG.test(one)));
}

function isMixed(word: string): boolean {
  if (ASCII.test(word)) return false;
  const scripts = MATCHERS.map(({ script }) => script);
  // What all its letters may be: a letter that several scripts share leaves them all.
  let common: readonly string[] = scripts;
  const found = new Set<string>();
  for (const letter of word) {
    if (!/\p{L}/u.test(letter)) continue;
    const own = MATCHERS.flatMap(({ script, matcher }) => (matcher.test(letter) ? [script] : []));
    // Scripts that are not listed, and letters of no script.
    const of = own.length === 0 ? ['other'] : own;
    common = common.filter((script) => of.includes(script));
    if (own.length === 1) found.add(of[0] ?? '');
    if (own.length === 0 && !/\p{Script_Extensions=Common}/u.test(letter)) found.add('other');
  }
  if (common.length > 0 || found.size <= 1) return false;
  return !TOGETHER.some((set) => [...found].every((script) => set.has(script)));
}
