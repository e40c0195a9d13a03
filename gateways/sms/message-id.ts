import type { ReportId } from '../gateway.js';

/**
 * Ids of messages at a carrier. Carriers write the same id in different forms: upper or lower case, padded with zeros, in
 * hex in the answer and in decimal in the receipt (or the other way round).
 */

const HEX = /^[0-9a-f]+$/;
const DECIMAL = /^[0-9]+$/;
const LEADING_ZEROS = /^0+(?=.)/;
/** SMPP has room for 64 characters (3.4 5.2.23); what is longer is no number. */
const LONGEST_NUMBER = 64;

/** How a carrier writes in a receipt the id that it gave in its answer. */
export type IdForm = 'same' | 'hex-in-receipt' | 'decimal-in-receipt';

/** An id that a receipt may mean, and the form in which it would be written then. */
export interface IdCandidate extends ReportId {
  readonly form: IdForm;
}

/**
 * The one form in which an id is stored: lower case, no zeros in front. Zeros are dropped only where all is hex digits:
 * elsewhere they may tell two ids apart.
 */
export function normaliseMessageId(id: string): string {
  const lower = id.trim().toLowerCase();
  return HEX.test(lower) ? lower.replace(LEADING_ZEROS, '') : lower;
}

/** The stored id of a message of a carrier. */
export function storedMessageId(carrier: string, id: string): string {
  return `${carrier}:${normaliseMessageId(id)}`;
}

/**
 * The stored ids that a receipt may mean, in the order in which they are to be tried. Where the form is known there is
 * one, and it is certain. Where it is not, each form counts for a message to the number that the receipt names, the
 * receipt's own first; only when there is none its own form counts whatever number it names. So two ids that look alike
 * in different bases are taken for each other only if they belong to one phone.
 */
export function receiptMessageIds(carrier: string, id: string, form: IdForm | undefined): readonly IdCandidate[] {
  const own = normaliseMessageId(id);
  const candidate = (of: IdForm, value: string, certain: boolean) => ({ id: `${carrier}:${value}`, certain, form: of });
  if (form !== undefined) return [candidate(form, inAnswer(own, form) ?? own, true)];
  const guesses: IdCandidate[] = [];
  for (const of of ['hex-in-receipt', 'decimal-in-receipt'] as const) {
    const value = inAnswer(own, of);
    if (value !== undefined && value !== own) guesses.push(candidate(of, value, false));
  }
  const certain = candidate('same', own, true);
  return guesses.length === 0 ? [certain] : [candidate('same', own, false), ...guesses, certain];
}

/** The id as the answer had it, by how the receipt writes it; undefined where it cannot be written so. Ids go beyond 2^53. */
function inAnswer(own: string, form: IdForm): string | undefined {
  if (own.length > LONGEST_NUMBER) return undefined;
  if (form === 'hex-in-receipt') return HEX.test(own) ? BigInt(`0x${own}`).toString(10) : undefined;
  if (form === 'decimal-in-receipt') return DECIMAL.test(own) ? BigInt(own).toString(16) : undefined;
  return own;
}
