import type { Account } from '../../gateways/gateway.js';
import type { Problem } from '../problem.js';
import type { PresenceWay } from '../store/presence.js';
import type { Element } from '../xmpp/element.js';
import { errorReply } from '../xmpp/errors.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { type PresenceContent, readPresence } from '../xmpp/presence.js';
import { AvatarNews } from './avatar-news.js';
import { bouncedFor } from './bounced.js';
import { tellDayMessage } from './day-message.js';
import { readEntity } from './entities.js';
import { problem } from './errors.js';
import type { Online } from './online.js';
import { GATEWAY, Shown } from './shown.js';
import { accountOf, type Site } from './site.js';
import { Subscriptions } from './subscriptions.js';
import { inWords } from './telling.js';

interface PresenceDeskParts {
  readonly send: (stanza: Element) => void;
  readonly online: Online;
}

/** Answers presence stanzas to the gateway and its contacts from the store (RFC 6121 3 and 4, XEP-0100 4 and 5). */
export class PresenceDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #online: Online;
  readonly #shown: Shown;
  readonly #subscriptions: Subscriptions;
  readonly #avatars: AvatarNews;

  constructor(site: Site, { send, online }: PresenceDeskParts) {
    this.#site = site;
    this.#send = send;
    this.#online = online;
    this.#shown = new Shown(site);
    this.#subscriptions = new Subscriptions(site, { send, shown: this.#shown });
    this.#avatars = new AvatarNews(site, send);
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
    if (read.type === 'error') return this.bounced(stanza);
    if (read.type === 'unavailable') return this.#unavailable(from, wayOf(to));
    const account = await this.#account(from.bare);
    if (account !== undefined) return this.#fromUser(read, from, to, account);
    // Only a request is answered for somebody unknown: after an unregistration a server sends presence for a while yet.
    if (read.type !== 'subscribe') return;
    const why = this.#site.access(from.bare) ?? problem('message-not-registered', { gateway: to.domain });
    this.#reply(errorReply(stanza, inWords(this.#site.words, why, stanza.attrs['xml:lang'])));
  }

  /** How its sender is told that a stanza was not handled; undefined where nobody waits for an answer. */
  refusal(stanza: Element): ((why: Problem) => void) | undefined {
    const from = parseJid(stanza.attrs.from ?? '');
    const isAsked = stanza.name === 'presence' && stanza.attrs.type === 'subscribe';
    if (!isAsked || from === undefined || from.domain === this.#site.gateway.domain) return undefined;
    return (why) => this.#reply(errorReply(stanza, inWords(this.#site.words, why, stanza.attrs['xml:lang'])));
  }

  /** What we sent to a user came back as an error: nobody is there, for now or for good. */
  async bounced(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    if (from === undefined || from.domain === this.#site.gateway.domain) return;
    // A resource that answers presence with an error is not there.
    if (from.resource !== '') {
      const to = parseJid(stanza.attrs.to ?? '');
      if (stanza.name === 'presence' && to !== undefined) await this.#unavailable(from, wayOf(to));
      return;
    }
    const account = await this.#account(from.bare);
    if (account !== undefined && (await bouncedFor(this.#site, from.bare, stanza))) await this.#online.end(account);
  }

  async #fromUser(read: PresenceContent, from: Jid, to: Jid, account: Account): Promise<void> {
    if (read.type === 'available') return this.#available(read, from, to, account);
    const contact = this.#contact(to, account);
    switch (read.type) {
      case 'probe':
        return this.#probe(from, to, contact);
      case 'subscribe':
      case 'subscribed':
        return this.#subscriptions.handle(read.type, to, contact, account);
      case 'unsubscribe':
      case 'unsubscribed':
        // The gateway has lost its place in the roster: logged out, everything kept, and not asked again.
        if (contact === GATEWAY) await this.#online.end(account);
        return this.#subscriptions.handle(read.type, to, contact, account);
    }
  }

  /** RFC 6121 4.3.2: who may see it gets the presence, who may not gets `unsubscribed`. */
  async #probe(from: Jid, to: Jid, contact: string | undefined): Promise<void> {
    const { stores, gateway } = this.#site;
    if (contact === GATEWAY) return this.#send(this.#shown.presence(GATEWAY, from.full));
    const seen = contact === undefined ? undefined : await stores.roster.look(gateway.name, from.bare, contact);
    if (seen?.sees === true) this.#send(this.#shown.presence(seen.contact, from.full, seen.state));
    else this.#subscriptions.deny(to.bare, from.bare);
  }

  async #available(read: PresenceContent, from: Jid, to: Jid, account: Account): Promise<void> {
    const { priority, show, status, idleSince } = read;
    const came = await this.#online.came(account, from, wayOf(to), {
      priority,
      ...(show === undefined ? {} : { show }),
      ...(status === undefined ? {} : { status }),
      ...(idleSince === undefined ? {} : { idleSince }),
    });
    if (came === 'known') return;
    // XEP-0100 4.4: the first resource that comes online starts the session, which the gateway's presence tells.
    if (came === 'first' || came === 'answer') this.#send(this.#shown.presence(GATEWAY, from.bare));
    try {
      if (came === 'answer') await this.#showContacts(from.bare);
      this.#avatars.came(from, read.caps);
      await this.#online.tell(account);
      if (came === 'first') await tellDayMessage(this.#site, from.bare);
    } catch (error) {
      this.#online.doubt(from.bare);
      throw error;
    }
  }

  /**
   * The user's server probes for the contacts at a login; where it was us who asked, their presence follows unasked. So who
   * stayed online sees what is new about them, such as another configuration.
   */
  async #showContacts(jid: string): Promise<void> {
    const { stores, gateway } = this.#site;
    const roster = await stores.roster.list(gateway.name, jid);
    const seen = roster.filter(({ sees, contact }) => sees && contact !== GATEWAY).map(({ contact }) => contact);
    const states = await stores.contactPresences.get(gateway.name, jid, seen);
    for (const [index, contact] of seen.entries()) this.#send(this.#shown.presence(contact, jid, states[index]));
  }

  async #unavailable(from: Jid, way: PresenceWay): Promise<void> {
    // Prosody acknowledges with it that a contact has asked for a subscription; it says nothing of the user.
    if (way === 'contact' && from.resource === '') return;
    if (way === 'gateway') this.#avatars.left(from);
    const account = await this.#account(from.bare);
    if (account !== undefined) await this.#online.left(account, from, way);
  }

  #contact(to: Jid, account: Account): string | undefined {
    const result = readEntity(this.#site.gateway, to, account);
    return result.ok ? result.contact : undefined;
  }

  async #account(jid: string): Promise<Account | undefined> {
    return this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined;
  }

  #reply(stanza: Element | undefined): void {
    if (stanza !== undefined) this.#send(stanza);
  }
}

/** The gateway's other address (`gateway@domain`) stands in a roster as a contact does, and gets copies as one. */
function wayOf(to: Jid): PresenceWay {
  return to.local === '' ? 'gateway' : 'contact';
}
