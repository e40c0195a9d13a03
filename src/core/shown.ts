import type { ContactState } from '../store/contact-presence.js';
import { copy, type Element } from '../xmpp/element.js';
import { available, presence } from '../xmpp/presence.js';
import { vcardUpdate } from '../xmpp/vcard.js';
import { contactJid } from './addresses.js';
import { capsOf, type EntityKind } from './discovery.js';
import { hasOwnPresence, kindOf } from './entities.js';
import type { Site } from './site.js';

/** How the gateway names itself among the contacts of a roster. */
export const GATEWAY = '';

/**
 * The available and unavailable presence of the gateway and its contacts: every such stanza is made here. An available one
 * says what its sender can do (XEP-0115) and which avatar it has (XEP-0153).
 */
export class Shown {
  readonly #site: Site;
  #caps: Readonly<Record<EntityKind, Element>>;
  /** Of which the caps were made. */
  #forms: Site['about']['forms'];
  readonly #photo: Element;

  constructor(site: Site) {
    this.#site = site;
    this.#forms = site.about.forms;
    this.#caps = allCaps(site);
    this.#photo = vcardUpdate(site.about.avatar.id);
  }

  jidOf(contact: string): string {
    return contact === GATEWAY ? this.#site.gateway.domain : contactJid(this.#site.gateway, contact);
  }

  /** `state`: what the network told of the contact. Whoever has no presence in the network is available. */
  presence(contact: string, to: string, state?: ContactState): Element {
    const { gateway } = this.#site;
    const from = this.jidOf(contact);
    const { available: isAvailable, ...details } = state ?? { available: !hasOwnPresence(gateway, contact) };
    if (!isAvailable) return presence({ type: 'unavailable', from, to });
    return available(from, to, { ...details, caps: this.#capsOf(contact), photo: copy(this.#photo) });
  }

  /** Whoever has a name of its own has caps of its own. */
  #capsOf(contact: string): Element {
    const kind = kindOf(this.#site.gateway, contact);
    if (this.#forms !== this.#site.about.forms) {
      this.#forms = this.#site.about.forms;
      this.#caps = allCaps(this.#site);
    }
    const own = kind === 'contact' && this.#site.gateway.identityOf?.(contact) !== undefined;
    return own ? capsOf(this.#site, kind, contact) : copy(this.#caps[kind]);
  }

  gone(contact: string, to: string): Element {
    return presence({ type: 'unavailable', from: this.jidOf(contact), to });
  }
}

function allCaps(site: Site): Readonly<Record<EntityKind, Element>> {
  const caps = (kind: EntityKind) => capsOf(site, kind);
  return {
    gateway: caps('gateway'),
    network: caps('network'),
    contact: caps('contact'),
    'no-reply': caps('no-reply'),
  };
}
