import { gsmLength } from './gsm.js';
import { legalText } from './legal.js';

/** What a carrier means by data_coding 0: GSM septets one an octet or packed, Latin-1, or ASCII. */
export type DefaultAlphabet = 'gsm' | 'packed-gsm' | 'latin1' | 'ascii';

/** How a text travels: in the carrier's default alphabet (data_coding 0) or as UCS-2 (data_coding 8). */
export type Encoding = DefaultAlphabet | 'ucs2';

const TAB = /\t/g;
/** Printable ASCII: nothing to normalise. */
const PLAIN = /^[ -~]*$/;

/** The form in which a text is encoded: composed characters (NFC), legal characters, no tabs (GSM has none). */
export function normaliseText(text: string): string {
  return PLAIN.test(text) ? text : legalText(text.normalize('NFC')).replace(TAB, ' ');
}

/**
 * The shortest encoding that keeps every character. A carrier whose default alphabet is Latin-1 or ASCII translates it to
 * GSM on the air, so only characters that both have may go that way.
 */
export function chooseEncoding(text: string, alphabet: DefaultAlphabet): Encoding {
  if (gsmLength(text) < 0) return 'ucs2';
  if (alphabet === 'gsm' || alphabet === 'packed-gsm') return alphabet;
  const top = alphabet === 'ascii' ? 0x7f : 0xff;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > top) return 'ucs2';
  }
  return alphabet;
}
