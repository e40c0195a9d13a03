import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/** The emojis that users have at messages, by a key of the caller's own, for as long as links are kept. */
export class Reactions {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #ttl: number;

  /** `ttl` in seconds. */
  constructor(redis: Redis, prefix: string, ttl: number) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#ttl = ttl;
  }

  /** Those that are stored, in one round trip. */
  async get(gateway: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, readonly string[]>();
    if (keys.length === 0) return found;
    const values = await this.#redis.mget(keys.map((key) => this.#key(gateway, key)));
    keys.forEach((key, at) => {
      const value = values[at];
      if (typeof value === 'string') found.set(key, JSON.parse(value) as readonly string[]);
    });
    return found;
  }

  async set(gateway: string, key: string, emojis: readonly string[]): Promise<void> {
    await this.#redis.set(this.#key(gateway, key), JSON.stringify(emojis), 'EX', this.#ttl);
  }

  #key(gateway: string, key: string): string {
    return keyName(this.#prefix, `reactions.${gateway}`, key);
  }
}
