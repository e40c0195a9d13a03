import type { ContactPresence, Contacts } from '../../gateways/gateway.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Element } from '../xmpp/element.js';
import { afterDenied } from '../xmpp/gateway-roster.js';
import { serialise } from '../xmpp/serialise.js';
import { kindOf } from './entities.js';
import { mask } from './mask.js';
import type { RosterWish } from './roster-keeper.js';
import { Shown } from './shown.js';
import type { Site } from './site.js';
import { grant } from './subscriptions.js';
import { laneOf } from './xmpp-lanes.js';

/**
 * What a network tells of contacts, put into words for XMPP. Gateways may run in other processes than the stream, so
 * stanzas, and wishes for what only the holder of the stream can do, go by the lane of the user's stream, in order.
 */
export class ContactList implements Contacts {
  readonly #site: Site;
  readonly #shown: Shown;

  constructor(site: Site) {
    this.#site = site;
    this.#shown = new Shown(site);
  }

  async presence({ account, contact, ...state }: ContactPresence): Promise<void> {
    const { stores, gateway, limits } = this.#site;
    const tell = await stores.contactPresences.set(gateway.name, account, contact, state, limits.contacts);
    if (!tell) return;
    // The store has it: where the lane is full, the next login or change shows it.
    await this.#put(account, [this.#shown.presence(contact, account, state)]).catch((error: unknown) => {
      this.#site.log.warn({ account: mask(account), error: String(error) }, 'the presence of a contact was not told');
    });
  }

  async add({ account, contact, name }: Parameters<Contacts['add']>[0]): Promise<void> {
    const wish: RosterWish = { type: 'roster', action: 'add', contact, ...(name === undefined ? {} : { name }) };
    await putWish(this.#site, account, wish);
  }

  async remove({ account, contact }: Parameters<Contacts['remove']>[0]): Promise<void> {
    const { stores, gateway } = this.#site;
    const { sees, seen } = await stores.roster.look(gateway.name, account, contact);
    await stores.roster.change(gateway.name, account, contact, { sees: false, seen: 'no' });
    await stores.contactPresences.remove(gateway.name, account, contact);
    if (sees || seen !== 'no') await putWish(this.#site, account, removal([contact]));
  }

  async answer({ account, contact, granted }: Parameters<Contacts['answer']>[0]): Promise<void> {
    if (granted) return this.#put(account, await grant(this.#site, this.#shown, account, contact));
    const { stores, gateway } = this.#site;
    await stores.roster.change(gateway.name, account, contact, { sees: false });
    await this.#put(account, afterDenied(this.#shown.jidOf(contact), account));
  }

  async list(account: string): Promise<readonly string[]> {
    const all = await this.#site.stores.roster.list(this.#site.gateway.name, account);
    const { gateway } = this.#site;
    return all
      .filter(({ contact, sees }) => sees && kindOf(gateway, contact) === 'contact')
      .map(({ contact }) => contact);
  }

  async #put(account: string, stanzas: readonly Element[]): Promise<void> {
    await Promise.all(stanzas.map((stanza) => put(this.#site, account, { stanza: serialise(stanza) })));
  }
}

/** Has the holder of the user's stream do something in the user's roster. */
export function putWish(site: Site, account: string, event: RosterWish): Promise<void> {
  return put(site, account, { event });
}

export function removal(contacts: readonly string[], left = false): RosterWish {
  return { type: 'roster', action: 'remove', contacts, left };
}

function put(site: Site, account: string, what: Pick<Envelope, 'stanza'> | { event: RosterWish }): Promise<void> {
  const { gateway, lanes, clock, limits } = site;
  const envelope: Envelope = {
    v: ENVELOPE_VERSION,
    id: newEnvelopeId(),
    gateway: gateway.name,
    account,
    rev: 0,
    conversation: account,
    kind: 'presence',
    at: clock.now(),
    ...what,
  };
  return lanes.add(laneOf(site, account), envelope, { giveUpAfter: limits.patience });
}
