import { bufferOf } from './octets.js';
import { decodeUuencode } from './uuencode.js';

const EQUALS = 0x3d;
const UNDERSCORE = 0x5f;
const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;

/** Undoes a Content-Transfer-Encoding (RFC 2045 6). One that is not known changes nothing. Never throws. */
export function decodeTransfer(octets: Uint8Array, encoding: string): Uint8Array {
  switch (encoding) {
    case 'base64':
      return decodeBase64(bufferOf(octets));
    case 'quoted-printable':
      return decodeQuotedPrintable(bufferOf(octets));
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue':
      return decodeUuencode(bufferOf(octets));
    default:
      return octets;
  }
}

/**
 * Base64, tolerant: characters outside of its alphabet are passed over (RFC 2045 6.8). Padding ends a stretch; another
 * stretch may follow where texts were put together, a footer that a mailing list appended is not decoded.
 */
function decodeBase64(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < text.length) {
    const padding = text.indexOf('=', at);
    if (padding === -1) {
      chunks.push(Buffer.from(at === 0 ? text : text.slice(at), 'base64'));
      break;
    }
    chunks.push(Buffer.from(text.slice(at, padding), 'base64'));
    at = padding + 1;
    while (at < text.length && isPaddingOrSpace(text.charCodeAt(at))) at += 1;
    // What follows is base64 only if its first line is nothing else, and long enough to tell.
    if (at < text.length && !beginsBase64(text, at)) break;
  }
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
}

function isPaddingOrSpace(code: number): boolean {
  return code === EQUALS || code === SPACE || (code >= TAB && code <= CR);
}

function beginsBase64(text: string, at: number): boolean {
  let length = 0;
  for (; at + length < text.length; length += 1) {
    const code = text.charCodeAt(at + length);
    if (code === LF || code === CR || code === EQUALS) break;
    const alphabet =
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2b ||
      code === 0x2f;
    if (!alphabet) return false;
  }
  let end = at + length;
  while (end < text.length && text.charCodeAt(end) === EQUALS) end += 1;
  return length > 0 && (end - at) % 4 === 0;
}

/** Quoted-printable (RFC 2045 6.7), tolerant: `=` that begins no escape stays as it is. */
function decodeQuotedPrintable(octets: Buffer): Buffer {
  let equals = octets.indexOf(EQUALS);
  // White space at the end of a line was added on the way only where an encoder wrote the line: then there are escapes.
  if (equals === -1) return octets;
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  let at = 0;
  while (equals !== -1) {
    length += octets.copy(out, length, at, equals);
    const high = hexDigit(octets[equals + 1]);
    const low = hexDigit(octets[equals + 2]);
    if (high !== -1 && low !== -1) {
      out[length++] = high * 16 + low;
      at = equals + 3;
    } else {
      const end = softBreakEnd(octets, equals + 1);
      if (end === -1) out[length++] = EQUALS;
      at = end === -1 ? equals + 1 : end;
    }
    equals = octets.indexOf(EQUALS, at);
  }
  length += octets.copy(out, length, at);
  return out.subarray(0, length);
}

/** Where the line after a soft line break begins; -1 where `=` is none. White space may stand before the line end. */
function softBreakEnd(octets: Buffer, from: number): number {
  let at = from;
  while (octets[at] === SPACE || octets[at] === TAB) at += 1;
  if (at >= octets.length) return at;
  if (octets[at] === LF) return at + 1;
  if (octets[at] === CR) return octets[at + 1] === LF ? at + 2 : at + 1;
  return -1;
}

/** The Q encoding of RFC 2047 4.2; `text` holds octets as latin1 characters. */
export function decodeQ(text: string): Buffer {
  const octets = Buffer.from(text, 'latin1');
  let length = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    const high = octet === EQUALS ? hexDigit(octets[at + 1]) : -1;
    const low = high === -1 ? -1 : hexDigit(octets[at + 2]);
    if (low !== -1) {
      octets[length++] = high * 16 + low;
      at += 2;
    } else octets[length++] = octet === UNDERSCORE ? SPACE : octet;
  }
  return octets.subarray(0, length);
}

/** The value of a hexadecimal digit, -1 for all else. */
export function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
