import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { StoreError } from './store-error.js';

/**
 * In how many shares each gateway's accounts lie: fixed at the first start, because what waits for an account waits in the lane
 * of its share. Only `isthmus migrate` changes it.
 */
export class StoredShares {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #movingKey: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#key = keyName(prefix, 'store', 'shares');
    this.#movingKey = keyName(prefix, 'store', 'moving');
  }

  /** Stores the number at the first start. Throws a `StoreError` where another one is stored. */
  async settle(gateway: string, shares: number): Promise<void> {
    await this.#redis.hsetnx(this.#key, gateway, shares);
    const stored = await this.stored(gateway);
    if (stored === shares) return;
    throw new StoreError(
      `${gateway} lies in ${stored} lanes, and the config says ${shares} (gateways.${gateway}.lanes): write ${stored}, ` +
        'or stop all processes and run: isthmus migrate --config FILE',
    );
  }

  /** Undefined before the first start. */
  async stored(gateway: string): Promise<number | undefined> {
    const stored = await this.#redis.hget(this.#key, gateway);
    return stored === null ? undefined : Number(stored);
  }

  /** The number that a change goes to which has begun and has not ended. */
  async moving(gateway: string): Promise<number | undefined> {
    const moving = await this.#redis.hget(this.#movingKey, gateway);
    return moving === null ? undefined : Number(moving);
  }

  async begin(gateway: string, shares: number): Promise<void> {
    await this.#redis.hset(this.#movingKey, gateway, shares);
  }

  /** It has changed nothing, and will not. */
  async forget(gateway: string): Promise<void> {
    await this.#redis.hdel(this.#movingKey, gateway);
  }

  async end(gateway: string, shares: number): Promise<void> {
    await this.#redis.multi().hset(this.#key, gateway, shares).hdel(this.#movingKey, gateway).exec();
  }
}
