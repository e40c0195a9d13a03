import type { Redis } from 'ioredis';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { type RedisAddress, storeClient } from '../redis.js';
import { Trouble } from '../trouble.js';
import { AccountCache } from './account-cache.js';
import { Accounts } from './accounts.js';
import { Bans } from './bans.js';
import { Bounces } from './bounces.js';
import { Buckets } from './buckets.js';
import { ConsoleSessions } from './console.js';
import { ContactPresences } from './contact-presence.js';
import { Dedupe } from './dedupe.js';
import { Detours } from './detours.js';
import { HistoryStore } from './history.js';
import { JourneyStore } from './journeys.js';
import { DEFAULT_PREFIX } from './keys.js';
import { KnownLanes } from './known-lanes.js';
import { KeyValueStore } from './kv.js';
import { Letters } from './letters.js';
import { LINK_TTL, Links, type LinksOptions } from './links.js';
import { LiveSettings } from './live-settings.js';
import { refuseDuringMaintenance } from './maintenance.js';
import { MediaLedger } from './media.js';
import { checkSchema } from './migrations.js';
import { Notices } from './notices.js';
import { OperationsLog } from './operations-log.js';
import { Pins } from './pins.js';
import { Presence } from './presence.js';
import { ProcessReports } from './processes.js';
import { Rates } from './rates.js';
import { Reactions } from './reactions.js';
import { References } from './references.js';
import { RoomArchive } from './room-archive.js';
import { Roster } from './roster.js';
import { openSecrets, type Secrets } from './secrets.js';
import { Sessions } from './sessions.js';
import { StoredShares } from './shares.js';
import { StoreError } from './store-error.js';

/** How long a session of a command may lie still, and how long a dialogue, ms. */
const COMMAND_MS = 15 * 60_000;
const DIALOGUE_MS = 30 * 60_000;

