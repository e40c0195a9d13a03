/** Encoded-words (RFC 2047) in UTF-8, in the form that is allowed everywhere, also in display names (5, 3). */

/** Of one encoded-word, and of a line that holds one (2). */
const LONGEST_WORD = 75;
const Q_START = '=?utf-8?Q?';
const B_START = '=?utf-8?B?';
const END = '?=';
/** Both forms have as many characters around what they hold. */
const AROUND = Q_START.length + END.length;
/** What stands for itself in the Q encoding of display names. */
const Q_SAFE = /^[A-Za-z0-9!*+/-]$/;

/**
 * Splits text into encoded-words; decoders join them without the blanks between. Characters are never cut. `first`: columns that the
 * first word may have, where something stands before it in its line.
 */
export function encodedWords(text: string, first = LONGEST_WORD): readonly string[] {
  const q = qWords(text, first - AROUND);
  if (q.length <= 1) return q;
  const b = bWords(text, first - AROUND);
  return b.length < q.length ? b : q;
}

function qWords(text: string, first: number): readonly string[] {
  const words: string[] = [];
  let word = '';
  let room = first;
  for (const character of text) {
    const encoded = qEncoded(character);
    if (word.length + encoded.length > room) {
      words.push(Q_START + word + END);
      word = '';
      room = LONGEST_WORD - AROUND;
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

/** Octets whose base64 has at most so many characters. */
const octetsIn = (room: number): number => Math.floor(room / 4) * 3;

function bWords(text: string, first: number): readonly string[] {
  const words: string[] = [];
  let part = '';
  let octets = 0;
  let room = octetsIn(first);
  const close = (): void => {
    words.push(B_START + Buffer.from(part).toString('base64') + END);
    part = '';
    octets = 0;
    room = octetsIn(LONGEST_WORD - AROUND);
  };
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (octets + length > room) close();
    part += character;
    octets += length;
  }
  if (part !== '') close();
  return words;
}
