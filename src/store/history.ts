import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';

/** Buckets of equal length: how long one is, and how long it is kept, ms. */
export interface HistoryLevel {
  readonly name: string;
  readonly step: number;
  readonly kept: number;
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** The finest first. */
export const HISTORY_LEVELS = [
  { name: 's', step: 10 * SECOND, kept: 70 * MINUTE },
  { name: 'm', step: MINUTE, kept: 25 * HOUR },
  { name: 'h', step: HOUR, kept: 31 * 24 * HOUR },
] as const satisfies readonly HistoryLevel[];

// KEYS: a bucket of each level. ARGV: seconds that each is kept, then field and count in turns.
const ADD = `
for i, key in ipairs(KEYS) do
  for j = #KEYS + 1, #ARGV, 2 do redis.call('HINCRBY', key, ARGV[j], ARGV[j + 1]) end
  redis.call('EXPIRE', key, ARGV[i])
end
return 1`;

/** Most counts of one script: bounds the time for which it holds Redis. */
const MOST = 500;
/** Buckets that are read in one trip. */
const AT_ONCE = 240;

/** Sums over time: a hash of named counts for each bucket of each level. */
export class HistoryStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #add: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#add = defineScript(redis, 'isthmusHistoryAdd', ADD);
  }

  /** Adds to the buckets of this moment, in one trip. `now`: wall time, ms. */
  async add(now: number, counts: ReadonlyMap<string, number>): Promise<void> {
    const keys = HISTORY_LEVELS.map((level) => this.#key(level, now));
    const kept = HISTORY_LEVELS.map(({ step, kept: ms }) => Math.ceil((step + ms) / SECOND));
    const all = [...counts];
    const calls: Promise<unknown>[] = [];
    for (let at = 0; at < all.length; at += MOST) {
      calls.push(this.#add(keys, [...kept, ...all.slice(at, at + MOST).flat()]));
    }
    await Promise.all(calls);
  }

  /** The buckets that begin from `from` on and before `to`, the oldest first; an empty one where nothing was counted. */
  async read(level: HistoryLevel, from: number, to: number): Promise<readonly ReadonlyMap<string, number>[]> {
    const first = Math.floor(from / level.step) * level.step;
    const starts = Array.from({ length: Math.ceil((to - first) / level.step) }, (_, n) => first + n * level.step);
    const buckets: ReadonlyMap<string, number>[] = [];
    for (let at = 0; at < starts.length; at += AT_ONCE) {
      const some = starts.slice(at, at + AT_ONCE).map((start) => this.#redis.hgetall(this.#key(level, start)));
      for (const hash of await Promise.all(some)) {
        buckets.push(new Map(Object.entries(hash).map(([field, count]) => [field, Number(count)])));
      }
    }
    return buckets;
  }

  #key({ name, step }: HistoryLevel, at: number): string {
    return keyName(this.#prefix, 'history', `${name}:${Math.floor(at / step)}`);
  }
}
