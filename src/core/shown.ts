import type { ContactState } from '../store/contact-presence.js';
import { copy, type Element } from '../xmpp/element.js';
import { available, presence } from '../xmpp/presence.js';
import { contactJid } from './addresses.js';
import { capsOf, type EntityKind } from './discovery.js';
import type { Site } from './site.js';

/** How the gateway names itself among the contacts of a roster. */
export const GATEWAY = '';

/** The available and unavailable presence of the gateway and its contacts: every such stanza is made here. */
export class Shown {
  readonly #site: Site;
  readonly #caps: Readonly<Record<EntityKind, Element>>;

  constructor(site: Site) {
    this.#site = site;
    this.#caps = { gateway: capsOf(site, 'gateway'), contact: capsOf(site, 'contact') };
  }

  jidOf(contact: string): string {
    return contact === GATEWAY ? this.#site.gateway.domain : contactJid(this.#site.gateway, contact);
  }

  /** `state`: what the network told of the contact. Without presence in the network a contact is available. */
  presence(contact: string, to: string, state?: ContactState): Element {
    const from = this.jidOf(contact);
    if (contact === GATEWAY) return available(from, to, { caps: copy(this.#caps.gateway) });
    const own = this.#site.gateway.presence?.ofContacts === true;
    const { available: isAvailable, ...details } = state ?? { available: !own };
    if (!isAvailable) return presence({ type: 'unavailable', from, to });
    return available(from, to, { ...details, caps: copy(this.#caps.contact) });
  }

  gone(contact: string, to: string): Element {
    return presence({ type: 'unavailable', from: this.jidOf(contact), to });
  }
}
