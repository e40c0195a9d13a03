import type { DefaultAlphabet } from './choose.js';
import { decodeGsm } from './gsm.js';
import { legalText } from './legal.js';
import { decodeUcs2 } from './ucs2.js';

/** What the octets of a message are. */
export type Charset = 'default' | 'gsm' | 'ascii' | 'latin1' | 'ucs2' | 'binary';

/**
 * The character set that a data_coding octet names: the values of SMPP 3.4 5.2.19 where it has its own, else the groups
 * of 3GPP TS 23.038 4. Both agree on 0, 4 and 8.
 */
export function charsetOf(dataCoding: number): Charset {
  switch (dataCoding) {
    case 0x00:
      return 'default';
    case 0x01:
      return 'ascii';
    case 0x03:
      return 'latin1';
    case 0x08:
      return 'ucs2';
    case 0x02:
    case 0x04:
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x0e:
      // 2 and 4 are octets; the others are alphabets that no phone in use sends and that we do not guess at.
      return 'binary';
  }
  const group = dataCoding & 0xf0;
  // Message waiting: discard, store (GSM), store (UCS-2).
  if (group === 0xc0 || group === 0xd0) return 'gsm';
  if (group === 0xe0) return 'ucs2';
  // Data coding and message class: bit 2 says 8-bit data.
  if (group === 0xf0) return (dataCoding & 0x04) === 0 ? 'gsm' : 'binary';
  // General groups (00xx and 01xx): bit 5 says compressed, bits 3 and 2 the alphabet.
  if ((dataCoding & 0x80) === 0) {
    if ((dataCoding & 0x20) !== 0) return 'binary';
    const alphabet = dataCoding & 0x0c;
    return alphabet === 0x00 ? 'gsm' : alphabet === 0x08 ? 'ucs2' : 'binary';
  }
  return 'binary';
}

/** Text of octets in a character set, legal in XML 1.0; undefined where it is no text. */
export function decodeText(octets: Uint8Array, charset: Charset, alphabet: DefaultAlphabet): string | undefined {
  switch (charset === 'default' ? alphabet : charset) {
    case 'gsm':
      return legalText(decodeGsm(octets));
    case 'ucs2':
      return legalText(decodeUcs2(octets));
    case 'latin1':
      return legalText(Buffer.from(octets).toString('latin1'));
    case 'ascii':
      return legalText(Buffer.from(octets.map((octet) => (octet > 0x7f ? 0x3f : octet))).toString('latin1'));
    default:
      return undefined;
  }
}
