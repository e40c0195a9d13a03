import type { Account } from '../../gateways/gateway.js';
import { Recent } from '../recent.js';
import type { Element } from '../xmpp/element.js';
import { errorReply } from '../xmpp/errors.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { type PresenceContent, readPresence } from '../xmpp/presence.js';
import { readContact } from './addresses.js';
import { bouncedFor } from './bounced.js';
import { problem } from './errors.js';
import { GATEWAY, Shown } from './shown.js';
import { accountOf, type Site } from './site.js';
import { Subscriptions } from './subscriptions.js';
import { inWords } from './telling.js';
import { UserEvents } from './user-events.js';

/** Users whose presence is remembered, and for how long, ms. */
const REMEMBERED = 8192;
const REMEMBERED_MS = 60_000;
/** Resources of one user that are remembered, those that have gone included. */
const RESOURCES = 64;

/** What was last heard of a resource. */
interface Known {
  readonly way: 'gateway' | 'contact';
  /** What it said of itself; undefined: that it is gone. */
  readonly print: string | undefined;
  /** Of the account: who has registered anew is somebody else. */
  readonly since: number;
  /** Monotonic time. */
  readonly until: number;
}

export interface PresenceDeskParts {
  readonly send: (stanza: Element) => void;
  /** Whether a user was just asked for presence by the roll: its server asks nothing of its own then. */
  readonly called?: (jid: string) => boolean;
}

/** Answers presence stanzas to the gateway and its contacts from the store (RFC 6121 3 and 4, XEP-0100 4 and 5). */
export class PresenceDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #called: (jid: string) => boolean;
  readonly #shown: Shown;
  readonly #events: UserEvents;
  readonly #subscriptions: Subscriptions;
  /** By bare JID and resource. A server sends one change once for each contact in the roster: one of them is stored. */
  #known = new Recent<string, Map<string, Known>>(REMEMBERED);

  constructor(site: Site, { send, called = () => false }: PresenceDeskParts) {
    this.#site = site;
    this.#send = send;
    this.#called = called;
    this.#shown = new Shown(site);
    this.#events = new UserEvents(site);
    this.#subscriptions = new Subscriptions(site, { send, shown: this.#shown, events: this.#events });
  }

  /** The store has forgotten who is online. */
  forget(): void {
    this.#known = new Recent(REMEMBERED);
    this.#events.forget();
  }

  /** Has the network know how a user shows itself now, for when nobody said so in time. */
  async tell(jid: string): Promise<void> {
    const account = this.#site.gateway.presence === undefined ? undefined : await this.#account(jid);
    if (account !== undefined) await this.#events.presence(account);
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
    if (read.type === 'unavailable') return this.#unavailable(from, to.local === '' ? 'gateway' : 'contact');
    const account = await this.#account(from.bare);
    if (account !== undefined) return this.#fromUser(read, from, to, account);
    // Only a request is answered for somebody unknown: after an unregistration a server sends presence for a while yet.
    if (read.type !== 'subscribe') return;
    const why = this.#site.access(from.bare) ?? problem('message-not-registered', { gateway: to.domain });
    this.#reply(errorReply(stanza, inWords(this.#site.words, why, stanza.attrs['xml:lang'])));
  }

  /** What we sent to a user came back as an error: nobody is there, for now or for good. */
  async bounced(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    if (from === undefined || from.domain === this.#site.gateway.domain) return;
    // A resource that answers presence with an error is not there.
    if (from.resource !== '') {
      const toGateway = parseJid(stanza.attrs.to ?? '')?.local === '';
      if (stanza.name === 'presence') await this.#unavailable(from, toGateway ? 'gateway' : 'contact');
      return;
    }
    const account = await this.#account(from.bare);
    if (account !== undefined && (await bouncedFor(this.#site, from.bare, stanza))) await this.#loggedOut(account);
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
        if (contact === GATEWAY) await this.#loggedOut(account);
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
    const { stores, gateway, clock } = this.#site;
    const way = to.local === '' ? 'gateway' : 'contact';
    const { priority, show, status, idleSince } = read;
    const said = {
      priority,
      ...(show === undefined ? {} : { show }),
      ...(status === undefined ? {} : { status }),
      ...(idleSince === undefined ? {} : { idleSince }),
    };
    // Remembered before it is stored: whatever makes the store forget has this forgotten afterwards.
    if (this.#isKnown(from, way, JSON.stringify(said), account)) return;
    const came = await stores.presence
      .set(gateway.name, from.bare, from.resource, { ...said, at: clock.now() }, way)
      .catch((error: unknown) => {
        this.#known.delete(from.bare);
        throw error;
      });
    if (came === 'full') this.#known.get(from.bare)?.delete(from.resource);
    if (came === 'first') await this.#loggedIn(from.bare);
    await this.#events.presence(account);
  }

  /**
   * XEP-0100 4.4: the first resource that comes online starts the session, which the gateway's presence tells. The user's
   * server probes for the contacts at a login; where it was us who asked, the contacts' presence follows unasked.
   */
  async #loggedIn(jid: string): Promise<void> {
    const { stores, gateway } = this.#site;
    this.#send(this.#shown.presence(GATEWAY, jid));
    if (!this.#called(jid)) return;
    const seen = (await stores.roster.list(gateway.name, jid)).filter(
      ({ sees, contact }) => sees && contact !== GATEWAY,
    );
    const states = await stores.contactPresences.get(
      gateway.name,
      jid,
      seen.map(({ contact }) => contact),
    );
    seen.forEach(({ contact }, index) => void this.#send(this.#shown.presence(contact, jid, states[index])));
  }

  async #unavailable(from: Jid, way: Known['way']): Promise<void> {
    const { stores, gateway } = this.#site;
    // Prosody acknowledges with it that a contact has asked for a subscription; it says nothing of the user.
    if (way === 'contact' && from.resource === '') return;
    const account = await this.#account(from.bare);
    if (account === undefined) return;
    if (from.resource === '') this.#known.delete(from.bare);
    else if (this.#isKnown(from, way, undefined, account)) return;
    await stores.presence.remove(gateway.name, from.bare, from.resource, way);
    await this.#events.presence(account);
  }

  async #loggedOut(account: Account): Promise<void> {
    const { stores, gateway } = this.#site;
    this.#known.delete(account.jid);
    await stores.presence.remove(gateway.name, account.jid);
    await this.#events.offline(account);
  }

  /** Whether this was heard before and changes nothing; else it is remembered. */
  #isKnown(from: Jid, way: Known['way'], print: string | undefined, { since }: Account): boolean {
    const now = this.#site.clock.monotonic();
    const resources = this.#known.get(from.bare) ?? new Map<string, Known>();
    const known = resources.get(from.resource);
    if (known !== undefined && known.since === since && known.until >= now) {
      if (known.way === way && known.print === print) return true;
      // What went to the gateway counts: a copy to a contact says the same, or something for that contact alone.
      if (known.way === 'gateway' && way === 'contact' && (known.print !== undefined || print === undefined))
        return true;
    }
    if (resources.size >= RESOURCES) resources.clear();
    this.#known.set(from.bare, resources.set(from.resource, { way, print, since, until: now + REMEMBERED_MS }));
    return false;
  }

  #contact(to: Jid, account: Account): string | undefined {
    if (to.local === '') return GATEWAY;
    const result = readContact(this.#site.gateway, to, account);
    return result.ok ? result.contact : undefined;
  }

  async #account(jid: string): Promise<Account | undefined> {
    return this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined;
  }

  #reply(stanza: Element | undefined): void {
    if (stanza !== undefined) this.#send(stanza);
  }
}
