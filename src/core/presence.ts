import type { Account } from '../../gateways/gateway.js';
import type { Element } from '../xmpp/element.js';
import { errorReply } from '../xmpp/errors.js';
import { afterDenied, afterSubscribe } from '../xmpp/gateway-roster.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { type PresenceContent, presence, readPresence } from '../xmpp/presence.js';
import { isOwn } from './addresses.js';
import { readEntity } from './entities.js';
import { problem } from './errors.js';
import { OwnPresence } from './own-presence.js';
import { accountOf, type Site } from './site.js';
import { inWords } from './telling.js';

/** The roster entry of the gateway itself. */
const GATEWAY = '';

/** Answers presence stanzas to the gateway and its contacts from the store (RFC 6121 3 and 4, XEP-0100 4 and 5). */
export class PresenceDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #own: OwnPresence;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
    this.#own = new OwnPresence(site);
  }

  /** Handles one presence stanza; never answers errors, nor anything of our own domain. */
  async handle(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    const read = readPresence(stanza);
    if (read.type === 'unknown') {
      this.#reply(errorReply(stanza, { condition: 'bad-request' }));
      return;
    }
    if (read.type === 'error') return;
    if (read.type === 'unavailable') {
      await this.#site.stores.presence.remove(this.#site.gateway.name, from.bare, from.resource);
      return;
    }
    const account = await this.#account(from.bare);
    if (account !== undefined) return this.#fromUser(read, from, to, account);
    // Only a request is answered for somebody unknown: after an unregistration a server sends presence for a while yet.
    if (read.type !== 'subscribe') return;
    const why = this.#site.access(from.bare) ?? problem('message-not-registered', { gateway: to.domain });
    this.#reply(errorReply(stanza, inWords(this.#site.words, why, stanza.attrs['xml:lang'])));
  }

  async #fromUser(read: PresenceContent, from: Jid, to: Jid, account: Account): Promise<void> {
    if (read.type === 'available') return this.#available(from, read);
    const contact = this.#contact(to, account);
    const { stores, gateway } = this.#site;
    switch (read.type) {
      case 'subscribe':
        return this.#subscribe(from, to, contact);
      case 'probe':
        return this.#probe(from, to, contact);
      case 'unsubscribe':
        this.#send(presence({ type: 'unsubscribed', from: to.bare, to: from.bare }));
        if (contact === undefined) return;
        await stores.roster.change(gateway.name, from.bare, contact, { sees: false });
        this.#send(presence({ type: 'unavailable', from: to.bare, to: from.bare }));
        return;
      case 'subscribed':
      case 'unsubscribed': {
        if (contact === undefined) return;
        const seen = read.type === 'subscribed' ? 'granted' : 'no';
        await stores.roster.change(gateway.name, from.bare, contact, { seen });
      }
    }
  }

  /** XEP-0100 5.1; networks without presence have every valid contact accept. Repeating it gives the same answers. */
  async #subscribe(from: Jid, to: Jid, contact: string | undefined): Promise<void> {
    const { stores, gateway, limits } = this.#site;
    const changed =
      contact === undefined
        ? undefined
        : await stores.roster.change(gateway.name, from.bare, contact, { sees: true }, limits.contacts);
    if (contact === undefined || changed === undefined || !changed.ok) {
      this.#sendAll(afterDenied(to.bare, from.bare));
      return;
    }
    const own = isOwn(to);
    const mutual = !own && changed.after.seen === 'no';
    if (mutual) await stores.roster.change(gateway.name, from.bare, contact, { seen: 'asked' });
    this.#sendAll(afterSubscribe(to.bare, from.bare, { ...this.#own.details(contact), mutual }));
  }

  /** RFC 6121 4.3.2: who may see it gets the presence, who may not gets `unsubscribed`. */
  async #probe(from: Jid, to: Jid, contact: string | undefined): Promise<void> {
    const { stores, gateway } = this.#site;
    const sees =
      contact === GATEWAY ||
      (contact !== undefined && (await stores.roster.get(gateway.name, from.bare, contact)).sees);
    if (contact !== undefined && sees) this.#send(this.#own.of(contact, from.full));
    else this.#sendAll(afterDenied(to.bare, from.bare));
  }

  async #available(from: Jid, read: PresenceContent): Promise<void> {
    const { stores, gateway, clock } = this.#site;
    const entry = {
      priority: read.priority,
      at: clock.now(),
      ...(read.show === undefined ? {} : { show: read.show }),
      ...(read.status === undefined ? {} : { status: read.status }),
    };
    const came = await stores.presence.set(gateway.name, from.bare, from.resource, entry);
    // XEP-0100 4.4: the first resource that comes online starts the session, which the gateway's presence tells.
    if (came !== 'first') return;
    this.#send(this.#own.of(GATEWAY, from.bare));
    this.#sendAll(await this.#own.anew(from.bare));
  }

  #contact(to: Jid, account: Account): string | undefined {
    const result = readEntity(this.#site.gateway, to, account);
    return result.ok ? result.contact : undefined;
  }

  async #account(jid: string): Promise<Account | undefined> {
    return this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined;
  }

  #sendAll(stanzas: readonly Element[]): void {
    for (const stanza of stanzas) this.#send(stanza);
  }

  #reply(stanza: Element | undefined): void {
    if (stanza !== undefined) this.#send(stanza);
  }
}
