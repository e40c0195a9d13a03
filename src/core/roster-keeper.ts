import type { Account } from '../../gateways/gateway.js';
import { Recent } from '../recent.js';
import { readDiscoInfo } from '../xmpp/disco.js';
import { type Element, el } from '../xmpp/element.js';
import { afterContactRemoved } from '../xmpp/gateway-roster.js';
import type { IqAnswer } from '../xmpp/iq.js';
import { nick } from '../xmpp/messages.js';
import { NS } from '../xmpp/namespaces.js';
import { presence } from '../xmpp/presence.js';
import { type RosterItem, readRoster, rosterDirections, rosterGet, rosterSet } from '../xmpp/roster.js';
import { rosterExchange } from '../xmpp/roster-exchange.js';
import { mask } from './mask.js';
import type { Privileges } from './privileges.js';
import { GATEWAY, Shown } from './shown.js';
import type { Site } from './site.js';
import { UserEvents } from './user-events.js';

/** How long a server, or a client, may take to answer, ms. */
const PATIENCE_MS = 10_000;
/** A client may ask its user first. */
const CLIENT_PATIENCE_MS = 5000;
const REMEMBERED = 1024;

/** What is to happen in a user's roster. Contacts are network addresses. JSON: it goes by a lane. */
export type RosterWish =
  | {
      readonly type: 'roster';
      readonly action: 'add';
      readonly contact: string;
      readonly name?: string;
      /** Nothing is done in the user's place. */
      readonly ask?: true;
    }
  | {
      readonly type: 'roster';
      readonly action: 'remove';
      readonly contacts: readonly string[];
      /** The user has unregistered and was told of the end of every subscription: the gateway goes too. */
      readonly left: boolean;
    };

interface RosterKeeperParts {
  readonly privileges: Privileges;
  /** False where the stream is down. */
  readonly send: (stanza: Element) => boolean;
  readonly request: (iq: Element, timeout: number) => Promise<IqAnswer>;
}

/** Whether it is a change that somebody's roster is to get. */
export function isRosterWish(event: unknown): event is RosterWish {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'roster';
}

/**
 * Adds contacts to users' rosters and removes them: in the roster itself where the XMPP server allows it (XEP-0356), else by
 * a proposal to a client that knows such (XEP-0144), else by asking for a subscription. Touches nothing but addresses of
 * the gateway's own domain, and of those in the roster only what is in the gateway's own group.
 */
export class RosterKeeper {
  readonly #site: Site;
  readonly #parts: RosterKeeperParts;
  readonly #shown: Shown;
  readonly #events: UserEvents;
  /** Whether a client, by full JID, takes proposals. */
  readonly #clients = new Recent<string, boolean>(REMEMBERED);
  /** Contacts that a client has taken as a proposal: what its user made of it is the user's. */
  readonly #proposed = new Recent<string, true>(REMEMBERED);

  constructor(site: Site, parts: RosterKeeperParts) {
    this.#site = site;
    this.#parts = parts;
    this.#shown = new Shown(site);
    this.#events = new UserEvents(site);
  }

