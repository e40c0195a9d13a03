import type { DefaultAlphabet } from './choose.js';
import { decodeExtendedKanji, decodeIso2022Jp, decodeJis } from './jis.js';
import { legalText } from './legal.js';
import { alphabetOf, NO_SHIFT, type Shift } from './national.js';
import { decodeUcs2 } from './ucs2.js';

/** What the octets of a message are. */
export type Charset =
  | 'default'
  | 'gsm'
  | 'ascii'
  | 'latin1'
  | 'jis'
  | 'cyrillic'
  | 'hebrew'
  | 'ucs2'
  | 'iso-2022-jp'
  | 'extended-kanji'
  | 'korean'
  | 'binary';

/** The values that SMPP 3.4 5.2.19 gives a meaning of its own; 3GPP TS 23.038 4 agrees on 0, 4 and 8. */
const OF_SMPP: ReadonlyMap<number, Charset> = new Map([
  [0x00, 'default'],
  [0x01, 'ascii'],
  [0x02, 'binary'],
  [0x03, 'latin1'],
  [0x04, 'binary'],
  [0x05, 'jis'],
  [0x06, 'cyrillic'],
  [0x07, 'hebrew'],
  [0x08, 'ucs2'],
  // Pictograms: each maker's own.
  [0x09, 'binary'],
  [0x0a, 'iso-2022-jp'],
  [0x0d, 'extended-kanji'],
  [0x0e, 'korean'],
]);

/** Bits 3 and 2 of the general groups. The fourth is reserved, and what is reserved is to be read as the default (TS 23.038 4). */
const GENERAL: readonly Charset[] = ['gsm', 'binary', 'ucs2', 'default'];

/**
 * The character set that a data_coding octet names: SMPP's own values first, else the groups of TS 23.038 4. The message
 * class (flash and the like) changes nothing about the text.
 */
export function charsetOf(dataCoding: number): Charset {
  const own = OF_SMPP.get(dataCoding);
  if (own !== undefined) return own;
  switch (dataCoding >> 4) {
    // General, and marked for automatic deletion.
    case 0x0:
    case 0x1:
    case 0x4:
    case 0x5:
      return GENERAL[(dataCoding >> 2) & 0x03] ?? 'default';
    // The same, compressed (TS 23.042), which no phone in use writes and nothing here reads.
    case 0x2:
    case 0x3:
    case 0x6:
    case 0x7:
      return 'binary';
    // Message waiting: discard, and store.
    case 0xc:
    case 0xd:
      return 'gsm';
    // Message waiting, store, UCS-2.
    case 0xe:
      return 'ucs2';
    // Data coding and message class: bit 2 says 8-bit data.
    case 0xf:
      return (dataCoding & 0x04) === 0 ? 'gsm' : 'binary';
    // Reserved.
    default:
      return 'default';
  }
}

/** True where the octets are GSM septets, which a carrier with a packed default alphabet packs, whatever value names them. */
export function isPacked(charset: Charset, alphabet: DefaultAlphabet): boolean {
  return alphabet === 'packed-gsm' && (charset === 'default' || charset === 'gsm');
}

const ISO_8859_5 = new TextDecoder('iso-8859-5');
const ISO_8859_8 = new TextDecoder('iso-8859-8');
const EUC_KR = new TextDecoder('euc-kr');

const QUESTION_MARK = 0x3f;

function rawText(
  octets: Uint8Array,
  charset: Exclude<Charset, 'default'> | DefaultAlphabet,
  shift: Shift,
): string | undefined {
  switch (charset) {
    case 'gsm':
    case 'packed-gsm':
      return alphabetOf(shift).decode(octets);
    case 'ascii':
      return Buffer.from(octets.map((octet) => (octet > 0x7f ? QUESTION_MARK : octet))).toString('latin1');
    case 'latin1':
      return Buffer.from(octets).toString('latin1');
    case 'jis':
      return decodeJis(octets);
    case 'cyrillic':
      return ISO_8859_5.decode(octets);
    case 'hebrew':
      return ISO_8859_8.decode(octets);
    case 'ucs2':
      return decodeUcs2(octets);
    case 'iso-2022-jp':
      return decodeIso2022Jp(octets);
    case 'extended-kanji':
      return decodeExtendedKanji(octets);
    case 'korean':
      return EUC_KR.decode(octets);
    case 'binary':
      return undefined;
  }
}

/**
 * Text of octets in a character set, legal in XML 1.0; undefined where it is no text. Septets are unpacked; `shift` names
 * their national tables.
 */
export function decodeText(
  octets: Uint8Array,
  charset: Charset,
  alphabet: DefaultAlphabet,
  shift: Shift = NO_SHIFT,
): string | undefined {
  const text = rawText(octets, charset === 'default' ? alphabet : charset, shift);
  return text === undefined ? undefined : legalText(text);
}
