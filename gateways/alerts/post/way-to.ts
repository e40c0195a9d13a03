import type { Neighbours } from '../../gateway.js';
import type { Place } from '../book/place.js';
import type { Houses } from '../houses/houses.js';
import { jidOf, networkOf } from './place-jids.js';

/** Other gateways of this installation, and what they have for us. */
export interface WayParts {
  readonly neighbour: Neighbours;
  readonly houses: Pick<Houses, 'ready'>;
}

/**
 * The JID to write to, when it may be written to; else why not. What cannot be reached within half a minute counts as out of reach:
 * others who are told the same must not wait for it.
 */
export async function wayTo(
  place: Place,
  { houses, neighbour }: WayParts,
): Promise<{ readonly to: string } | { readonly why: string }> {
  const network = networkOf(place);
  try {
    const why = network === undefined ? undefined : await houses.ready(network);
    if (why !== undefined) return { why };
    const to = jidOf(place, neighbour);
    return to === undefined ? { why: `the ${place.medium} gateway knows no such address` } : { to };
  } catch (error) {
    return { why: error instanceof Error ? error.message : 'unknown' };
  }
}
