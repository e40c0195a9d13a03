import type { Place } from '../../../../gateways/alerts/book/place.js';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';

/** The place of a URI that is right. */
export function placeAt(uri: string): Place {
  const parsed = parsePlace(uri);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}
