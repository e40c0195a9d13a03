import { escapeLocal, normaliseLocal, normaliseResource, parseJid, unescapeLocal } from '../../src/xmpp/jid.js';
import type { IrcAddresses } from './addresses.js';

/** How one user sees a network: the addresses of its channels and people, by the address codec of the gateway. */
export class Names {
  readonly #domain: string;
  readonly #addresses: Pick<IrcAddresses, 'contactOf' | 'partsOf' | 'kindOf' | 'parse'>;
  readonly #network: string;

  /** `network`: as it stands in addresses. */
  constructor(
    domain: string,
    addresses: Pick<IrcAddresses, 'contactOf' | 'partsOf' | 'kindOf' | 'parse'>,
    network: string,
  ) {
    this.#domain = domain;
    this.#addresses = addresses;
    this.#network = network;
  }

  /** Canonical address of the network itself. */
  get network(): string {
    return this.#addresses.contactOf('', this.#network);
  }

  /** Canonical address of a channel or a nick. */
  contact(name: string): string {
    const contact = this.#addresses.contactOf(name, this.#network);
    return normaliseLocal(escapeLocal(contact) ?? '') === undefined
      ? this.#addresses.contactOf(fitting(name), this.#network)
      : contact;
  }

  /** The nick that somebody means who is named by a JID or a bare word; undefined: somebody who is not on this network. */
  nickOf(whom: string): string | undefined {
    if (!whom.includes('@')) return whom.includes('.') || whom.includes('/') ? undefined : whom;
    const jid = parseJid(whom);
    if (jid?.domain !== this.#domain) return undefined;
    const read = this.#addresses.parse(unescapeLocal(jid.local));
    if (!read.ok || this.#addresses.partsOf(read.address).network !== this.#network) return undefined;
    if (this.#addresses.kindOf(read.address) === 'room') return jid.resource === '' ? undefined : jid.resource;
    return this.#addresses.partsOf(read.address).name || undefined;
  }

  /** The channel of this network that a JID is the room of. */
  channelOf(room: string): string | undefined {
    const jid = parseJid(room);
    if (jid?.domain !== this.#domain) return undefined;
    const read = this.#addresses.parse(unescapeLocal(jid.local));
    if (!read.ok || this.#addresses.kindOf(read.address) !== 'room') return undefined;
    const { name, network } = this.#addresses.partsOf(read.address);
    return network === this.#network && name !== '' ? name : undefined;
  }

  /** Whether a domain is the gateway's. */
  owns(domain: string): boolean {
    return domain === this.#domain;
  }

  /** The JID of a contact. */
  jid(contact: string): string {
    if (contact === '') return this.#domain;
    return `${escapeLocal(contact) ?? fitting(contact)}@${this.#domain}`;
  }

  /** The JID of a nick in a room; `room`: JID of the room. */
  occupant(room: string, nick: string): string {
    return `${room}/${normaliseResource(nick) ?? fitting(nick)}`;
  }

  /** The address of somebody as occupants of rooms see it: with their host as resource, where it is known. */
  real(nick: string, user: string | undefined, host: string | undefined): string {
    const jid = this.jid(this.contact(nick));
    if (host === undefined) return jid;
    const resource = normaliseResource(user === undefined ? host : `${user}@${host}`);
    return resource === undefined ? jid : `${jid}/${resource}`;
  }
}

/** A name that no JID can hold, as one that it can: nobody is reached by it, but the stream survives it. */
function fitting(name: string): string {
  const kept = name.replace(/[^!#$%()*+,\-.0-9;=?A-Za-z[\]^_`{|}~]/g, '-');
  return kept === '' ? '-' : kept;
}
