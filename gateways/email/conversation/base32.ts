/** Small letters and digits that survive folding of case (RFC 4648 6). */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Octets as small letters and digits, without padding (RFC 4648 6). */
export function base32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = (value << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      text += ALPHABET[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31];
}
