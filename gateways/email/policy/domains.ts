import type { Problem } from '../../gateway.js';
import type { DomainsConfig } from '../limits-config.js';
import { AddressSet } from './address-set.js';

/** Why an address is refused: it is on the list of those that are not allowed, or there is a list of those that are. */
type AddressRefusal = 'denied' | 'not-allowed';

/**
 * Who may be written to, or may write (`recipients` and `senders` of the config). What is said of one address goes before what is
 * said of a domain, and at the same level `deny` before `allow`.
 */
export class AddressRules {
  readonly #allow: AddressSet;
  readonly #deny: AddressSet;

  constructor({ allow, deny }: DomainsConfig) {
    this.#allow = new AddressSet(allow);
    this.#deny = new AddressSet(deny);
  }

  /** Undefined: it is allowed. */
  refusal(address: string): AddressRefusal | undefined {
    if (this.#allow.size === 0 && this.#deny.size === 0) return undefined;
    const denied = this.#deny.match(address);
    const allowed = this.#allow.match(address);
    if (denied === 'address') return 'denied';
    if (allowed === 'address') return undefined;
    if (denied === 'domain') return 'denied';
    return allowed === 'domain' || this.#allow.size === 0 ? undefined : 'not-allowed';
  }
}

/** What a user is told who may not write to an address. */
export function recipientProblem(rules: AddressRules, address: string): Problem | undefined {
  const why = rules.refusal(address);
  if (why === undefined) return undefined;
  const text = { key: `email.policy.recipient-${why}`, params: { address } };
  return { type: 'cancel', condition: 'not-allowed', text };
}