  /** The group in which contacts are put. */
  get #group(): string {
    return this.#site.gateway.identity.name;
  }

  /** Fulfils a wish. Rejects where the stream was lost meanwhile: then it has to be done again, and may be. */
  perform(account: string, wish: RosterWish): Promise<void> {
    return wish.action === 'add' ? this.#add(account, wish) : this.#remove(account, wish);
  }

  /**
   * Compares what we know of a user with the roster, where it may be read: what was removed or allowed while we were away.
   */
  async review(account: Account): Promise<void> {
    if (!this.#parts.privileges.roster(account.jid, 'get')) return;
    const { stores, gateway } = this.#site;
    // In this order: what the user adds meanwhile is not taken for something that was removed.
    const known = await stores.roster.list(gateway.name, account.jid);
    const items = await this.#roster(account.jid);
    if (items === undefined) return;
    for (const { contact, sees, seen } of known) {
      const now = rosterDirections(items.get(this.#shown.jidOf(contact)));
      const lost = (sees && !now.sees) || (seen === 'granted' && !now.seen);
      if (!lost && (!now.seen || seen === 'granted')) continue;
      const after = { sees: sees && now.sees, seen: now.seen ? ('granted' as const) : ('no' as const) };
      await stores.roster.change(gateway.name, account.jid, contact, after);
      if (now.seen && seen !== 'granted') await this.#events.allowed(account, contact);
      if (!lost) continue;
      this.#site.log.info(
        { account: mask(account.jid), gateway: contact === GATEWAY },
        'removed from a roster meanwhile',
      );
      // Who is online was learnt anew since; of a contact that has gone altogether nothing is kept.
      if (contact === GATEWAY || now.sees || now.seen) continue;
      await stores.contactPresences.remove(gateway.name, account.jid, contact);
      await this.#events.subscription(account, contact, false);
    }
  }

  async #add(jid: string, { contact, name, ask }: Extract<RosterWish, { action: 'add' }>): Promise<void> {
    const { stores, gateway, limits } = this.#site;
    if ((await stores.accounts.of(gateway.name, jid)) === undefined) return;
    const known = await stores.roster.look(gateway.name, jid, contact);
    if (known.sees && known.seen === 'granted') return;
    if (ask !== true && (await this.#write(jid, contact, name))) {
      await stores.roster.change(gateway.name, jid, contact, { sees: true, seen: 'granted' }, limits.contacts);
      this.#send(this.#shown.presence(contact, jid, known.state));
      return;
    }
    // Asked once: the user's server keeps the question for the next login.
    if (known.seen !== 'no') return;
    if (ask !== true && (await this.#propose(jid, contact, name))) return;
    const asked = await stores.roster.change(gateway.name, jid, contact, { seen: 'asked' }, limits.contacts);
    if (!asked.ok) return;
    const from = this.#shown.jidOf(contact);
    this.#send(presence({ type: 'subscribe', from, to: jid }, nick(name ?? gateway.addresses.format(contact))));
  }

  /** Into the roster itself; what the user has named and grouped stays, so it must be readable too. */
  async #write(jid: string, contact: string, name: string | undefined): Promise<boolean> {
    if (!this.#parts.privileges.roster(jid, 'set')) return false;
    const roster = await this.#roster(jid);
    if (roster === undefined) return false;
    const item = this.#shown.jidOf(contact);
    const own: RosterItem = {
      groups: [this.#group],
      ...(name === undefined ? {} : { name }),
      ...roster.get(item),
      jid: item,
      subscription: 'both',
    };
    return (await this.#ask(rosterSet(this.#site.gateway.domain, jid, own))) !== undefined;
  }

  async #propose(jid: string, contact: string, name: string | undefined): Promise<boolean> {
    const { stores, gateway } = this.#site;
    const proposed = `${jid}>${contact}`;
    if (this.#proposed.get(proposed) === true) return true;
    for (const resource of (await stores.presence.online(gateway.name, jid)).keys()) {
      const client = `${jid}/${resource}`;
      if (resource === '' || !(await this.#takesProposals(client))) continue;
      const group = this.#group;
      const proposal = { jid: this.#shown.jidOf(contact), group, ...(name === undefined ? {} : { name }) };
      const iq = rosterExchange(gateway.domain, client, [proposal]);
      const answer = await this.#parts.request(iq, CLIENT_PATIENCE_MS);
      if (!answer.ok || answer.iq.attrs.type !== 'result') continue;
      this.#proposed.set(proposed, true);
      return true;
    }
    return false;
  }

  async #takesProposals(client: string): Promise<boolean> {
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    const from = this.#site.gateway.domain;
    const iq = el('iq', { type: 'get', from, to: client }, el('query', { xmlns: NS.discoInfo }));
    const answer = await this.#parts.request(iq, CLIENT_PATIENCE_MS);
    const query = answer.ok ? answer.iq.getChild('query', NS.discoInfo) : undefined;
    const takes = query !== undefined && readDiscoInfo(query).features.includes(NS.rosterExchange);
    this.#clients.set(client, takes);
    return takes;
  }

  async #remove(jid: string, { contacts, left }: Extract<RosterWish, { action: 'remove' }>): Promise<void> {
    const { stores, gateway } = this.#site;
    const gone = new Set(contacts.map((contact) => this.#shown.jidOf(contact)));
    if (!left) {
      for (const contact of gone) for (const stanza of afterContactRemoved(contact, jid)) this.#send(stanza);
    } else if ((await stores.accounts.of(gateway.name, jid)) === undefined) {
      gone.add(gateway.domain);
    } else {
      // Registered anew meanwhile: what is there now stays.
      for (const { contact } of await stores.roster.list(gateway.name, jid)) gone.delete(this.#shown.jidOf(contact));
    }
    if (!this.#parts.privileges.roster(jid, 'set')) return;
    for (const item of (await this.#roster(jid))?.values() ?? []) {
      const isOurs = item.groups.every((group) => group === this.#group);
      if (!gone.has(item.jid) || !isOurs) continue;
      await this.#ask(rosterSet(gateway.domain, jid, { jid: item.jid, subscription: 'remove', groups: [] }));
    }
  }

  /** The user's roster by JID, or undefined where it may not be read. */
  async #roster(jid: string): Promise<ReadonlyMap<string, RosterItem> | undefined> {
    if (!this.#parts.privileges.roster(jid, 'get')) return undefined;
    const answer = await this.#ask(rosterGet(this.#site.gateway.domain, jid));
    const query = answer?.getChild('query', NS.roster);
    return query === undefined ? undefined : new Map(readRoster(query).map((item) => [item.jid, item]));
  }

  /** Sends a privileged request; undefined where it was refused or not answered. Rejects when the stream is lost. */
  async #ask(iq: Element): Promise<Element | undefined> {
    const { privileges, request } = this.#parts;
    const answer = await request(iq, PATIENCE_MS);
    if (!answer.ok && answer.failure !== 'timeout') throw new Error('the stream was lost');
    privileges.answered(answer.ok);
    if (answer.ok && answer.iq.attrs.type === 'result') return answer.iq;
    this.#site.metrics.count('privileged_requests_failed', { network: this.#site.gateway.name });
    return undefined;
  }

  #send(stanza: Element): void {
    if (!this.#parts.send(stanza)) throw new Error('the stream is down');
  }
}
