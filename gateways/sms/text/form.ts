import type { Encoding } from './choose.js';
import { encodeGsm, GSM } from './gsm.js';
import { alphabetOf, NO_SHIFT, type Shift } from './national.js';
import type { SeptetAlphabet } from './septets.js';
import { encodeUcs2 } from './ucs2.js';

/** The form in which a text is written into short messages. */
export interface Form {
  readonly encoding: Encoding;
  /** National tables; `NO_SHIFT` for every encoding that is not of GSM septets. */
  readonly shift: Shift;
}

/** A form without national tables. */
export function plainForm(encoding: Encoding): Form {
  return { encoding, shift: NO_SHIFT };
}

/** Whether a national table is used (3GPP TS 23.038 section 6.2.1.2). */
export function isShifted({ shift }: Form): boolean {
  return shift.locking !== 0 || shift.single !== 0;
}

/** The septets that a text of this form has on the air; undefined for UCS-2. */
export function septetsOf({ encoding, shift }: Form): SeptetAlphabet | undefined {
  if (encoding === 'ucs2') return undefined;
  // Latin-1 and ASCII become GSM septets at the carrier, and there the room is counted.
  return encoding === 'gsm' || encoding === 'packed-gsm' ? alphabetOf(shift) : GSM;
}

/** What a text costs: septets, or UTF-16 code units for UCS-2; -1 where the form lacks one of its characters. */
export function costOf(text: string, form: Form): number {
  return septetsOf(form)?.length(text) ?? text.length;
}

/** Octets of a text, septets unpacked. */
export function encodeForm(text: string, { encoding, shift }: Form): Buffer {
  switch (encoding) {
    case 'gsm':
    case 'packed-gsm':
      return shift === NO_SHIFT ? encodeGsm(text) : alphabetOf(shift).encode(text);
    case 'ucs2':
      return encodeUcs2(text);
    default:
      return Buffer.from(text, 'latin1');
  }
}
