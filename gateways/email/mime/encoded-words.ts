import { decodeOctetString, decodeText } from './charset.js';
import { decodeQ } from './transfer-encoding.js';

/** Longest name of a charset, language tag included, that is looked for. */
const CHARSET_LENGTH = 80;

interface EncodedWord {
  readonly charset: string;
  readonly octets: Buffer;
  /** Where the text after it begins. */
  readonly end: number;
}

/**
 * Decodes the encoded-words of a header text (RFC 2047), wherever they stand: also within quotes, and longer than allowed.
 * The octets of neighbours of one charset are put together first, so that a character split between them is whole again.
 * `text` is unfolded; 8-bit octets in it (as latin1 characters) are decoded as unlabelled text. Linear in its length.
 */
export function decodeWords(text: string): string {
  let start = text.indexOf('=?');
  if (start === -1) return decodeOctetString(text);
  let out = '';
  let pending: { charset: string; octets: Buffer[] } | undefined;
  let at = 0;
  const flush = () => {
    if (pending !== undefined) out += decodeText(Buffer.concat(pending.octets), pending.charset);
    pending = undefined;
  };
  // Past the last `?=` there can be no word any more; without this the search for ends would be quadratic.
  const last = text.lastIndexOf('?=');
  for (; start !== -1 && start < last; start = text.indexOf('=?', start)) {
    const word = readWord(text, start);
    if (word === undefined) {
      start += 2;
      continue;
    }
    const between = text.slice(at, start);
    if (pending === undefined || between.trim() !== '') {
      flush();
      out += decodeOctetString(between);
    } else if (pending.charset !== word.charset) flush();
    pending ??= { charset: word.charset, octets: [] };
    pending.octets.push(word.octets);
    at = word.end;
    start = word.end;
  }
  flush();
  return out + decodeOctetString(text.slice(at));
}

/** Reads `=?charset*language?encoding?text?=` at `start`. */
function readWord(text: string, start: number): EncodedWord | undefined {
  const charsetEnd = text.indexOf('?', start + 2);
  if (charsetEnd <= start + 2 || charsetEnd - start > CHARSET_LENGTH) return undefined;
  if (text.charAt(charsetEnd + 2) !== '?') return undefined;
  const encoding = text.charAt(charsetEnd + 1).toUpperCase();
  if (encoding !== 'B' && encoding !== 'Q') return undefined;
  const from = charsetEnd + 3;
  const to = text.indexOf('?=', from);
  if (to === -1) return undefined;
  const label = text.slice(start + 2, charsetEnd);
  const star = label.indexOf('*');
  const encoded = text.slice(from, to);
  return {
    charset: (star === -1 ? label : label.slice(0, star)).toLowerCase(),
    octets: encoding === 'B' ? Buffer.from(encoded, 'base64') : decodeQ(encoded),
    end: to + 2,
  };
}
