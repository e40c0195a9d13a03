import type { Redis } from 'ioredis';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';
import { Values } from './values.js';

// For each counter its seconds. Counts up to 2^31 - 1 and goes on at 0.
const COUNT = `
local answer = {}
for i, key in ipairs(KEYS) do
  local value = redis.call('INCR', key)
  if value >= 2147483648 then
    value = value % 2147483648
    redis.call('SET', key, value)
  end
  redis.call('EXPIRE', key, ARGV[i])
  answer[i] = value
end
return answer`;

const MERGE = `
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return redis.call('HGETALL', KEYS[1])`;

// For each key: ttl, lowest score that stays, number of members to add, then (member, score) for each. Answer: for each
// key the number of members, then the members.
const RANK = `
local at, answer = 1, {}
for _, key in ipairs(KEYS) do
  local ttl, lowest, n = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  for i = at + 3, at + 2 + 2 * n, 2 do redis.call('ZADD', key, ARGV[i + 1], ARGV[i]) end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. lowest)
  redis.call('EXPIRE', key, ttl)
  local members = redis.call('ZREVRANGE', key, 0, -1)
  answer[#answer + 1] = tostring(#members)
  for _, member in ipairs(members) do answer[#answer + 1] = member end
  at = at + 3 + 2 * n
end
return answer`;

// For each request: ttl, number of counters, then (amount, limit) for each. Of one request first all counters are looked at,
// then all are added to. Answer: for each request the place of the first counter that would exceed its limit, 0 where all were
// added to.
const SPEND = `
local at, first, answer = 1, 0, {}
while at <= #ARGV do
  local ttl, n, over, known = ARGV[at], tonumber(ARGV[at + 1]), 0, {}
  for i = 1, n do
    local by, limit = tonumber(ARGV[at + 2 * i]), tonumber(ARGV[at + 2 * i + 1])
    if over == 0 and by > 0 then
      local value = redis.call('GET', KEYS[first + i])
      known[i] = value
      if tonumber(value or '0') + by > limit then over = i end
    end
  end
  if over == 0 then
    for i = 1, n do
      redis.call('INCRBYFLOAT', KEYS[first + i], ARGV[at + 2 * i])
      -- One that was there has its end already.
      if not known[i] and redis.call('TTL', KEYS[first + i]) < 0 then redis.call('EXPIRE', KEYS[first + i], ttl) end
    end
  end
  answer[#answer + 1] = over
  at, first = at + 2 + 2 * n, first + n
end
return answer`;

// For each key: ttl ('' for none), number of strings, then names and values in turn.
const SET_FIELDS = `
local at = 1
for _, key in ipairs(KEYS) do
  local n = tonumber(ARGV[at + 1])
  for i = at + 2, at + n, 2 do redis.call('HSET', key, ARGV[i], ARGV[i + 1]) end
  if ARGV[at] ~= '' then redis.call('EXPIRE', key, ARGV[at]) end
  at = at + 2 + n
end
return #KEYS`;

// For each key the number of strings of its hash, then the strings.
const FIELDS = `
local answer = {}
for _, key in ipairs(KEYS) do
  local flat = redis.call('HGETALL', key)
  answer[#answer + 1] = tostring(#flat)
  for _, text in ipairs(flat) do answer[#answer + 1] = text end
end
return answer`;

/** Families of keys begin with this, a dot, and the owner. */
export const KV_FAMILY = 'kv';

interface Amount {
  readonly key: string;
  readonly by: number;
  readonly limit: number;
}

interface Counter {
  readonly key: string;
  readonly ttl: number;
}

interface Change {
  readonly key: string;
  readonly flat: readonly string[];
  readonly ttl: number | undefined;
}

interface Spending {
  readonly amounts: readonly Amount[];
  readonly ttl: number;
}

