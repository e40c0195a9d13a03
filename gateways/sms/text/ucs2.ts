/** UCS-2 as phones use it: UTF-16, big endian, surrogate pairs included. */

/** Octets of a text, two for each UTF-16 code unit. */
export function encodeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Text of octets; an odd octet at the end is dropped. */
export function decodeUcs2(octets: Uint8Array): string {
  const even = Buffer.from(octets.subarray(0, octets.length & ~1));
  return even.swap16().toString('utf16le');
}
