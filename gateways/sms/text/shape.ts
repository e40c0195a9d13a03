import { chooseEncoding, type DefaultAlphabet, normaliseText } from './choose.js';
import { costOf, type Form, plainForm } from './form.js';
import { type ConcatMode, limitsOf, maySplit } from './limits.js';
import { type NationalLanguage, shiftsOf } from './national.js';
import { type SplitAt, splitText } from './split.js';
import { type Change, type Transliteration, transliterate } from './transliterate.js';

/** How texts are written for a carrier. */
export interface TextOptions {
  /** What the carrier means by data_coding 0. */
  readonly alphabet: DefaultAlphabet;
  /** Languages whose national tables may be used; only where `alphabet` is one of GSM septets. Default: none. */
  readonly national?: readonly NationalLanguage[];
  readonly concat?: ConcatMode;
  readonly splitAt?: SplitAt;
  readonly transliterate?: Transliteration;
}

/** A text as it travels. */
export interface Shaped {
  readonly form: Form;
  /** One for each short message on the air; none where nothing is left of the text. */
  readonly pieces: readonly string[];
  /** What was replaced so that it fits a shorter form. */
  readonly changed: readonly Change[];
}

/** UTF-16 code units that fit one short message in every form: UCS-2 has the least room. */
const SURELY_SINGLE = 70;

const UNCHANGED: readonly Change[] = [];

/**
 * The form of a text that takes the fewest short messages. Of equally short ones: the default alphabet, then UCS-2, which
 * every phone can read, then national tables, smallest header first. What may be replaced is replaced only where the text
 * would otherwise go as UCS-2 and then fits the default alphabet.
 */
export function shape(body: string, options: TextOptions): Shaped {
  const text = normaliseText(body);
  const form = plainForm(chooseEncoding(text, options.alphabet));
  if (text === '') return { form, pieces: [], changed: UNCHANGED };
  const plain = cut(text, form, options);
  const best = plain.pieces.length === 1 ? plain : (shorter(text, plain, options) ?? plain);
  return best.form.encoding === 'ucs2' ? (replaced(text, options) ?? best) : best;
}

function cut(text: string, form: Form, options: TextOptions, changed = UNCHANGED): Shaped {
  const { concat = 'udh8', splitAt = 'words' } = options;
  if (text.length <= SURELY_SINGLE) return { form, pieces: [text], changed };
  return { form, pieces: splitText(text, form, limitsOf(form, concat), splitAt), changed };
}

/** The text in the national tables that make it shorter than `than`, where there are any. */
function shorter(text: string, than: Shaped, options: TextOptions): Shaped | undefined {
  const { alphabet, national = [], concat = 'udh8' } = options;
  if (alphabet !== 'gsm' && alphabet !== 'packed-gsm') return undefined;
  let best: Shaped | undefined;
  for (const shift of national.flatMap(shiftsOf)) {
    const form = { encoding: alphabet, shift };
    if (costOf(text, form) < 0) continue;
    const shaped = cut(text, form, options);
    if (shaped.pieces.length > 1 && !maySplit(form, concat)) continue;
    if (shaped.pieces.length < (best ?? than).pieces.length) best = shaped;
  }
  return best;
}

/** The text in the default alphabet, with replacements; undefined where that is not to be had. */
function replaced(text: string, options: TextOptions): Shaped | undefined {
  const { alphabet, transliterate: level = 'off' } = options;
  if (level === 'off') return undefined;
  const found = transliterate(text, level, (char) => chooseEncoding(char, alphabet) !== 'ucs2');
  return found === undefined || found.text === ''
    ? undefined
    : cut(found.text, plainForm(alphabet), options, found.changed);
}
