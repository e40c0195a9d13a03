import type { Problem } from '../../gateway.js';
import { readMailDomain } from '../address/mail-domain.js';
import { domainOf, localPartOf } from './mail.js';
import type { Tokens } from './tokens.js';

/** Where a mail to an address goes. */
export type Route =
  /** To the mail server. */
  | { readonly kind: 'outside' }
  /** To a user of this gateway, whom no mail server need be asked for. `local` is as it is written. */
  | { readonly kind: 'user'; readonly local: string }
  /** To a conversation of a user, by a token. */
  | { readonly kind: 'token'; readonly local: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface RouterOptions {
  /** Mail domain of the addresses that the gateway gives out. */
  readonly mailDomain?: string;
  /** XMPP domains of this gateway and of the others here: an address there is a contact's JID, and no mail address. */
  readonly gatewayDomains: readonly string[];
  readonly tokens: Pick<Tokens, 'read'>;
}

/**
 * Decides which mails of users never leave: those to users of this gateway are handed over here, and those to the JID of a contact, which
 * would come back or go round between gateways, are refused.
 */
export class Router {
  readonly #mailDomain: string;
  readonly #gatewayDomains: ReadonlySet<string>;
  readonly #tokens: Pick<Tokens, 'read'>;

  constructor({ mailDomain = '', gatewayDomains, tokens }: RouterOptions) {
    this.#mailDomain = asciiOf(mailDomain);
    this.#gatewayDomains = new Set(gatewayDomains.map(asciiOf));
    this.#tokens = tokens;
  }

  routeOf(address: string): Route {
    const domain = asciiOf(domainOf(address));
    const local = localPartOf(address);
    if (domain === this.#mailDomain && domain !== '') {
      const read = this.#tokens.read(local);
      // Nothing that a user writes is a report.
      if (read?.purpose === 'bounces') return refused('own-address', address);
      return { kind: read === undefined ? 'user' : 'token', local };
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
