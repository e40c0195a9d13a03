import { GSM, GSM_BASIC, GSM_EXTENSION } from './gsm.js';
import { LOCKING_TABLES } from './national-locking.js';
import { SINGLE_TABLES } from './national-single.js';
import { SeptetAlphabet } from './septets.js';

/** National language identifier by name (3GPP TS 23.038 6.2.1.2.4). */
export const NATIONAL_LANGUAGES = {
  turkish: 0x01,
  spanish: 0x02,
  portuguese: 0x03,
  bengali: 0x04,
  gujarati: 0x05,
  hindi: 0x06,
  kannada: 0x07,
  malayalam: 0x08,
  oriya: 0x09,
  punjabi: 0x0a,
  tamil: 0x0b,
  telugu: 0x0c,
  urdu: 0x0d,
} as const;

export type NationalLanguage = keyof typeof NATIONAL_LANGUAGES;

/** National language tables that a message uses, by identifier; 0 is the default alphabet or its extension. */
export interface Shift {
  /** In place of the default alphabet (user data header element 0x25). */
  readonly locking: number;
  /** In place of the extension table (element 0x24). */
  readonly single: number;
}

/** The default alphabet and its extension. */
export const NO_SHIFT: Shift = { locking: 0, single: 0 };

const known = new Map<number, SeptetAlphabet>();

/** The alphabet of these tables. An identifier that is not known is taken for the default (TS 23.038 6.2.1.2.4). */
export function alphabetOf({ locking, single }: Shift): SeptetAlphabet {
  const basic = LOCKING_TABLES.get(locking);
  const extension = SINGLE_TABLES.get(single);
  if (basic === undefined && extension === undefined) return GSM;
  const key = ((basic === undefined ? 0 : locking) << 8) | (extension === undefined ? 0 : single);
  const there = known.get(key);
  if (there !== undefined) return there;
  const made = new SeptetAlphabet(basic ?? GSM_BASIC, extension ?? GSM_EXTENSION);
  known.set(key, made);
  return made;
}

/** The ways in which a message may use the tables of a language, shortest header first. */
export function shiftsOf(language: NationalLanguage): readonly Shift[] {
  const id = NATIONAL_LANGUAGES[language];
  const single = { locking: 0, single: id };
  return LOCKING_TABLES.has(id) ? [single, { locking: id, single: 0 }, { locking: id, single: id }] : [single];
}
