import type { Account, Gateway } from '../../gateways/gateway.js';
import type { Clock } from '../clock.js';
import type { Lanes } from '../lanes/lanes.js';
import type { Log } from '../log.js';
import type { Problem } from '../problem.js';
import type { AccountCache } from '../store/account-cache.js';
import type { Accounts } from '../store/accounts.js';
import type { Bounces } from '../store/bounces.js';
import type { Buckets } from '../store/buckets.js';
import type { ContactPresences } from '../store/contact-presence.js';
import type { Dedupe } from '../store/dedupe.js';
import type { Detours } from '../store/detours.js';
import type { KeyValueStore } from '../store/kv.js';
import type { Links } from '../store/links.js';
import type { Presence } from '../store/presence.js';
import type { Reactions } from '../store/reactions.js';
import type { References } from '../store/references.js';
import type { Roster } from '../store/roster.js';
import type { Sessions } from '../store/sessions.js';
import type { About } from './about.js';
import type { Metrics } from './metrics.js';
import type { StreamRequests } from './stream-requests.js';
import type { Catalogue } from './text/catalogue.js';

/** The repositories that the core works on. */
export interface Stores {
  readonly accounts: Accounts;
  readonly cache: AccountCache;
  readonly roster: Roster;
  readonly presence: Presence;
  readonly contactPresences: ContactPresences;
  readonly bounces: Bounces;
  readonly buckets: Buckets;
  readonly links: Links;
  readonly dedupe: Dedupe;
  readonly detours: Detours;
  readonly references: References;
  readonly reactions: Reactions;
  readonly sessions: Sessions;
  readonly dialogues: Sessions;
  /** The keyed store of one owner. */
  kv(owner: string): KeyValueStore;
}

export interface Limits {
  /** Messages a second that one account may send on average. */
  readonly rate: number;
  /** Messages that it may send at once. */
  readonly burst: number;
  /** Milliseconds that a message waits for Redis before it is refused. */
  readonly patience: number;
  /**
   * Milliseconds without any holder, or without a connection, after which a lane counts as out: another one is taken for
   * new conversations; where there is none, messages for a lane without holder are refused.
   */
  readonly unheld: number;
  /** Messages of one account that may wait in one lane. */
  readonly waiting: number;
  /** Contacts that one account may have. */
  readonly contacts: number;
  /** Recipients that one message may name (XEP-0033). */
  readonly recipients: number;
  /** Milliseconds after which an undelivered message is given up. */
  readonly expiry: number;
}

/** One gateway at its domain, with everything that the parts of the core need to serve it. */
export interface Site {
  readonly gateway: Gateway;
  /** How many XEP-0114 streams serve the domain; each has an `xmpp.` lane. */
  readonly streams: number;
  /** Who may use the gateway: undefined, or why not. `jid` is bare and normalised. */
  readonly access: (jid: string) => Problem | undefined;
  /** Whether a normalised bare JID is an admin of the installation. */
  readonly isAdmin: (jid: string) => boolean;
  /** Whether the machine is too full to take more (memory of Redis, disk): new messages are then refused. */
  readonly pressed: () => boolean;
  readonly stores: Stores;
  readonly lanes: Lanes;
  readonly words: Catalogue;
  /** What the gateway tells of itself. */
  readonly about: About;
  /** State of the lanes that this process holds; `undefined` before the first word of their hold. */
  readonly states: Map<string, 'up' | 'down'>;
  /** Requests of our own to the XMPP server, over a stream that this process holds. */
  readonly requests: StreamRequests;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Name and version told by XEP-0092. */
  readonly software: { readonly name: string; readonly version: string };
}

/** The account of a bare JID, at most 2 s old; read again where `rev` (an envelope's) is newer. */
export function accountOf(site: Site, jid: string, rev?: number): Promise<Account | undefined> {
  return site.stores.cache.get(site.gateway.name, jid, rev);
}
