/**
 * Ids of messages at a carrier. Carriers write the same id in different forms: upper or lower case, padded with zeros, in
 * hex in the answer and in decimal in the receipt (or the other way round).
 */

const HEX = /^[0-9a-f]+$/;
const DECIMAL = /^[0-9]+$/;
const LEADING_ZEROS = /^0+(?=.)/;

/** The one form in which an id is stored: lower case, no zeros in front; those are dropped only if all is hex digits. */
export function normaliseMessageId(id: string): string {
  const lower = id.trim().toLowerCase();
  return HEX.test(lower) ? lower.replace(LEADING_ZEROS, '') : lower;
}

/** The stored id of a message of a carrier. */
export function storedMessageId(carrier: string, id: string): string {
  return `${carrier}:${normaliseMessageId(id)}`;
}

/**
 * The stored ids that a receipt may mean: its own form for certain, then its value read in the other base, which is only
 * a guess (ids go beyond 2^53, hence BigInt).
 */
export function receiptMessageIds(
  carrier: string,
  id: string,
): readonly { readonly id: string; readonly certain: boolean }[] {
  const own = normaliseMessageId(id);
  const ids = [{ id: `${carrier}:${own}`, certain: true }];
  // 65 octets are the most that SMPP allows; longer ones are no ids of a number.
  if (own.length > 64 || !HEX.test(own)) return ids;
  const guesses = [BigInt(`0x${own}`).toString(10)];
  if (DECIMAL.test(own)) guesses.push(BigInt(own).toString(16));
  for (const guess of guesses) {
    if (guess !== own) ids.push({ id: `${carrier}:${guess}`, certain: false });
  }
  return ids;
}
