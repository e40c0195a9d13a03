/** The alphabet of RFC 4648 6 in small letters. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** What people type for letters that look like a digit. */
const TYPED: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 8: 'b' };

const VALUES = new Map<string, number>([...ALPHABET].map((character, value): [string, number] => [character, value]));
for (const [typed, meant] of Object.entries(TYPED)) VALUES.set(typed, ALPHABET.indexOf(meant));

/** Octets in base32 without padding: survives whatever folds the case of an address. */
export function toBase32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = ((held << 8) | octet) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}

/** Undefined where a character or the length is none of base32, or bits are left over that nobody wrote. */
export function fromBase32(text: string): Buffer | undefined {
  const octets: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toLowerCase()) {
    const value = VALUES.get(character);
    if (value === undefined) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((held >> bits) & 0xff);
    }
  }
  const rest = held & ((1 << bits) - 1);
  return bits >= 5 || rest !== 0 ? undefined : Buffer.from(octets);
}
