import type { Account } from '../../gateways/gateway.js';
import type { Element } from '../xmpp/element.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { presence, presenceError, readPresence } from '../xmpp/presence.js';
import { contactJid, readContact } from './addresses.js';
import { capsOf } from './discovery.js';
import { problem } from './errors.js';
import { accountOf, type Site } from './site.js';

/** The roster entry of the gateway itself. */
const GATEWAY = '';

/** Answers presence stanzas to the gateway and its contacts from the store (RFC 6121 3 and 4, XEP-0100 4.3 to 4.6). */
export class PresenceDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
  }

  /** Handles one presence stanza; never answers errors. */
  async handle(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    const read = readPresence(stanza);
    switch (read.type) {
      case 'error':
        return;
      case 'subscribe':
        return this.#subscribe(stanza, from, to);
      case 'subscribed':
        return this.#answered(from, to, 'granted');
      case 'unsubscribed':
        return this.#answered(from, to, 'no');
      case 'unsubscribe':
        return this.#unsubscribe(from, to);
      case 'probe':
        return this.#probe(from, to);
      case 'unavailable':
        await this.#site.stores.presence.remove(this.#site.gateway.name, from.bare, from.resource);
        return;
      case 'available':
        return this.#available(from, read);
    }
  }

  /** Presence of a contact (or, with '', of the gateway) to a user: available, for networks that have no presence. */
  available(account: string, contact: string): Element {
    const from = contact === GATEWAY ? this.#site.gateway.domain : contactJid(this.#site.gateway, contact);
    return presence({ from, to: account }, capsOf(this.#site, contact === GATEWAY ? 'gateway' : 'contact'));
  }

  async #subscribe(stanza: Element, from: Jid, to: Jid): Promise<void> {
    const account = await this.#account(from.bare);
    if (account === undefined) {
      const why = this.#site.access(from.bare) ?? problem('message-not-registered', { gateway: to.domain });
      this.#send(presenceError(stanza, why, this.#site.words.text(why.text, stanza.attrs['xml:lang'])));
      return;
    }
    const contact = this.#contact(to, account);
    if (contact === undefined) {
      this.#send(presence({ type: 'unsubscribed', from: to.bare, to: from.bare }));
      return;
    }
    const { stores, gateway } = this.#site;
    const asked = await stores.roster.change(gateway.name, from.bare, contact, { sees: true });
    if (!asked.ok) {
      this.#send(presence({ type: 'unsubscribed', from: to.bare, to: from.bare }));
      return;
    }
    this.#send(presence({ type: 'subscribed', from: to.bare, to: from.bare }));
    this.#send(this.available(from.bare, contact));
    if (contact !== GATEWAY && asked.after.seen === 'no') {
      await stores.roster.change(gateway.name, from.bare, contact, { seen: 'asked' });
      this.#send(presence({ type: 'subscribe', from: to.bare, to: from.bare }));
    }
  }

  /** The user answered our own request. */
  async #answered(from: Jid, to: Jid, seen: 'granted' | 'no'): Promise<void> {
    const account = await this.#account(from.bare);
    if (account === undefined) return;
    const contact = this.#contact(to, account);
    if (contact === undefined) return;
    await this.#site.stores.roster.change(this.#site.gateway.name, from.bare, contact, { seen });
  }

  async #unsubscribe(from: Jid, to: Jid): Promise<void> {
    const account = await this.#account(from.bare);
    const contact = account === undefined ? undefined : this.#contact(to, account);
    this.#send(presence({ type: 'unsubscribed', from: to.bare, to: from.bare }));
    if (contact === undefined) return;
    const { stores, gateway } = this.#site;
    await stores.roster.change(gateway.name, from.bare, contact, { sees: false });
    this.#send(presence({ type: 'unavailable', from: to.bare, to: from.bare }));
  }

  /** RFC 6121 4.3.2: who may see it gets the presence, who may not gets `unsubscribed`. */
  async #probe(from: Jid, to: Jid): Promise<void> {
    const account = await this.#account(from.bare);
    // Nothing is told to strangers: after an unregistration a server probes for a while, and each answer would be one more.
    if (account === undefined) return;
    const contact = this.#contact(to, account);
    const { stores, gateway } = this.#site;
    const sees =
      contact === GATEWAY ||
      (contact !== undefined && (await stores.roster.get(gateway.name, from.bare, contact)).sees);
    if (sees && contact !== undefined) this.#send(this.available(from.full, contact));
    else this.#send(presence({ type: 'unsubscribed', from: to.bare, to: from.bare }));
  }

  async #available(from: Jid, read: ReturnType<typeof readPresence>): Promise<void> {
    const account = await this.#account(from.bare);
    if (account === undefined) return;
    const { stores, gateway, clock } = this.#site;
    const entry = {
      priority: read.priority,
      at: clock.now(),
      ...(read.show === undefined ? {} : { show: read.show }),
      ...(read.status === undefined ? {} : { status: read.status }),
    };
    const came = await stores.presence.set(gateway.name, from.bare, from.resource, entry);
    // XEP-0100 4.3: the first resource that comes online starts the session, which the gateway's presence tells.
    if (came === 'first') this.#send(this.available(from.bare, GATEWAY));
  }

  #contact(to: Jid, account: Account): string | undefined {
    if (to.local === '') return GATEWAY;
    const result = readContact(this.#site.gateway, to, account);
    return result.ok ? result.contact : undefined;
  }

  async #account(jid: string): Promise<Account | undefined> {
    return this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined;
  }
}
