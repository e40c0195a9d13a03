import { escapeLocal, normaliseLocal, normaliseResource } from '../../src/xmpp/jid.js';

/** How one user sees a network: the addresses of its channels and people (as in `addresses.ts`, from the other side). */
export class Names {
  readonly #domain: string;
  readonly #suffix: string;
  /** Canonical address of the network; empty where there is only one, which is the gateway then. */
  readonly network: string;

  /** `network`: the server part of addresses; undefined where the gateway has one network only and names none. */
  constructor(domain: string, network: string | undefined) {
    this.#domain = domain;
    this.network = network ?? '';
    this.#suffix = network === undefined ? '' : `%${network}`;
  }

  /** Canonical address of a channel or a nick. */
  contact(name: string): string {
    const lower = name.toLowerCase();
    return `${normaliseLocal(escapeLocal(lower) ?? '') === undefined ? fitting(lower) : lower}${this.#suffix}`;
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
