import { encodeForm, type Form } from './form.js';
import type { ConcatMode } from './limits.js';
import { packSeptets } from './packing.js';
import { concat8, concat16, shiftElements, userDataHeader } from './udh.js';

/** Most parts that the 8-bit count of a concatenation can name. */
export const MOST_SEGMENTS = 255;

/** Place of a part by the parameters sar_msg_ref_num, sar_total_segments and sar_segment_seqnum. */
interface SarPlace {
  /** 0 to 65535. */
  readonly reference: number;
  readonly total: number;
  readonly part: number;
}

/** What one short message carries. */
export interface UserData {
  /** True where the octets begin with a user data header. */
  readonly header: boolean;
  readonly octets: Buffer;
  readonly sar?: SarPlace;
  /** True where it is too long for short_message: the carrier cuts it. */
  readonly payload: boolean;
}

function userData(piece: string, form: Form, place: readonly number[]): UserData {
  const header = userDataHeader([...place, ...shiftElements(form.shift)]);
  const text = encodeForm(piece, form);
  const octets = form.encoding === 'packed-gsm' ? packSeptets(text, header.length) : text;
  return {
    header: header.length > 0,
    octets: header.length > 0 ? Buffer.concat([header, octets]) : octets,
    payload: false,
  };
}

/** User data of each piece; several pieces share the reference, of which as many bits count as the mode has. */
export function encodePieces(
  pieces: readonly string[],
  form: Form,
  concat: ConcatMode,
  reference: number,
): readonly UserData[] {
  const total = pieces.length;
  if (total === 1) return pieces.map((piece) => userData(piece, form, []));
  switch (concat) {
    case 'udh8':
      return pieces.map((piece, index) => userData(piece, form, concat8(reference, total, index + 1)));
    case 'udh16':
      return pieces.map((piece, index) => userData(piece, form, concat16(reference, total, index + 1)));
    case 'sar':
      return pieces.map((piece, index) => ({
        ...userData(piece, form, []),
        sar: { reference: reference & 0xffff, total, part: index + 1 },
      }));
    case 'payload':
      return [{ ...userData(pieces.join(''), form, []), payload: true }];
  }
}
