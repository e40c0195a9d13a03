import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/**
 * Marks of what was taken already, each for a time, one round trip for a whole group.
 *
 * To lose nothing over a crash: ask `seen`, hand the message on, `mark` it when that is known to have worked. A crash
 * between the last two repeats a message, never loses one.
 */
export class Dedupe {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** For each key, whether it is marked. */
  async seen(keys: readonly string[]): Promise<boolean[]> {
    if (keys.length === 0) return [];
    return (await this.#redis.mget(keys.map((key) => this.#key(key)))).map((value) => value !== null);
  }

  /** Marks all keys for `ttl` seconds from now. */
  async mark(keys: readonly string[], ttl: number): Promise<void> {
    await Promise.all(keys.map((key) => this.#redis.set(this.#key(key), '', 'EX', ttl)));
  }

  #key(key: string): string {
    return keyName(this.#prefix, 'dedupe', key);
  }
}
