import type { Problem } from '../../gateway.js';
import { readMailDomain } from '../address/mail-domain.js';
import { domainOf, localPartOf } from './mail.js';

/** Where a mail to an address goes. */
type Route =
  /** To the mail server. */
  | { readonly kind: 'outside' }
  /** To a user of this gateway, whom no mail server need be asked for. */
  | { readonly kind: 'here' }
  | { readonly kind: 'refused'; readonly problem: Problem };

interface RouterOptions {
  /** Mail domain of the addresses that the gateway gives out. */
  readonly mailDomain?: string;
  /** XMPP domains of this gateway and of the others here: an address there is a contact's JID, and no mail address. */
  readonly gatewayDomains: readonly string[];
}

/** Local parts of return paths: reports come there, and nothing that a user writes is one. */
const REPORTS = /^bounces(?:\+|$)/i;

/**
 * Decides which mails of users never leave: those to users of this gateway are handed over here, and those to the JID of a contact, which
 * would come back or go round between gateways, are refused.
 */
export class Router {
  readonly #mailDomain: string;
  readonly #gatewayDomains: ReadonlySet<string>;

  constructor({ mailDomain = '', gatewayDomains }: RouterOptions) {
    this.#mailDomain = asciiOf(mailDomain);
    this.#gatewayDomains = new Set(gatewayDomains.map(asciiOf));
  }

  routeOf(address: string): Route {
    const domain = asciiOf(domainOf(address));
    if (domain === this.#mailDomain && domain !== '') {
      return REPORTS.test(localPartOf(address)) ? refused('own-address', address) : { kind: 'here' };
    }
    return this.#gatewayDomains.has(domain) ? refused('contact', address) : { kind: 'outside' };
  }
}

function asciiOf(domain: string): string {
  return readMailDomain(domain)?.ascii.toLowerCase() ?? domain.toLowerCase();
}

function refused(why: string, address: string): Route {
  const text = { key: `email.route.${why}`, params: { address } };
  return { kind: 'refused', problem: { type: 'cancel', condition: 'not-allowed', text } };
}
