/**
 * The part of PRECIS (RFC 8264, RFC 8265) that local parts of addresses need: the profile UsernameCaseMapped over the
 * Unicode tables of the runtime.
 */

/** Fullwidth and halfwidth forms, which have one ordinary counterpart each. */
const WIDTH_FORMS = /[\u3000\uff01-\uffee]/g;

/** The mappings of UsernameCaseMapped in their order: width, case, normalisation form C. */
export function mapIdentifier(text: string): string {
  return text
    .replace(WIDTH_FORMS, (form) => form.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFC');
}

/**
 * Letters, digits and marks of any script, visible ASCII, and the exceptions of RFC 5892 2.6 that are valid. One class: of
 * several that share characters a text that does not fit would be tried in all combinations, which takes minutes.
 */
const VALID =
  /^[!-~\u00b7\u00df\u0375\u03c2\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]+$/u;
/** Exceptions of RFC 5892 2.6 that are not valid, old Hangul jamo, and code points that are shown as nothing. */
const INVALID =
  /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]|\p{Default_Ignorable_Code_Point}/u;

/** Whether text that `mapIdentifier` has mapped is of the IdentifierClass and keeps the rules of context and direction. */
export function isIdentifier(text: string): boolean {
  if (!VALID.test(text) || INVALID.test(text)) return false;
  // What has a compatibility form other than itself could be taken for that form.
  if (text.normalize('NFKC') !== text) return false;
  return contextHolds(text) && directionHolds(text);
}

const CONTEXTUAL = /[\u00b7\u0375\u05f3\u05f4\u30fb\u0660-\u0669\u06f0-\u06f9]/;

/** The rules of RFC 5892 appendix A for the characters that depend on their neighbours. */
function contextHolds(text: string): boolean {
  if (!CONTEXTUAL.test(text)) return true;
  if (/(?<!l)\u00b7|\u00b7(?!l)/.test(text)) return false;
  if (/\u0375(?!\p{Script=Greek})/u.test(text)) return false;
  if (/(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(text)) return false;
  if (text.includes('\u30fb') && !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return false;
  return !(/[\u0660-\u0669]/.test(text) && /[\u06f0-\u06f9]/.test(text));
}

const RTL =
  '\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Samaritan}\\p{Script=Mandaic}\\p{Script=Adlam}';
const HAS_RTL = new RegExp(`[${RTL}\\u0660-\\u0669]`, 'u');
const RTL_LETTER = new RegExp(`[${RTL}]`, 'u');
const NUMBER = /\p{Nd}/u;
const MARK = /\p{Mn}/u;
const LETTER = /\p{L}/u;

/** The bidi rule (RFC 5893 2) for text that has right-to-left characters: one direction, and ends that show it. */
function directionHolds(text: string): boolean {
  if (!HAS_RTL.test(text)) return true;
  const characters = [...text];
  const isRtl = (character: string) => RTL_LETTER.test(character) && !NUMBER.test(character);
  if (!isRtl(characters[0] ?? '')) return false;
  if (characters.some((character) => LETTER.test(character) && !isRtl(character))) return false;
  if (/[\u0660-\u0669]/.test(text) && /[0-9\u06f0-\u06f9]/.test(text)) return false;
  const last = characters.findLast((character) => !MARK.test(character)) ?? '';
  return isRtl(last) || NUMBER.test(last);
}
