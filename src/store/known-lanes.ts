import type { Redis } from 'ioredis';
import { keyName } from './keys.js';

/** The lanes that gateways ever had, so that what lies in one that the config no longer names is found. */
export class KnownLanes {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** Notes the lanes of the config and returns the others that are known. */
  async note(gateway: string, lanes: readonly string[]): Promise<readonly string[]> {
    const key = keyName(this.#prefix, gateway, 'lanes');
    if (lanes.length > 0) await this.#redis.sadd(key, ...lanes);
    return await this.others(gateway, lanes);
  }

  /** Those that are known besides these. */
  async others(gateway: string, lanes: readonly string[]): Promise<readonly string[]> {
    const known = await this.#redis.smembers(keyName(this.#prefix, gateway, 'lanes'));
    return known.filter((lane) => !lanes.includes(lane)).sort();
  }

  async forget(gateway: string, lane: string): Promise<void> {
    await this.#redis.srem(keyName(this.#prefix, gateway, 'lanes'), lane);
  }
}