interface StoreOptions {
  readonly address: RedisAddress;
  /** Prefix of every key. Default `isthmus`. */
  readonly prefix?: string;
  /** File of the keys for secrets; made at the first start. */
  readonly keyFile: string;
  /** Where `ISTHMUS_KEYS` may stand. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly links?: LinksOptions;
  readonly clock: Clock;
  readonly log: Log;
}

/** All that Isthmus keeps in Redis besides the lanes. */
export interface Store {
  readonly redis: Redis;
  readonly prefix: string;
  readonly accounts: Accounts;
  /** Which of several accounts carries what to a contact. */
  readonly pins: Pins;
  /** `accounts` as they were at most 2 s ago. */
  readonly cache: AccountCache;
  readonly roster: Roster;
  readonly presence: Presence;
  readonly contactPresences: ContactPresences;
  readonly bans: Bans;
  readonly notices: Notices;
  readonly bounces: Bounces;
  readonly buckets: Buckets;
  /** Rates of what goes to networks. */
  readonly rates: Rates;
  /** Messages that failed, for the admin. */
  readonly letters: Letters;
  readonly links: Links;
  readonly dedupe: Dedupe;
  readonly detours: Detours;
  readonly knownLanes: KnownLanes;
  /** In how many lanes the accounts lie. */
  readonly shares: StoredShares;
  /** What admins set while Isthmus runs. */
  readonly live: LiveSettings;
  readonly media: MediaLedger;
  readonly references: References;
  readonly reactions: Reactions;
  readonly secrets: Secrets;
  /** What admins did. */
  readonly operations: OperationsLog;
  /** What the processes tell of themselves. */
  readonly processes: ProcessReports;
  /** How many messages went through over time, and what became of each. */
  readonly history: HistoryStore;
  readonly journeys: JourneyStore;
  /** Who is signed in to the console. */
  readonly console: ConsoleSessions;
  /** Sessions of ad-hoc commands, and dialogues in chat. */
  readonly sessions: Sessions;
  readonly dialogues: Sessions;
  /** The keyed store of one owner, e.g. a gateway by its name. */
  kv(owner: string): KeyValueStore;
  /** What was said in the rooms of a gateway, by its name. */
  archive(gateway: string): RoomArchive;
  /** Waits for open commands, at most 2 s, and closes the connection. */
  close(): Promise<void>;
}

/**
 * Connects, checks schema and keys, and gives the repositories. Throws a `StoreError` with a sentence for the admin where
 * Redis cannot be reached within 10 s, the store is newer than this release or the keys are wrong.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const prefix = options.prefix ?? DEFAULT_PREFIX;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(prefix)) throw new StoreError(`"${prefix}" is no prefix for keys`);
  const redis = await connectedStore(options.address, options.clock, options.log);
  try {
    await refuseDuringMaintenance(redis, prefix);
    await checkSchema(redis, prefix);
    const secrets = await openSecrets(redis, prefix, options.keyFile, options.environment ?? {});
    return assemble(redis, prefix, secrets, options);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** A connection for the store. Throws a `StoreError` where Redis cannot be reached within 10 s. */
export async function connectedStore(address: RedisAddress, clock: Clock, log: Log): Promise<Redis> {
  const redis = storeClient(address);
  const trouble = new Trouble(clock, log);
  redis.on('error', (error: Error) => trouble.tell('redis: connection failed', error));
  try {
    await ready(redis, clock);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

function assemble(redis: Redis, prefix: string, secrets: Secrets, options: StoreOptions): Store {
  const accounts = new Accounts(redis, prefix, secrets);
  const cache = new AccountCache(accounts, options.clock);
  const kv = each((owner) => new KeyValueStore(redis, prefix, owner));
  const archive = each((gateway) => new RoomArchive(redis, prefix, gateway));
  const live = new LiveSettings(redis, prefix);
  const linkTtl = options.links?.ttl ?? LINK_TTL;
  return {
    redis,
    prefix,
    accounts,
    pins: new Pins(redis, prefix),
    cache,
    roster: new Roster(redis, prefix),
    presence: new Presence(redis, prefix),
    contactPresences: new ContactPresences(redis, prefix),
    bans: new Bans(live),
    notices: new Notices(redis, prefix, live),
    bounces: new Bounces(redis, prefix),
    buckets: new Buckets(redis, prefix),
    rates: new Rates(redis, prefix),
    letters: new Letters(redis, prefix, secrets),
    links: new Links(redis, prefix, options.links),
    dedupe: new Dedupe(redis, prefix),
    detours: new Detours(redis, prefix),
    knownLanes: new KnownLanes(redis, prefix),
    shares: new StoredShares(redis, prefix),
    live,
    media: new MediaLedger(redis, prefix),
    references: new References(redis, prefix, linkTtl),
    reactions: new Reactions(redis, prefix, linkTtl),
    secrets,
    operations: new OperationsLog(redis, prefix),
    processes: new ProcessReports(redis, prefix),
    history: new HistoryStore(redis, prefix),
    journeys: new JourneyStore(redis, prefix),
    console: new ConsoleSessions(redis, prefix),
    sessions: new Sessions(redis, prefix, secrets, 'command', COMMAND_MS),
    dialogues: new Sessions(redis, prefix, secrets, 'dialogue', DIALOGUE_MS),
    kv,
    archive,
    async close() {
      cache.stop();
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

/** Makes one for each name that is asked for. */
function each<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const one = make(name);
    made.set(name, one);
    return one;
  };
}

/** Waits until the client is connected, at most 10 s; the reason of the last failed attempt is told. */
function ready(redis: Redis, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const onError = (error: Error) => {
      last = error.message;
    };
    const timer = clock.after(10_000, () => finish(new StoreError(`Redis cannot be reached: ${last}`)));
    const onReady = () => finish(undefined);
    const finish = (error: StoreError | undefined) => {
      timer.cancel();
      redis.off('error', onError);
      redis.off('ready', onReady);
      if (error === undefined) resolve();
      else reject(error);
    };
    redis.on('error', onError);
    redis.once('ready', onReady);
    if (redis.status === 'ready') finish(undefined);
  });
}
