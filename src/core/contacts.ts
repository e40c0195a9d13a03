import type { ContactPresence, Contacts } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Element } from '../xmpp/element.js';
import { afterDenied } from '../xmpp/gateway-roster.js';
import { serialise } from '../xmpp/serialise.js';
import { isOutside } from './entities.js';
import { mask } from './mask.js';
import type { RosterWish } from './roster-keeper.js';
import { Shown } from './shown.js';
import type { Site } from './site.js';
import { grant } from './subscriptions.js';
import { laneOf } from './xmpp-lanes.js';

/**
 * What a network tells of contacts, put into words for XMPP. They are the user's, whichever account is named. Gateways may
 * run in other processes than the stream, so stanzas, and wishes for what only the holder of the stream can do, go by the
 * lane of the user's stream, in order.
 */
export class ContactList implements Contacts {
  readonly #site: Site;
  readonly #shown: Shown;

  constructor(site: Site) {
    this.#site = site;
    this.#shown = new Shown(site);
  }

  async presence({ account, contact, ...state }: ContactPresence): Promise<void> {
    const jid = ownerOf(account);
    const { stores, gateway, limits } = this.#site;
    const tell = await stores.contactPresences.set(gateway.name, jid, contact, state, limits.contacts);
    if (!tell) return;
    // The store has it: where the lane is full, the next login or change shows it.
    await this.#put(jid, [this.#shown.presence(contact, jid, state)]).catch((error: unknown) => {
      this.#site.log.warn({ account: mask(jid), error: String(error) }, 'the presence of a contact was not told');
    });
  }

  async add({ account, contact, name, ask }: Parameters<Contacts['add']>[0]): Promise<void> {
    const more = { ...(name === undefined ? {} : { name }), ...(ask === undefined ? {} : { ask }) };
    const wish: RosterWish = { type: 'roster', action: 'add', contact, ...more };
    await putWish(this.#site, ownerOf(account), wish);
  }

  async remove({ account, contact }: Parameters<Contacts['remove']>[0]): Promise<void> {
    const jid = ownerOf(account);
    const { stores, gateway } = this.#site;
    const { sees, seen } = await stores.roster.look(gateway.name, jid, contact);
    await stores.roster.change(gateway.name, jid, contact, { sees: false, seen: 'no' });
    await stores.contactPresences.remove(gateway.name, jid, contact);
    if (sees || seen !== 'no') await putWish(this.#site, jid, removal([contact]));
  }

  async answer({ account, contact, granted }: Parameters<Contacts['answer']>[0]): Promise<void> {
    const jid = ownerOf(account);
    if (granted) return this.#put(jid, await grant(this.#site, this.#shown, jid, contact));
    const { stores, gateway } = this.#site;
    await stores.roster.change(gateway.name, jid, contact, { sees: false });
    await this.#put(jid, afterDenied(this.#shown.jidOf(contact), jid));
  }

  async list(account: string): Promise<readonly string[]> {
    const all = await this.#site.stores.roster.list(this.#site.gateway.name, ownerOf(account));
    const { gateway } = this.#site;
    return all.filter(({ contact, sees }) => sees && isOutside(gateway, contact)).map(({ contact }) => contact);
  }

  async #put(jid: string, stanzas: readonly Element[]): Promise<void> {
    await Promise.all(stanzas.map((stanza) => put(this.#site, jid, { stanza: serialise(stanza) })));
  }
}

/** Has the holder of the user's stream do something in the user's roster. */
export function putWish(site: Site, jid: string, event: RosterWish): Promise<void> {
  return put(site, jid, { event });
}

/** The wish that contacts be taken out of a roster; `left`: because the user has left the gateway. */
export function removal(contacts: readonly string[], left = false): RosterWish {
  return { type: 'roster', action: 'remove', contacts, left };
}

function put(site: Site, jid: string, what: Pick<Envelope, 'stanza'> | { event: RosterWish }): Promise<void> {
  const { gateway, lanes, clock, limits } = site;
  const envelope: Envelope = {
    v: ENVELOPE_VERSION,
    id: newEnvelopeId(),
    gateway: gateway.name,
    account: jid,
    rev: 0,
    conversation: jid,
    kind: 'presence',
    at: clock.now(),
    ...what,
  };
  return lanes.add(laneOf(site, jid), envelope, { giveUpAfter: limits.patience });
}
