import type { Problem } from '../../gateway.js';
import { Bans, banned } from './bans.js';
import { ClosedNetworks, closed } from './closed.js';
import type { SharedListOptions } from './shared-list.js';

/** What admins have set against connections: bans and closed networks. */
export class Admission {
  readonly #bans: Bans;
  readonly #closed: ClosedNetworks;

  constructor(options: SharedListOptions) {
    this.#bans = new Bans(options);
    this.#closed = new ClosedNetworks(options);
  }

  /**
   * Why a user (bare JID) may not be connected to a network (`NetworkSettings.network`); at most 2 s old. Rejects where the store
   * cannot be asked.
   */
  async refusal(user: string, network: string): Promise<Problem | undefined> {
    const [ban, shut] = await Promise.all([this.#bans.find(user, network), this.#closed.find(network)]);
    if (ban !== undefined) return banned(ban);
    return shut === undefined ? undefined : closed(shut);
  }
}
