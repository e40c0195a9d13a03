import { Recent } from '../recent.js';
import type { Jid } from '../xmpp/jid.js';

/** Users whose clients are remembered: more than are online over one process. */
const USERS = 65_536;
/** Clients of one user; beyond that the one that came first is forgotten. */
const CLIENTS = 16;

/** That a client is told, as what it said it was then. */
export interface Told {
  readonly kind: string;
}

/** Clients that were told something, or are about to be, until they go. */
export class ToldClients {
  /** By bare JID, then by resource. */
  readonly #users = new Recent<string, Map<string, Told>>(USERS);

  get({ bare, resource }: Jid): Told | undefined {
    return this.#users.get(bare)?.get(resource);
  }

  set({ bare, resource }: Jid, told: Told): void {
    const clients = this.#users.get(bare) ?? new Map<string, Told>();
    clients.delete(resource);
    clients.set(resource, told);
    for (const first of clients.keys()) {
      if (clients.size <= CLIENTS) break;
      clients.delete(first);
    }
    this.#users.set(bare, clients);
  }

  delete({ bare, resource }: Jid): void {
    const clients = this.#users.get(bare);
    if (clients?.delete(resource) && clients.size === 0) this.#users.delete(bare);
  }
}
