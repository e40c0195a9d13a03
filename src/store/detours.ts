import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/** Conversations of a gateway whose messages go over another lane than their first choice, for who takes over a stream. */
export class Detours {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** All detours of a gateway: conversation to lane. */
  async all(gateway: string): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.#redis.hgetall(this.#key(gateway))));
  }

  async set(gateway: string, conversation: string, lane: string): Promise<void> {
    await this.#redis.hset(this.#key(gateway), conversation, lane);
  }

  async remove(gateway: string, conversation: string): Promise<void> {
    await this.#redis.hdel(this.#key(gateway), conversation);
  }

  #key(gateway: string): string {
    return keyName(this.#prefix, gateway, 'detours');
  }
}
