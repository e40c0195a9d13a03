import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** How a contact shows itself to one user. */
export interface ContactState {
  readonly available: boolean;
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd';
  readonly status?: string;
  /** Wall time of the last activity, ms since the epoch. */
  readonly idleSince?: number;
}

// One hash an account: contact -> JSON. KEYS: contacts' presence, roster, accounts online. ARGV: contact, JSON, bare JID,
// most contacts. A contact whose presence nobody may see is kept too, because a subscription may follow.
const SET = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return 0 end
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local bits = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
if bit.band(bits, 1) == 0 or redis.call('SISMEMBER', KEYS[3], ARGV[3]) == 0 then return 0 end
return 1`;

/** What the network last told of contacts' presence. `Accounts.remove` removes it too. */
export class ContactPresences {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #set: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#set = defineScript(redis, 'isthmusContactPresenceSet', SET);
  }

  /** Keeps it. True where it is new and the user is online and may see it, so that it has to be told. */
  async set(gateway: string, jid: string, contact: string, state: ContactState, most = 10_000): Promise<boolean> {
    const keys = [`c:${jid}`, `r:${jid}`, 'online'].map((name) => keyName(this.#prefix, gateway, name));
    return Number(await this.#set(keys, [contact, JSON.stringify(state), jid, most])) === 1;
  }

  async remove(gateway: string, jid: string, contact: string): Promise<void> {
    await this.#redis.hdel(keyName(this.#prefix, gateway, `c:${jid}`), contact);
  }

  /** Of the contacts named, in their order; undefined where nothing was told. */
  async get(gateway: string, jid: string, contacts: readonly string[]): Promise<readonly (ContactState | undefined)[]> {
    if (contacts.length === 0) return [];
    const values = strings(await this.#redis.hmget(keyName(this.#prefix, gateway, `c:${jid}`), ...contacts));
    return values.map(readContactState);
  }
}

/** What is written in the hash of contacts' presence; '' is nothing. */
export function readContactState(json: string): ContactState | undefined {
  return json === '' ? undefined : (JSON.parse(json) as ContactState);
}
