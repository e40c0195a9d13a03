/** User data header of 3GPP TS 23.040 9.2.3.24: what stands before the text when bit 0x40 of esm_class is set. */

/** Place of a part in a message of several. */
export interface Concatenation {
  /** Octets of the reference: 8 or 16 bits, different spaces of numbers. */
  readonly width: 8 | 16;
  readonly reference: number;
  /** 1 to 255. */
  readonly total: number;
  /** 1 to `total`. */
  readonly part: number;
}

export interface SplitUserData {
  readonly concatenation?: Concatenation;
  /** True where the data is for an application port (elements 04 and 05), not for a reader. */
  readonly port: boolean;
  /** What follows the header. */
  readonly text: Buffer;
}

const CONCAT_8 = 0x00;
const PORT_8 = 0x04;
const PORT_16 = 0x05;
const CONCAT_16 = 0x08;

/** Octets of the header that `concatHeader` makes, its length octet included. */
export const CONCAT_HEADER_OCTETS = 6;

/** A header with an 8-bit reference: 05 00 03 reference total part. */
export function concatHeader(reference: number, total: number, part: number): Buffer {
  return Buffer.from([0x05, CONCAT_8, 0x03, reference & 0xff, total, part]);
}

function concatenation(width: 8 | 16, reference: number, total = 0, part = 0): Concatenation | undefined {
  // A part outside its total is no concatenation at all: the text stands alone (TS 23.040 9.2.3.24.1).
  if (total < 1 || part < 1 || part > total) return undefined;
  return { width, reference, total, part };
}

/** Takes the header off user data that has one. A header that overruns the data is taken for text. */
export function splitUserData(data: Buffer): SplitUserData {
  const length = data[0];
  if (length === undefined || length + 1 > data.length) return { port: false, text: data };
  const end = length + 1;
  let found: Concatenation | undefined;
  let port = false;
  for (let at = 1; at + 2 <= end; ) {
    const element = data[at];
    const size = data[at + 1] ?? 0;
    const from = at + 2;
    if (from + size > end) break;
    if (element === CONCAT_8 && size === 3) {
      found = concatenation(8, data[from] ?? 0, data[from + 1], data[from + 2]);
    } else if (element === CONCAT_16 && size === 4) {
      found = concatenation(16, data.readUInt16BE(from), data[from + 2], data[from + 3]);
    } else if (element === PORT_8 || element === PORT_16) {
      port = true;
    }
    at = from + size;
  }
  const text = data.subarray(end);
  return found === undefined ? { port, text } : { concatenation: found, port, text };
}
