/** Encoded-words (RFC 2047) in UTF-8, in the form that is allowed everywhere, also in display names (5, 3). */

/** Of one encoded-word, and of a line that holds one (2). */
const LONGEST_WORD = 75;
const Q_START = '=?utf-8?Q?';
const B_START = '=?utf-8?B?';
const END = '?=';
const Q_ROOM = LONGEST_WORD - Q_START.length - END.length;
/** Octets whose base64 fits, a multiple of 3. */
const B_ROOM = Math.floor((LONGEST_WORD - B_START.length - END.length) / 4) * 3;
/** What stands for itself in the Q encoding of display names. */
const Q_SAFE = /^[A-Za-z0-9!*+/-]$/;

/** Splits text into encoded-words; decoders join them without the blanks between. Characters are never cut. */
export function encodedWords(text: string): readonly string[] {
  const q = qWords(text);
  if (q.length <= 1) return q;
  const b = bWords(text);
  return b.length < q.length ? b : q;
}

function qWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    const encoded = qEncoded(character);
    if (word.length + encoded.length > Q_ROOM) {
      words.push(Q_START + word + END);
      word = '';
    }
    word += encoded;
  }
  if (word !== '') words.push(Q_START + word + END);
  return words;
}

function qEncoded(character: string): string {
  if (Q_SAFE.test(character)) return character;
  if (character === ' ') return '_';
  return Array.from(Buffer.from(character), (octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );
}

function bWords(text: string): readonly string[] {
  const words: string[] = [];
  let part = '';
  let octets = 0;
  const close = (): void => {
    words.push(B_START + Buffer.from(part).toString('base64') + END);
    part = '';
    octets = 0;
  };
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (octets + length > B_ROOM) close();
    part += character;
    octets += length;
  }
  if (part !== '') close();
  return words;
}
