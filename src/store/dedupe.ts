import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { Values } from './values.js';

/**
 * Marks of what was taken already, each for a time, one round trip for a whole group.
 *
 * To lose nothing over a crash: ask `seen`, hand the message on, `mark` it when that is known to have worked. A crash
 * between the last two repeats a message, never loses one.
 */
export class Dedupe {
  readonly #values: Values;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#values = new Values(redis);
    this.#prefix = prefix;
  }

  /** For each key, whether it is marked. */
  async seen(keys: readonly string[]): Promise<boolean[]> {
    return await Promise.all(keys.map(async (key) => (await this.#values.get(this.#key(key))) !== null));
  }

  /** Marks all keys for `ttl` seconds from now. */
  async mark(keys: readonly string[], ttl: number): Promise<void> {
    await Promise.all(keys.map((key) => this.#values.set(this.#key(key), '', ttl)));
  }

  #key(key: string): string {
    return keyName(this.#prefix, 'dedupe', key);
  }
}
