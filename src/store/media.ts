import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';

/** What is known of a file that we keep. */
export interface MediaRecord {
  readonly id: string;
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  /** Whether a browser may show it in its window. */
  readonly inline: boolean;
  /** Octets. */
  readonly size: number;
  /** SHA-256, base64. */
  readonly hash: string;
  /** Bare JID whose quota it uses. */
  readonly account: string;
  /** Wall times, ms. */
  readonly at: number;
  readonly expires: number;
}

interface MediaQuota {
  /** Octets that all files together, and those of one account, may have. */
  readonly total: number;
  readonly account: number;
}

// The ledger: `expiry` (id by its time), `held` (id -> "size account"), `used` (account -> octets; '' is all together).
// Beside it each file has a record of its own, which Redis forgets at its time. What a file uses is counted until the
// ledger is told that it is gone from the disk.
const TAKE = `
local size, account = tonumber(ARGV[2]), ARGV[3]
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 'there' end
if tonumber(redis.call('HGET', KEYS[3], '') or '0') + size > tonumber(ARGV[5]) then return 'total' end
if tonumber(redis.call('HGET', KEYS[3], account) or '0') + size > tonumber(ARGV[6]) then return 'account' end
redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. account)
redis.call('HINCRBY', KEYS[3], '', ARGV[2])
redis.call('HINCRBY', KEYS[3], account, ARGV[2])
redis.call('SET', KEYS[4], ARGV[7], 'PXAT', ARGV[4])
return 'taken'`;

const DROP = `
redis.call('DEL', KEYS[4])
redis.call('ZREM', KEYS[1], ARGV[1])
local held = redis.call('HGET', KEYS[2], ARGV[1])
if not held then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
local size, account = string.match(held, '^(%d+) (.*)$')
for _, who in ipairs({'', account}) do
  if redis.call('HINCRBY', KEYS[3], who, '-' .. size) <= 0 then redis.call('HDEL', KEYS[3], who) end
end
return 1`;

/** What we keep of files: who uses how much, and until when. The files themselves are on the disk. */
export class MediaLedger {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #take: Script;
  readonly #drop: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#take = defineScript(redis, 'isthmusMediaTake', TAKE);
    this.#drop = defineScript(redis, 'isthmusMediaDrop', DROP);
  }

  /** Enters a file, if the quota allows; else tells which one does not. */
  async take(record: MediaRecord, quota: MediaQuota): Promise<'taken' | 'total' | 'account'> {
    const { id, size, account, expires } = record;
    const args = [id, size, account, expires, quota.total, quota.account, JSON.stringify(record)];
    const answer = String(await this.#take(this.#keys(id), args));
    if (answer === 'taken' || answer === 'total' || answer === 'account') return answer;
    throw new Error(`the ledger of files has the id ${id} already`);
  }

  /** The record of a file whose time is not over. */
  async get(id: string): Promise<MediaRecord | undefined> {
    const text = await this.#redis.get(this.#key(`file:${id}`));
    return text === null ? undefined : (JSON.parse(text) as MediaRecord);
  }

  /** Strikes a file out, once. Its octets are free again. */
  async drop(id: string): Promise<void> {
    await this.#drop(this.#keys(id), [id]);
  }

  /** Ids whose time was over at `now`, at most `count`, the oldest first. */
  async expired(now: number, count: number): Promise<readonly string[]> {
    return await this.#redis.zrangebyscore(this.#key('expiry'), '-inf', now, 'LIMIT', 0, count);
  }

  /** For each id whether it is entered. */
  async known(ids: readonly string[]): Promise<readonly boolean[]> {
    if (ids.length === 0) return [];
    return (await this.#redis.hmget(this.#key('held'), ...ids)).map((value) => value !== null);
  }

  /** All ids, in parts. */
  async *ids(): AsyncGenerator<readonly string[]> {
    let cursor = '0';
    do {
      const [next, members] = await this.#redis.zscan(this.#key('expiry'), cursor, 'COUNT', 500);
      cursor = next;
      yield members.filter((_, index) => index % 2 === 0);
    } while (cursor !== '0');
  }

  /** Octets that an account uses, or all together. */
  async used(account = ''): Promise<number> {
    return Number((await this.#redis.hget(this.#key('used'), account)) ?? 0);
  }

  #keys(id: string): readonly string[] {
    return [this.#key('expiry'), this.#key('held'), this.#key('used'), this.#key(`file:${id}`)];
  }

  #key(rest: string): string {
    return keyName(this.#prefix, 'media', rest);
  }
}
