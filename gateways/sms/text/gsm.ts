import { SeptetAlphabet } from './septets.js';

/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 6.2.1), as unpacked septets: one an octet, which
 * is how SMPP usually carries them.
 */

/** Position in the string is the septet; the escape stands at its own place. */
export const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ' +
  ' !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Character by the septet that follows the escape. */
export const GSM_EXTENSION: ReadonlyMap<number, string> = new Map([
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

/** The default alphabet. */
export const GSM = new SeptetAlphabet(GSM_BASIC, GSM_EXTENSION);

/** How many septets the text needs, or -1 where the default alphabet lacks one of its characters. */
export function gsmLength(text: string): number {
  return GSM.length(text);
}

/** Unpacked septets of a text; what the default alphabet lacks becomes a question mark (ask `gsmLength` first). */
export function encodeGsm(text: string): Buffer {
  return GSM.encode(text);
}
