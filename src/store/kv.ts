import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

// Counts up to 2^31 - 1 and goes on at 0.
const COUNT = `
local value = redis.call('INCR', KEYS[1])
if value >= 2147483648 then
  value = value % 2147483648
  redis.call('SET', KEYS[1], value)
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return value`;

const MERGE = `
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return redis.call('HGETALL', KEYS[1])`;

const RANK = `
for i = 3, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return redis.call('ZREVRANGE', KEYS[1], 0, -1)`;

/**
 * A small keyed store for one owner (a gateway). Values are JSON. The four forms (value, counter, hash, ranking) of one
 * key stand apart; `remove` removes them all. Every `ttl` is in seconds, whole and positive.
 */
export class KeyValueStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #family: string;
  readonly #count: Script;
  readonly #merge: Script;
  readonly #rank: Script;

  constructor(redis: Redis, prefix: string, owner: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#family = `kv.${owner}`;
    this.#count = defineScript(redis, 'isthmusKvCount', COUNT);
    this.#merge = defineScript(redis, 'isthmusKvMerge', MERGE);
    this.#rank = defineScript(redis, 'isthmusKvRank', RANK);
  }

  /** The value, or undefined where none is (or its time is over). */
  async get<T>(key: string): Promise<T | undefined> {
    const text = await this.#redis.get(this.#key('v', key));
    return text === null ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, ttl: number): Promise<void> {
    await this.#redis.set(this.#key('v', key), JSON.stringify(value), 'EX', ttl);
  }

  /** Sets only where nothing is; tells whether it did. */
  async add(key: string, value: unknown, ttl: number): Promise<boolean> {
    return (await this.#redis.set(this.#key('v', key), JSON.stringify(value), 'EX', ttl, 'NX')) === 'OK';
  }

  async remove(key: string): Promise<void> {
    await this.#redis.del(this.#key('v', key), this.#key('c', key), this.#key('h', key), this.#key('z', key));
  }

  /** Counts up and returns the new value, modulo 2^31. */
  async count(key: string, ttl: number): Promise<number> {
    return Number(await this.#count([this.#key('c', key)], [ttl]));
  }

  /** Sets fields of a hash and returns the whole hash as it is then; atomic. */
  async merge(key: string, fields: Readonly<Record<string, string>>, ttl: number): Promise<Record<string, string>> {
    const flat = strings(await this.#merge([this.#key('h', key)], [ttl, ...Object.entries(fields).flat()]));
    const hash = new Map<string, string>();
    for (let i = 0; i + 1 < flat.length; i += 2) hash.set(flat[i] ?? '', flat[i + 1] ?? '');
    return Object.fromEntries(hash);
  }

  /** Adds scored members to a ranking, drops those scored below `dropBelow`, returns the members, highest first. */
  async rank(
    key: string,
    add: Readonly<Record<string, number>>,
    dropBelow: number,
    ttl: number,
  ): Promise<readonly string[]> {
    return strings(await this.#rank([this.#key('z', key)], [ttl, dropBelow, ...Object.entries(add).flat()]));
  }

  #key(form: 'v' | 'c' | 'h' | 'z', key: string): string {
    return keyName(this.#prefix, this.#family, `${form}:${key}`);
  }
}
