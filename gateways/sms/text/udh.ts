import { NO_SHIFT, type Shift } from './national.js';

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

/** User data with its header taken off (TS 23.040 9.2.3.24). */
export interface SplitUserData {
  readonly concatenation?: Concatenation;
  /** Application port that the data is for (elements 04 and 05), which is no reader. */
  readonly port?: number;
  /** National language tables of the text (elements 24 and 25). */
  readonly shift: Shift;
  /** Octets of the header, its length octet included; 0 where there is none. */
  readonly headerOctets: number;
  /** What follows the header. */
  readonly text: Buffer;
}

const CONCAT_8 = 0x00;
const PORT_8 = 0x04;
const PORT_16 = 0x05;
const CONCAT_16 = 0x08;
const SINGLE_SHIFT = 0x24;
const LOCKING_SHIFT = 0x25;

/** Octets of the elements that are written here, identifier and length included. */
export const CONCAT_8_OCTETS = 5;
export const CONCAT_16_OCTETS = 6;
export const SHIFT_OCTETS = 3;

/** Element with an 8-bit reference: 00 03 reference total part. */
export function concat8(reference: number, total: number, part: number): readonly number[] {
  return [CONCAT_8, 0x03, reference & 0xff, total, part];
}

/** Element with a 16-bit reference: 08 04 reference reference total part. */
export function concat16(reference: number, total: number, part: number): readonly number[] {
  return [CONCAT_16, 0x04, (reference >> 8) & 0xff, reference & 0xff, total, part];
}

/** Elements that name the national tables in use. */
export function shiftElements({ locking, single }: Shift): readonly number[] {
  return [
    ...(single === 0 ? [] : [SINGLE_SHIFT, 0x01, single]),
    ...(locking === 0 ? [] : [LOCKING_SHIFT, 0x01, locking]),
  ];
}

/** A header of these elements with its length before them; nothing where there are none. */
export function userDataHeader(elements: readonly number[]): Buffer {
  return elements.length === 0 ? Buffer.alloc(0) : Buffer.from([elements.length, ...elements]);
}

function concatenation(width: 8 | 16, reference: number, total = 0, part = 0): Concatenation | undefined {
  // A part outside its total is no concatenation at all: the text stands alone (TS 23.040 9.2.3.24.1).
  if (total < 1 || part < 1 || part > total) return undefined;
  return { width, reference, total, part };
}

/** Takes the header off user data that has one. A header that overruns the data is taken for text. */
export function splitUserData(data: Buffer): SplitUserData {
  const length = data[0];
  if (length === undefined || length + 1 > data.length) return { shift: NO_SHIFT, headerOctets: 0, text: data };
  const end = length + 1;
  let found: Concatenation | undefined;
  let port: number | undefined;
  let shift = NO_SHIFT;
  for (let at = 1; at + 2 <= end; ) {
    const element = data[at];
    const size = data[at + 1] ?? 0;
    const from = at + 2;
    if (from + size > end) break;
    if (element === CONCAT_8 && size === 3) {
      found = concatenation(8, data[from] ?? 0, data[from + 1], data[from + 2]);
    } else if (element === CONCAT_16 && size === 4) {
      found = concatenation(16, data.readUInt16BE(from), data[from + 2], data[from + 3]);
    } else if (element === PORT_8 && size === 2) {
      port = data[from];
    } else if (element === PORT_16 && size === 4) {
      port = data.readUInt16BE(from);
    } else if (element === SINGLE_SHIFT && size === 1) {
      shift = { ...shift, single: data[from] ?? 0 };
    } else if (element === LOCKING_SHIFT && size === 1) {
      shift = { ...shift, locking: data[from] ?? 0 };
    }
    at = from + size;
  }
  return {
    ...(found === undefined ? {} : { concatenation: found }),
    ...(port === undefined ? {} : { port }),
    shift,
    headerOctets: end,
    text: data.subarray(end),
  };
}
