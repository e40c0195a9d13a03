import { readMailDomain } from '../address/mail-domain.js';
import { domainOf } from './mail.js';

/**
 * Addresses and domains that somebody listed: `romeo@example.org` is that address, `example.org` the domain with all below it, and
 * `@example.org` the domain alone. Case, and whether a domain is written in A-labels, make no difference. What is none of these matches nothing.
 */
export class AddressSet {
  readonly #addresses = new Set<string>();
  readonly #trees = new Set<string>();
  readonly #domains = new Set<string>();

  constructor(patterns: Iterable<string>) {
    for (const pattern of patterns) this.#add(pattern.trim().toLowerCase());
  }

  get size(): number {
    return this.#addresses.size + this.#trees.size + this.#domains.size;
  }

  /** Whether an address (or a domain alone) is listed, and by which kind of entry. */
  match(address: string): 'address' | 'domain' | undefined {
    const { local, domain } = takenApart(address.toLowerCase());
    if (local !== '' && this.#addresses.has(`${local}@${domain}`)) return 'address';
    if (this.#domains.has(domain)) return 'domain';
    for (let rest = domain; rest !== ''; rest = parentOf(rest)) if (this.#trees.has(rest)) return 'domain';
    return undefined;
  }

  #add(pattern: string): void {
    if (!pattern.includes('@')) {
      const tree = asciiOf(pattern);
      if (tree !== '') this.#trees.add(tree);
      return;
    }
    const { local, domain } = takenApart(pattern);
    if (domain === '') return;
    if (local === '') this.#domains.add(domain);
    else this.#addresses.add(`${local}@${domain}`);
  }
}

function takenApart(text: string): { readonly local: string; readonly domain: string } {
  const at = text.lastIndexOf('@');
  if (at === -1) return { local: '', domain: asciiOf(text) };
  return { local: text.slice(0, at).normalize('NFC'), domain: asciiOf(domainOf(text)) };
}

function asciiOf(domain: string): string {
  return readMailDomain(domain)?.ascii.toLowerCase() ?? '';
}

function parentOf(domain: string): string {
  const dot = domain.indexOf('.');
  return dot === -1 ? '' : domain.slice(dot + 1);
}
