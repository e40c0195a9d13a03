import type { Account } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import type { Element } from '../xmpp/element.js';
import { afterDenied, afterGranted } from '../xmpp/gateway-roster.js';
import type { Jid } from '../xmpp/jid.js';
import { chatMessage } from '../xmpp/messages.js';
import { presence } from '../xmpp/presence.js';
import { ownNode } from './addresses.js';
import { hasOwnPresence, kindOf } from './entities.js';
import type { Shown } from './shown.js';
import type { Site } from './site.js';
import { UserEvents } from './user-events.js';

interface SubscriptionParts {
  readonly send: (stanza: Element) => void;
  readonly shown: Shown;
}

/** What users say about subscriptions to the gateway and its contacts, and what they are answered (RFC 6121 3). */
export class Subscriptions {
  readonly #site: Site;
  readonly #parts: SubscriptionParts;
  readonly #events: UserEvents;

  constructor(site: Site, parts: SubscriptionParts) {
    this.#site = site;
    this.#parts = parts;
    this.#events = new UserEvents(site);
  }

  /** `contact` undefined: the address names none. */
  async handle(
    said: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed',
    to: Jid,
    contact: string | undefined,
    account: Account,
  ): Promise<void> {
    switch (said) {
      case 'subscribe':
        return this.#subscribe(to, contact, account);
      case 'unsubscribe':
        return this.#unsubscribe(to, contact, account);
      case 'subscribed':
      case 'unsubscribed':
        return this.#answered(said === 'subscribed', contact, account);
    }
  }

  deny(contactJid: string, jid: string): void {
    for (const stanza of afterDenied(contactJid, jid)) this.#parts.send(stanza);
  }

  /**
   * XEP-0100 5.1. Where the network decides, it is asked, and its answer is told by `Contacts.answer`; else every valid
   * contact accepts. Repeating it gives the same answers, also by a server that sends a pending request at each login.
   */
  async #subscribe(to: Jid, contact: string | undefined, account: Account): Promise<void> {
    const { stores, gateway } = this.#site;
    if (contact === undefined) return this.deny(to.bare, account.jid);
    if (hasOwnPresence(gateway, contact)) {
      const { sees } = await stores.roster.look(gateway.name, account.jid, contact);
      if (!sees) return this.#events.subscription(account, contact, true);
    }
    const stanzas = await grant(this.#site, this.#parts.shown, account.jid, contact);
    for (const stanza of stanzas) this.#parts.send(stanza);
  }

  async #unsubscribe(to: Jid, contact: string | undefined, account: Account): Promise<void> {
    const { stores, gateway } = this.#site;
    this.#parts.send(presence({ type: 'unsubscribed', from: to.bare, to: account.jid }));
    if (contact === undefined) return;
    const changed = await stores.roster.change(gateway.name, account.jid, contact, { sees: false });
    this.#parts.send(this.#parts.shown.gone(contact, account.jid));
    if (changed.ok && changed.before.sees) await this.#events.subscription(account, contact, false);
  }

  /** The user lets a contact see the presence, or does not (any more). Nothing is sent for it. */
  async #answered(yes: boolean, contact: string | undefined, account: Account): Promise<void> {
    if (contact === undefined) return;
    const { stores, gateway } = this.#site;
    const change = { seen: yes ? 'granted' : 'no' } as const;
    const changed = await stores.roster.change(gateway.name, account.jid, contact, change);
    if (yes) return this.#events.allowed(account, contact);
    if (!changed.ok || changed.after.sees) return;
    // Denied, or removed: nothing holds the contact any more (XEP-0100 5.3).
    await stores.contactPresences.remove(gateway.name, account.jid, contact);
    if (changed.before.seen !== 'no') await this.#events.subscription(account, contact, false);
  }
}

/** Stores that the user sees the contact, and makes what is told: granted, presence, and the contact's own wish to see. */
export async function grant(site: Site, shown: Shown, jid: string, contact: string): Promise<readonly Element[]> {
  const { stores, gateway, limits } = site;
  const from = shown.jidOf(contact);
  const changed = await stores.roster.change(gateway.name, jid, contact, { sees: true }, limits.contacts);
  if (!changed.ok) return [...afterDenied(from, jid), fullUp(site, jid)];
  const mutual = kindOf(gateway, contact) !== 'gateway' && changed.after.seen === 'no';
  if (mutual) await stores.roster.change(gateway.name, jid, contact, { seen: 'asked' });
  const { state } = await stores.roster.look(gateway.name, jid, contact);
  return afterGranted(from, jid, shown.presence(contact, jid, state), mutual);
}

/** A denial has no words; that there are too many contacts is said beside it. */
function fullUp({ gateway, words, limits }: Site, jid: string): Element {
  const text = words.text({ key: 'contact.limit', params: { limit: limits.contacts } });
  return chatMessage({ from: ownNode(gateway), to: jid, id: newEnvelopeId() }, text);
}
