import type { Account } from '../../gateways/gateway.js';
import { Recent } from '../recent.js';
import type { CameOnline, PresenceEntry, PresenceWay } from '../store/presence.js';
import type { Jid } from '../xmpp/jid.js';
import { accountOf, type Site } from './site.js';
import { UserEvents } from './user-events.js';

/** Users whose presence is remembered, and for how long, ms. */
const REMEMBERED = 8192;
const REMEMBERED_MS = 60_000;
/** Resources of one user that are remembered, those that have gone included. */
const RESOURCES = 64;

/** What was last heard of a resource. */
interface Known {
  readonly way: PresenceWay;
  /** What it said of itself; undefined: that it is gone. */
  readonly print: string | undefined;
  /** Of the account: who has registered anew is somebody else. */
  readonly since: number;
  /** Monotonic time. */
  readonly until: number;
}

/**
 * Who is online: what users' servers say is stored, and a network that has presence is told. The streams of a domain that
 * one process holds share it.
 */
export class Online {
  readonly #site: Site;
  readonly #events: UserEvents;
  /** By bare JID and resource. A server sends one change once for each contact in the roster: one of them is stored. */
  #known = new Recent<string, Map<string, Known>>(REMEMBERED);
  /** Bare JIDs of those of whom the store may know, without their having been told all that follows. */
  #doubted = new Recent<string, true>(REMEMBERED);

  constructor(site: Site) {
    this.#site = site;
    this.#events = new UserEvents(site);
  }

  /** The store has forgotten who is online. */
  forget(): void {
    this.#known = new Recent(REMEMBERED);
    this.#doubted = new Recent(REMEMBERED);
    this.#events.forget();
  }

  /** A resource is available; `known`: it was heard before and changes nothing. The network is told by `tell`. */
  async came(
    account: Account,
    from: Jid,
    way: PresenceWay,
    said: Omit<PresenceEntry, 'at'>,
  ): Promise<CameOnline | 'known'> {
    const { stores, gateway, clock } = this.#site;
    // Remembered before it is stored: whatever makes the store forget has this forgotten afterwards.
    if (this.#isKnown(from, way, JSON.stringify(said), account)) return 'known';
    const entry = { ...said, at: clock.now() };
    const came = await stores.presence
      .set(gateway.name, from.bare, from.resource, entry, way)
      .catch((error: unknown) => {
        // Nobody knows whether it is stored.
        this.doubt(from.bare);
        throw error;
      });
    if (came === 'full') {
      this.#known.get(from.bare)?.delete(from.resource);
      return came;
    }
    const doubted = this.#doubted.get(from.bare) === true;
    this.#doubted.delete(from.bare);
    // Whoever was offline was told to be so, perhaps by another process.
    if (came === 'first' || came === 'answer') this.#events.forget(from.bare);
    return doubted ? 'answer' : came;
  }

  /** What a user (bare JID) said was not worked to its end: when it is said again it is news, and answered as if we had asked. */
  doubt(jid: string): void {
    this.#known.delete(jid);
    this.#doubted.set(jid, true);
  }

  /** A resource (without one: all) is no longer available. */
  async left(account: Account, from: Jid, way: PresenceWay): Promise<void> {
    const { stores, gateway } = this.#site;
    if (from.resource === '') this.#known.delete(from.bare);
    else if (this.#isKnown(from, way, undefined, account)) return;
    try {
      await stores.presence.remove(gateway.name, from.bare, from.resource, way);
      await this.tell(account);
    } catch (error) {
      this.#known.delete(from.bare);
      throw error;
    }
  }

  /** Ends what a user has with the gateway, of one resource or of all, whatever it was told by. The next presence begins anew. */
  async end(account: Account, resource = ''): Promise<void> {
    const { stores, gateway } = this.#site;
    if (resource === '') this.#known.delete(account.jid);
    else this.#known.get(account.jid)?.delete(resource);
    await stores.presence.remove(gateway.name, account.jid, resource);
    await this.tell(account);
  }

  /** Has the network know how a user shows itself now, where that is new. */
  async tell(account: Account): Promise<void> {
    await this.#events.presence(account);
  }

  /** The same for users of whom nobody has said anything in time. */
  async tellOf(jids: readonly string[]): Promise<void> {
    if (this.#site.gateway.presence === undefined) return;
    await Promise.all(
      jids.map(async (jid) => {
        const account = this.#site.access(jid) === undefined ? await accountOf(this.#site, jid) : undefined;
        if (account !== undefined) await this.tell(account);
      }),
    );
  }

  /** Whether this was heard before and changes nothing; else it is remembered. */
  #isKnown(from: Jid, way: PresenceWay, print: string | undefined, { since }: Account): boolean {
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
}
