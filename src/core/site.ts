import type { Account, Gateway, Neighbours, OutsideConnection } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import type { Clock } from '../clock.js';
import type { Lanes } from '../lanes/lanes.js';
import type { Log } from '../log.js';
import type { Problem } from '../problem.js';
import type { AccountCache } from '../store/account-cache.js';
import { type Accounts, type UserAccounts, withId } from '../store/accounts.js';
import type { Bounces } from '../store/bounces.js';
import type { Buckets } from '../store/buckets.js';
import type { ContactPresences } from '../store/contact-presence.js';
import type { Dedupe } from '../store/dedupe.js';
import type { Detours } from '../store/detours.js';
import type { KeyValueStore } from '../store/kv.js';
import type { Letters } from '../store/letters.js';
import type { Links } from '../store/links.js';
import type { Notices } from '../store/notices.js';
import type { Pins } from '../store/pins.js';
import type { Presence } from '../store/presence.js';
import type { Rates } from '../store/rates.js';
import type { Reactions } from '../store/reactions.js';
import type { References } from '../store/references.js';
import type { RoomArchive } from '../store/room-archive.js';
import type { Roster } from '../store/roster.js';
import type { Secrets } from '../store/secrets.js';
import type { Sessions } from '../store/sessions.js';
import type { About } from './about.js';
import type { DeadLetters } from './dead-letters.js';
import type { Journeys } from './journeys.js';
import type { Metrics } from './metrics.js';
import type { NoticeBoard } from './notice-board.js';
import type { Operator } from './operator/operator.js';
import type { SiteBans } from './site-bans.js';
import type { StreamRequests } from './stream-requests.js';
import type { Tracer } from './telemetry/tracer.js';
import type { Catalogue } from './text/catalogue.js';
import type { Traffic } from './traffic.js';

/** The repositories that the core works on. */
export interface Stores {
  readonly accounts: Accounts;
  readonly cache: AccountCache;
  readonly pins: Pins;
  readonly roster: Roster;
  readonly presence: Presence;
  readonly contactPresences: ContactPresences;
  readonly bounces: Bounces;
  readonly buckets: Buckets;
  readonly rates: Rates;
  readonly links: Links;
  readonly dedupe: Dedupe;
  readonly letters: Letters;
  readonly detours: Detours;
  readonly references: References;
  readonly reactions: Reactions;
  readonly sessions: Sessions;
  readonly dialogues: Sessions;
  readonly notices: Notices;
  readonly secrets: Secrets;
  /** The keyed store of one owner. */
  kv(owner: string): KeyValueStore;
  /** What was said in the rooms of a gateway, by its name. */
  archive(gateway: string): RoomArchive;
}

/** What users of a gateway may do, and how long it is patient. */
export interface Limits {
  /** Messages a second that one user may send on average. */
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
  /** Messages of one user that may wait in one lane. */
  readonly waiting: number;
  /** Contacts that one user may have. */
  readonly contacts: number;
  /** Recipients that one message may name (XEP-0033). */
  readonly recipients: number;
  /** Accounts that one user may have. */
  readonly accounts: number;
  /** Milliseconds after which an undelivered message is given up. */
  readonly expiry: number;
}

/** Who may use a gateway, as the config says. */
export interface AllowList {
  /** `access.allow`, or that of the gateway's own section where it is for fewer people. */
  readonly key: string;
  readonly rules: readonly string[];
}

