import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Decodes a stream of UTF-8 that is cut anywhere. Strict: an octet sequence that is not UTF-8 is an error, never U+FFFD,
 * and the text handed out always consists of whole code points.
 */
export class Utf8Stream {
  #rest: Buffer | undefined;

  /** The text of all code points that are complete now, or undefined when the stream is not UTF-8. */
  decode(chunk: Uint8Array): string | undefined {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, bytes]);
      this.#rest = undefined;
    }
    if (isAscii(bytes)) return bytes.toString('latin1');
    const whole = wholeLength(bytes);
    if (whole < bytes.length) {
      // Copied, because the chunk may be a window on a buffer that the socket uses again.
      this.#rest = Buffer.from(bytes.subarray(whole));
      bytes = bytes.subarray(0, whole);
    }
    return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  }
}

/** Length without a code point that has begun at the end and is not complete. */
function wholeLength(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - 3);
  for (let at = bytes.length - 1; at >= first; at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return at + needed > bytes.length ? at : bytes.length;
    }
  }
  return bytes.length;
}
