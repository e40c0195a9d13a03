import type { Redis } from 'ioredis';
import { bouncesKey } from './bounces.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** One resource of a user that is online. */
export interface PresenceEntry {
  /** Absent: simply available (RFC 6121 4.7.2.1). */
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd';
  readonly status?: string;
  readonly priority: number;
  /** Wall time of the presence, ms since the epoch. */
  readonly at: number;
  /** Since when the user has not been active, ms since the epoch (XEP-0319). */
  readonly idleSince?: number;
}

/**
 * Whom a presence went to. A user's server sends each change to the gateway and to every contact in the roster; what
 * came to the gateway itself counts, and copies to contacts count only where the gateway got none (directed presence).
 */
export type PresenceWay = 'gateway' | 'contact';

/**
 * What an available presence means. `first`: the account was offline (or unknown) before; `answer`: so it was, and we had
 * asked; `more`: it was online; `full`: it has as many resources as allowed, and this one was not stored.
 */
export type CameOnline = 'first' | 'answer' | 'more' | 'full';

/** By what the script returns. */
const CAME: readonly CameOnline[] = ['more', 'first', 'answer'];

interface OnlinePage {
  readonly jids: readonly string[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

// KEYS: presence of the account, generation, set of accounts online. An account's hash is `g` (the generation that it
// was written in) and `r<resource>` -> `g` or `c` (the way) and JSON; written in an older generation, it counts as empty.
const FRESH = `
local generation = redis.call('GET', KEYS[2]) or '0'
if redis.call('HGET', KEYS[1], 'g') ~= generation then redis.call('DEL', KEYS[1]) end`;

// ARGV: bare JID, resource, way and JSON, most resources, wall time. KEYS[4] to [6]: bounces, those who were asked, when sessions began.
const SET = `${FRESH}
local field = 'r' .. ARGV[2]
redis.call('HDEL', KEYS[4], ARGV[1])
local before = redis.call('HGET', KEYS[1], field)
if not before and redis.call('HLEN', KEYS[1]) > tonumber(ARGV[4]) then return -1 end
if before and string.sub(before, 1, 1) == 'g' and string.sub(ARGV[3], 1, 1) == 'c' then return 0 end
redis.call('HSET', KEYS[1], 'g', generation, field, ARGV[3])
if redis.call('SADD', KEYS[3], ARGV[1]) == 0 then return 0 end
if redis.call('SREM', KEYS[5], ARGV[1]) == 1 then return 2 end
redis.call('HSET', KEYS[6], ARGV[1], ARGV[5])
return 1`;

// ARGV: bare JID, resource ('' is all), way.
const UNSET = `${FRESH}
if ARGV[3] == 'c' and string.sub(redis.call('HGET', KEYS[1], 'r' .. ARGV[2]) or 'c', 1, 1) ~= 'c' then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('HDEL', KEYS[1], 'r' .. ARGV[2]) end
if redis.call('HLEN', KEYS[1]) > 1 then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('SREM', KEYS[3], ARGV[1])`;

// KEYS: generation, online, those whose presence is unknown. ARGV: seconds to remember the unknown.
const CLEAR = `
redis.call('INCR', KEYS[1])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('SUNIONSTORE', KEYS[3], KEYS[3], KEYS[2])
  redis.call('UNLINK', KEYS[2])
  redis.call('EXPIRE', KEYS[3], ARGV[1])
end
return redis.call('SCARD', KEYS[3])`;

const UNKNOWN_SECONDS = 86_400;
/** A server that has to be reached first may take minutes to answer a probe. */
const ASKED_SECONDS = 600;

/**
 * Who is online, an entry a resource. Written only by the holder of the stream of the gateway's domain. A stream that
 * was lost makes all of it unknown in one step: the generation counts up, and those who were online can be taken one
 * after the other to be probed.
 */
export class Presence {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #set: Script;
  readonly #unset: Script;
  readonly #clear: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#set = defineScript(redis, 'isthmusPresenceSet', SET);
    this.#unset = defineScript(redis, 'isthmusPresenceUnset', UNSET);
    this.#clear = defineScript(redis, 'isthmusPresenceClear', CLEAR);
  }

  /** Stores available presence of one resource. Whoever was gone (see `Bounces`) is so no more. */
  async set(
    gateway: string,
    jid: string,
    resource: string,
    entry: PresenceEntry,
    way: PresenceWay = 'gateway',
    most = 32,
  ): Promise<CameOnline> {
    const args = [jid, resource, `${way.charAt(0)}${JSON.stringify(entry)}`, most, entry.at];
    const code = Number(await this.#set(this.#keys(gateway, jid), args));
    return CAME[code] ?? 'full';
  }

  /** Notes that these accounts are being probed: `set` tells of each that comes online soon that it answers. */
  async ask(gateway: string, jids: readonly string[]): Promise<void> {
    if (jids.length === 0) return;
    const key = keyName(this.#prefix, gateway, 'asked');
    await this.#redis
      .multi()
      .sadd(key, ...jids)
      .expire(key, ASKED_SECONDS)
      .exec();
  }

  /**
   * Unavailable presence of one resource, or of all without `resource`; tells whether it was the last one. What a contact
   * alone is told ends only what came to contacts alone.
   */
  async remove(gateway: string, jid: string, resource = '', way: PresenceWay = 'gateway'): Promise<boolean> {
    return Number(await this.#unset(this.#keys(gateway, jid), [jid, resource, way.charAt(0)])) === 1;
  }

  /** The resources online, by name; empty where the account is offline or unknown. */
  async online(gateway: string, jid: string): Promise<ReadonlyMap<string, PresenceEntry>> {
    const [presence, generation] = this.#keys(gateway, jid);
    const [hash, now] = await Promise.all([this.#redis.hgetall(presence ?? ''), this.#redis.get(generation ?? '')]);
    const entries = new Map<string, PresenceEntry>();
    if (hash.g !== (now ?? '0')) return entries;
    for (const [field, json] of Object.entries(hash)) {
      // The letter of the way stands before the JSON.
      if (field.startsWith('r')) entries.set(field.slice(1), JSON.parse(json.slice(json.indexOf('{'))));
    }
    return entries;
  }

  /** The stream was lost: everything is unknown. Returns how many accounts wait to be taken by `takeUnknown`. */
  async clear(gateway: string): Promise<number> {
    const keys = ['generation', 'online', 'unknown'].map((name) => keyName(this.#prefix, gateway, name));
    return Number(await this.#clear(keys, [UNKNOWN_SECONDS]));
  }

  /** Takes up to `count` of those who were online when the stream was lost, to be probed; each is given once. */
  async takeUnknown(gateway: string, count: number): Promise<readonly string[]> {
    return strings(await this.#redis.spop(keyName(this.#prefix, gateway, 'unknown'), count));
  }

  async countOnline(gateway: string): Promise<number> {
    return this.#redis.scard(keyName(this.#prefix, gateway, 'online'));
  }

  /** Accounts online, a page at a time, in no order; one that stays online comes at least once. `size` is a hint. */
  async page(gateway: string, from = '0', size = 500): Promise<OnlinePage> {
    const [next, jids] = await this.#redis.sscan(keyName(this.#prefix, gateway, 'online'), from, 'COUNT', size);
    return { jids, next: next === '0' ? undefined : next };
  }

  /** When the last session of each began (wall time, ms), in their order; undefined where none is known. */
  async lastLogins(gateway: string, jids: readonly string[]): Promise<readonly (number | undefined)[]> {
    if (jids.length === 0) return [];
    const found = await this.#redis.hmget(loginsKey(this.#prefix, gateway), ...jids);
    return found.map((at) => (at === null ? undefined : Number(at)));
  }

  #keys(gateway: string, jid: string): string[] {
    const own = [`p:${jid}`, 'generation', 'online'].map((name) => keyName(this.#prefix, gateway, name));
    const asked = keyName(this.#prefix, gateway, 'asked');
    return [...own, bouncesKey(this.#prefix, gateway), asked, loginsKey(this.#prefix, gateway)];
  }
}

/** When each user's last session with a gateway began: a hash by bare JID. */
export function loginsKey(prefix: string, gateway: string): string {
  return keyName(prefix, gateway, 'logins');
}
