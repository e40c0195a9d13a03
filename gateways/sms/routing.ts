import type { Problem } from '../gateway.js';
import type { CarrierConfig } from './config.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits: the same in every process and release, because lanes are found by it. */
export function stableHash(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  }
  return hash >>> 0;
}

function laneName(carrier: string, share: number): string {
  return `sms.${carrier}.${share}`;
}

const NO_ROUTE: Problem = {
  type: 'cancel',
  condition: 'remote-server-not-found',
  text: { key: 'sms.route.none' },
};

/** Finds carriers for numbers by the longest prefix, and lanes for contacts. */
export class Routes {
  /** All lanes: each share of each carrier. */
  readonly lanes: readonly string[];
  readonly #byLane = new Map<string, { readonly carrier: CarrierConfig; readonly share: number }>();
  readonly #carriers: readonly CarrierConfig[];

  constructor(carriers: readonly CarrierConfig[]) {
    for (const carrier of carriers) {
      for (let share = 0; share < carrier.shares; share += 1) {
        this.#byLane.set(laneName(carrier.name, share), { carrier, share });
      }
    }
    this.lanes = [...this.#byLane.keys()];
    this.#carriers = carriers;
  }

  /** The carrier and share of a lane. */
  of(lane: string): { readonly carrier: CarrierConfig; readonly share: number } | undefined {
    return this.#byLane.get(lane);
  }

  /** The carrier that a message to a contact goes to first. */
  carrierFor(contact: string): CarrierConfig | Problem {
    const found = this.lanesFor(contact);
    if ('condition' in found) return found;
    return this.#byLane.get(found[0] ?? '')?.carrier ?? NO_ROUTE;
  }

  /**
   * The lanes for a contact, one a carrier: the longest prefix that fits its number first, of equal ones the cheapest, of
   * those the one that stands first in the config file. All that goes to one contact of a carrier goes over one lane, whoever
   * writes it: only so can the holder of the lane know who wrote last.
   */
  lanesFor(contact: string): readonly string[] | Problem {
    const fitting = this.#carriers.flatMap((carrier) => {
      const fits = longest(carrier.prefixes, contact);
      return fits === undefined ? [] : [{ carrier, fits: fits.length, cost: priceOf(carrier, contact) }];
    });
    if (fitting.length === 0) return NO_ROUTE;
    fitting.sort((one, other) => other.fits - one.fits || one.cost - other.cost);
    return fitting.map(({ carrier: { name, shares } }) =>
      laneName(name, shares === 1 ? 0 : stableHash(contact) % shares),
    );
  }
}

/** The longest of these prefixes that the number begins with. */
function longest(prefixes: readonly string[], contact: string): string | undefined {
  let best: string | undefined;
  for (const prefix of prefixes) {
    if (contact.startsWith(prefix) && (best === undefined || prefix.length > best.length)) best = prefix;
  }
  return best;
}

/** What a segment to a number costs at a carrier; 0 where nothing is said. */
export function priceOf({ cost, costs }: CarrierConfig, contact: string): number {
  const prefix = longest(Object.keys(costs), contact);
  return (prefix === undefined ? undefined : costs[prefix]) ?? cost;
}
