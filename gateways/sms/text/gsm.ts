/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 6.2.1), as unpacked septets: one an octet, which
 * is how SMPP carries them. Carriers pack them themselves.
 */

const ESCAPE = 0x1b;
const UNKNOWN = 0x3f;

/** Position in the string is the septet; the escape stands at its own place. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ' +
  ' !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Character by the septet that follows the escape. */
const EXTENSION: ReadonlyMap<number, string> = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
]);

/** Septet of a UTF-16 code unit; -1 where there is none, 0x1b00 + septet where the escape stands before it. */
const ENCODE = new Int16Array(0x10000).fill(-1);
for (let septet = 0; septet < BASIC.length; septet += 1) {
  if (septet !== ESCAPE) ENCODE[BASIC.charCodeAt(septet)] = septet;
}
for (const [septet, char] of EXTENSION) ENCODE[char.charCodeAt(0)] = (ESCAPE << 8) | septet;

/** How many septets the text needs, or -1 where the alphabet lacks one of its characters. */
export function gsmLength(text: string): number {
  let septets = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = ENCODE[text.charCodeAt(at)] ?? -1;
    if (code < 0) return -1;
    septets += code > 0xff ? 2 : 1;
  }
  return septets;
}

/** Unpacked septets of a text; what the alphabet lacks becomes a question mark (ask `gsmLength` first). */
export function encodeGsm(text: string): Buffer {
  const out = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = ENCODE[text.charCodeAt(at)] ?? -1;
    if (code > 0xff) {
      out[length++] = ESCAPE;
      out[length++] = code & 0x7f;
    } else {
      out[length++] = code < 0 ? UNKNOWN : code;
    }
  }
  return out.subarray(0, length);
}

/**
 * Text of unpacked septets. An escape before a septet that the extension table lacks shows the character of the basic
 * table (TS 23.038 6.2.1.1); an escape at the end, or before another, shows a space. Octets above 0x7f become U+FFFD.
 */
export function decodeGsm(septets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < septets.length; at += 1) {
    const septet = septets[at] ?? 0;
    if (septet === ESCAPE) {
      const next = septets[at + 1];
      if (next === undefined || next === ESCAPE) {
        text += ' ';
        if (next !== undefined) at += 1;
      } else {
        text += EXTENSION.get(next) ?? BASIC[next] ?? '\ufffd';
        at += 1;
      }
    } else {
      text += BASIC[septet] ?? '\ufffd';
    }
  }
  return text;
}
