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

export function laneName(carrier: string, share: number): string {
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
  /** Longest first; of equal ones the carrier that stands first in the config file. */
  readonly #prefixes: readonly { readonly prefix: string; readonly carrier: CarrierConfig }[];

  constructor(carriers: readonly CarrierConfig[]) {
    for (const carrier of carriers) {
      for (let share = 0; share < carrier.shares; share += 1) {
        this.#byLane.set(laneName(carrier.name, share), { carrier, share });
      }
    }
    this.lanes = [...this.#byLane.keys()];
    this.#prefixes = carriers
      .flatMap((carrier) => carrier.prefixes.map((prefix) => ({ prefix, carrier })))
      .sort((one, other) => other.prefix.length - one.prefix.length);
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

  /** What a segment to a contact costs at a carrier; undefined where no price is set. */
  priceOf(_carrier: CarrierConfig, _contact: string): number | undefined {
    return undefined;
  }

  /**
   * The lanes for a contact, one a carrier, by the longest prefix that fits its number. All that goes to one contact of a
   * carrier goes over one lane, whoever writes it: only so can the holder of the lane know who wrote last.
   */
  lanesFor(contact: string): readonly string[] | Problem {
    const carriers = new Set<CarrierConfig>();
    for (const { prefix, carrier } of this.#prefixes) if (contact.startsWith(prefix)) carriers.add(carrier);
    if (carriers.size === 0) return NO_ROUTE;
    return [...carriers].map(({ name, shares }) => laneName(name, shares === 1 ? 0 : stableHash(contact) % shares));
  }
}