/** One gateway at its domain, with everything that the parts of the core need to serve it. */
export interface Site {
  readonly gateway: Gateway;
  /** All domains of the installation, where one of them has agents (`Gateway.agent`), who write from one to another. */
  readonly locals: ReadonlySet<string>;
  /** The other gateways of the installation. */
  readonly neighbour: Neighbours;
  /** The lanes of the gateways that are served beside it, by their names. */
  readonly others: ReadonlyMap<string, readonly string[]>;
  /** How many XEP-0114 streams serve the domain; each has an `xmpp.` lane. */
  readonly streams: number;
  /** Who may use the gateway: undefined, or why not; bans count too. `jid` is bare and normalised. */
  readonly access: (jid: string) => Problem | undefined;
  /** Whom an admin has banned from it while it runs. */
  readonly bans: SiteBans;
  /** The list of the config that says who may use it, the key of which it stands under and what is in it; missing: there is none. */
  readonly allowList?: () => AllowList;
  /** Standing messages of the admins; missing: there are none. */
  readonly notices?: NoticeBoard;
  /** Whether a normalised bare JID is an admin of the installation. */
  readonly isAdmin: (jid: string) => boolean;
  /** Bare JIDs of the admins, normalised. */
  readonly admins: readonly string[];
  /** Whether the machine is too full to take more (memory of Redis, disk): new messages are then refused. */
  readonly pressed: () => boolean;
  readonly stores: Stores;
  readonly lanes: Lanes;
  readonly words: Catalogue;
  /** What the gateway tells of itself. */
  readonly about: About;
  /** State of the lanes that this process holds; `undefined` before the first word of their hold. */
  readonly states: Map<string, 'up' | 'down'>;
  /** What the holds of this process say of their connections, by lane. */
  readonly connections?: Map<string, () => readonly OutsideConnection[]>;
  /** Requests of our own to the XMPP server, over a stream that this process holds. */
  readonly requests: StreamRequests;
  readonly limits: Limits;
  /** Keeps messages that failed for the admin; undefined: none are kept. */
  readonly deadLetters?: DeadLetters;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Where the steps of messages are written down; undefined: nowhere. */
  readonly journeys?: Journeys | undefined;
  /** Hears what becomes of messages. */
  readonly traffic: Traffic;
  /** What admins can have the installation do; missing where a site stands alone. */
  readonly operator?: () => Operator;
  /** Makes traces of messages, where the admin has them made. */
  readonly tracer?: Tracer | undefined;
  /** Name and version told by XEP-0092. */
  readonly software: { readonly name: string; readonly version: string };
}

/** All accounts of a bare JID, at most 2 s old. */
export async function accountsOf(site: Site, jid: string): Promise<UserAccounts | undefined> {
  return (await site.stores.cache.user(site.gateway.name, jid)) ?? guestOf(site, jid);
}

/** What a user has who is not registered and need not be. */
function guestOf({ gateway }: Site, jid: string): UserAccounts | undefined {
  const account = gateway.guest?.(jid);
  return account === undefined ? undefined : { jid, default: account, all: [account] };
}

/** The default account of a bare JID, at most 2 s old. */
export async function accountOf(site: Site, jid: string): Promise<Account | undefined> {
  return (await accountsOf(site, jid))?.default;
}

/** The owner's accounts and the very one that something belongs to; undefined where that has ended. */
export interface Standing {
  readonly user: UserAccounts;
  readonly account: Account;
}

/**
 * The account of an id, and with `born` no other one than that. What is known may be a moment old, and a new account may
 * have come in that moment, so it is read again before it is said that there is none.
 */
export async function standing(site: Site, id: string, born?: number): Promise<Standing | undefined> {
  const jid = ownerOf(id);
  const known = found(await accountsOf(site, jid), id, born);
  if (known !== undefined) return known;
  site.stores.cache.forget(site.gateway.name, jid);
  return found(await accountsOf(site, jid), id, born);
}

/** Whether it surely stands: by what is known already, without a read. */
export function surelyStanding(site: Site, id: string, born: number): boolean {
  const jid = ownerOf(id);
  const known = site.stores.cache.known(site.gateway.name, jid);
  return known !== undefined && found(known.user ?? guestOf(site, jid), id, born) !== undefined;
}

function found(user: UserAccounts | undefined, id: string, born: number | undefined): Standing | undefined {
  const account = withId(user, id);
  if (user === undefined || account === undefined) return undefined;
  return born === undefined || account.born === born ? { user, account } : undefined;
}
