import type { Encoding } from './choose.js';
import { encodeGsm } from './gsm.js';
import { encodeUcs2 } from './ucs2.js';
import { concatHeader } from './udh.js';

/** Most parts that the 8-bit count of a concatenation can name. */
export const MOST_SEGMENTS = 255;

/** Longest text alone and longest part of several, in septets, or in UTF-16 code units for UCS-2. */
const LIMITS = {
  seven: { single: 160, part: 153 },
  ucs2: { single: 70, part: 67 },
} as const;

/** UTF-16 code units that cost two septets. */
const DOUBLE = new Set(['\f', '^', '{', '}', '\\', '[', '~', ']', '|', '€']);

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function cost(unit: string, encoding: Encoding): number {
  if (encoding === 'ucs2') return unit.length;
  let septets = 0;
  for (const char of unit) septets += DOUBLE.has(char) ? 2 : 1;
  return septets;
}

/** Pieces that should stay together: what a reader takes for one character, and nothing smaller than a code point. */
function* units(text: string, encoding: Encoding, limit: number): Generator<string> {
  // The 7-bit alphabets have no combining characters; only CR LF could be one grapheme, and that may be split.
  if (encoding !== 'ucs2') {
    yield* text;
    return;
  }
  for (const { segment } of graphemes.segment(text)) {
    if (segment.length <= limit) yield segment;
    else yield* segment;
  }
}

/**
 * Cuts a text into the pieces that each fit one short message. An escape and its character, the two halves of a surrogate
 * pair and (while it fits one part) what is one character to a reader stay together. Joined, the pieces are the text.
 */
export function splitText(text: string, encoding: Encoding): readonly string[] {
  const limits = encoding === 'ucs2' ? LIMITS.ucs2 : LIMITS.seven;
  if (text.length <= limits.single && cost(text, encoding) <= limits.single) return [text];
  const pieces: string[] = [];
  let piece = '';
  let length = 0;
  for (const unit of units(text, encoding, limits.part)) {
    const more = cost(unit, encoding);
    if (length + more > limits.part) {
      pieces.push(piece);
      piece = '';
      length = 0;
    }
    piece += unit;
    length += more;
  }
  pieces.push(piece);
  return pieces;
}

/** Octets of one piece, without a header. */
export function encodePiece(piece: string, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'gsm':
      return encodeGsm(piece);
    case 'ucs2':
      return encodeUcs2(piece);
    default:
      return Buffer.from(piece, 'latin1');
  }
}

/** User data of each piece; several pieces get a header with the reference (0 to 255). */
export function encodePieces(pieces: readonly string[], encoding: Encoding, reference: number): readonly Buffer[] {
  if (pieces.length === 1) return pieces.map((piece) => encodePiece(piece, encoding));
  return pieces.map((piece, index) =>
    Buffer.concat([concatHeader(reference, pieces.length, index + 1), encodePiece(piece, encoding)]),
  );
}
