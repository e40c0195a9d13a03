import { type Form, isShifted } from './form.js';
import { CONCAT_8_OCTETS, CONCAT_16_OCTETS, SHIFT_OCTETS } from './udh.js';

/**
 * How the parts of a long text name their places: a user data header with an 8-bit or 16-bit reference (3GPP TS 23.040
 * 9.2.3.24.1 and .8), the sar_ parameters (SMPP 3.4 5.3.2.22 to 24), or not at all: the carrier cuts one message_payload
 * (5.3.2.32).
 */
export type ConcatMode = 'udh8' | 'udh16' | 'sar' | 'payload';

/** Room of a text alone and of one part of several, in septets, or in UTF-16 code units for UCS-2. */
export interface Limits {
  readonly single: number;
  readonly part: number;
}

/** Octets of user data in a short message (TS 23.040 9.2.3.24). */
const USER_DATA_OCTETS = 140;

/**
 * Octets that the place of a part takes on the air. A carrier makes headers of its own out of `sar_` parameters (it may use
 * the wide reference, so there is room for that) and of a payload.
 */
const PLACE_OCTETS: Readonly<Record<ConcatMode, number>> = {
  udh8: CONCAT_8_OCTETS,
  udh16: CONCAT_16_OCTETS,
  sar: CONCAT_16_OCTETS,
  payload: CONCAT_8_OCTETS,
};

/** Room behind a header whose elements take so many octets. */
function room(form: Form, elementOctets: number): number {
  const header = elementOctets === 0 ? 0 : elementOctets + 1;
  const octets = USER_DATA_OCTETS - header;
  return form.encoding === 'ucs2' ? octets >> 1 : Math.floor((octets * 8) / 7);
}

/** 160 and 153 septets, 70 and 67 code units, or less where a header says more. */
export function limitsOf(form: Form, concat: ConcatMode): Limits {
  const { locking, single } = form.shift;
  const shift = (locking === 0 ? 0 : SHIFT_OCTETS) + (single === 0 ? 0 : SHIFT_OCTETS);
  return { single: room(form, shift), part: room(form, shift + PLACE_OCTETS[concat]) };
}

/** False where the parts would need a header of ours beside the carrier's (SMPP forbids both in one message). */
export function maySplit(form: Form, concat: ConcatMode): boolean {
  return concat === 'udh8' || concat === 'udh16' || !isShifted(form);
}