interface Ranking {
  readonly key: string;
  readonly add: Readonly<Record<string, number>>;
  readonly dropBelow: number;
  readonly ttl: number;
}

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
  readonly #spend: Script;
  readonly #fields: Script;
  readonly #setFields: Script;
  readonly #values: Values;
  readonly #counts = new Grouped((counters: readonly Counter[]) => this.#countAll(counters));
  readonly #spendings = new Grouped((spendings: readonly Spending[]) => this.#spendAll(spendings));
  readonly #changes = new Grouped((changes: readonly Change[]) => this.#change(changes));
  readonly #hashes = new Grouped((keys: readonly string[]) => this.#fieldsOf(keys));
  readonly #rankings = new Grouped((rankings: readonly Ranking[]) => this.#rankAll(rankings));

  constructor(redis: Redis, prefix: string, owner: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#family = `${KV_FAMILY}.${owner}`;
    this.#values = new Values(redis);
    this.#count = defineScript(redis, 'isthmusKvCount', COUNT);
    this.#merge = defineScript(redis, 'isthmusKvMerge', MERGE);
    this.#rank = defineScript(redis, 'isthmusKvRank', RANK);
    this.#setFields = defineScript(redis, 'isthmusKvSetFields', SET_FIELDS);
    this.#fields = defineScript(redis, 'isthmusKvFields', FIELDS);
    this.#spend = defineScript(redis, 'isthmusKvSpend', SPEND);
  }

  /** The value, or undefined where none is (or its time is over). */
  async get<T>(key: string): Promise<T | undefined> {
    const text = await this.#values.get(this.#key('v', key));
    return text === null ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, ttl: number): Promise<void> {
    await this.#values.set(this.#key('v', key), JSON.stringify(value), ttl);
  }

  async setAll(values: Readonly<Record<string, unknown>>, ttl: number): Promise<void> {
    await this.#values.setAll(
      Object.entries(values).map(([key, value]) => ({
        key: this.#key('v', key),
        value: JSON.stringify(value),
        seconds: ttl,
      })),
    );
  }

  /** Sets only where nothing is; tells whether it did. */
  async add(key: string, value: unknown, ttl: number): Promise<boolean> {
    return (await this.#redis.set(this.#key('v', key), JSON.stringify(value), 'EX', ttl, 'NX')) === 'OK';
  }

  async remove(key: string): Promise<void> {
    await this.#redis.del(this.#key('v', key), this.#key('c', key), this.#key('h', key), this.#key('z', key));
  }

  /** Counts up and returns the new value, modulo 2^31. What is counted in one moment shares a round trip. */
  count(key: string, ttl: number): Promise<number> {
    return this.#counts.add({ key: this.#key('c', key), ttl });
  }

  /**
   * Adds to counters where none exceeds its limit by it; the key of the one that would, undefined where all were added to.
   * What is spent in one moment shares a round trip.
   */
  async spend(amounts: readonly Amount[], ttl: number): Promise<string | undefined> {
    const place = await this.#spendings.add({ amounts, ttl });
    return amounts[place - 1]?.key;
  }

  /** What a counter has come to. */
  async spent(key: string): Promise<number> {
    return Number((await this.#redis.get(this.#key('c', key))) ?? 0);
  }

  /** Sets fields of a hash and returns the whole hash as it is then; atomic. */
  async merge(key: string, fields: Readonly<Record<string, string>>, ttl: number): Promise<Record<string, string>> {
    return hashOf(strings(await this.#merge([this.#key('h', key)], [ttl, ...Object.entries(fields).flat()])));
  }

  /** All fields of a hash; none where there is no hash. Hashes asked for in one moment share a round trip. */
  fields(key: string): Promise<Record<string, string>> {
    return this.#hashes.add(this.#key('h', key));
  }

  /**
   * Sets fields of a hash and leaves the others. Without `ttl` the hash lives as long as it did, or for ever. What is set in one
   * moment shares a round trip.
   */
  async setFields(key: string, fields: Readonly<Record<string, string>>, ttl?: number): Promise<void> {
    const flat: string[] = [];
    for (const [name, value] of Object.entries(fields)) flat.push(name, value);
    if (flat.length > 0) await this.#changes.add({ key: this.#key('h', key), flat, ttl });
  }

  /** Removes fields of a hash; it is gone with its last field. */
  async removeFields(key: string, names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#redis.hdel(this.#key('h', key), ...names);
  }

  /**
   * Adds scored members to a ranking, drops those scored below `dropBelow`, returns the members, highest first. Rankings
   * of one moment share a round trip.
   */
  rank(key: string, add: Readonly<Record<string, number>>, dropBelow: number, ttl: number): Promise<readonly string[]> {
    return this.#rankings.add({ key, add, dropBelow, ttl });
  }

  async #countAll(counters: readonly Counter[]): Promise<readonly number[]> {
    const keys = counters.map(({ key }) => key);
    return strings(
      await this.#count(
        keys,
        counters.map(({ ttl }) => ttl),
      ),
    ).map(Number);
  }

  async #spendAll(spendings: readonly Spending[]): Promise<readonly number[]> {
    const keys = spendings.flatMap(({ amounts }) => amounts.map(({ key }) => this.#key('c', key)));
    const args = spendings.flatMap(({ amounts, ttl }) => [
      ttl,
      amounts.length,
      ...amounts.flatMap(({ by, limit }) => [by, limit]),
    ]);
    return strings(await this.#spend(keys, args)).map(Number);
  }

  async #change(changes: readonly Change[]): Promise<readonly true[]> {
    await this.#setFields(
      changes.map(({ key }) => key),
      changes.flatMap(({ flat, ttl = '' }) => [ttl, flat.length, ...flat]),
    );
    return changes.map(() => true);
  }

  async #fieldsOf(keys: readonly string[]): Promise<readonly Record<string, string>[]> {
    return lists(strings(await this.#fields(keys, []))).map(hashOf);
  }

  async #rankAll(rankings: readonly Ranking[]): Promise<string[][]> {
    const args = rankings.flatMap(({ add, dropBelow, ttl }) => {
      const members = Object.entries(add);
      return [ttl, dropBelow, members.length, ...members.flat()];
    });
    const keys = rankings.map(({ key }) => this.#key('z', key));
    return lists(strings(await this.#rank(keys, args)));
  }

  #key(form: 'v' | 'c' | 'h' | 'z', key: string): string {
    return keyName(this.#prefix, this.#family, `${form}:${key}`);
  }
}

/** What a script gave as one list: for each of several lists its length, then what is in it. */
function lists(flat: readonly string[]): string[][] {
  const found: string[][] = [];
  for (let at = 0; at < flat.length; ) {
    const end = at + 1 + Number(flat[at]);
    found.push(flat.slice(at + 1, end));
    at = end;
  }
  return found;
}

/** Names and values in turn, as Redis gives a hash. */
function hashOf(flat: readonly string[]): Record<string, string> {
  const hash = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) hash.set(flat[i] ?? '', flat[i + 1] ?? '');
  return Object.fromEntries(hash);
}
