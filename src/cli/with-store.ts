import { systemClock } from '../clock.js';
import type { Config } from '../config/load.js';
import { silentLog } from '../log.js';
import { type RedisAddress, redisAddress } from '../redis.js';
import { privateRedis } from '../store/private-redis.js';
import { openStore, type Store } from '../store/redis-store.js';
import type { CommandIo } from './command.js';

/** Finds the Redis of an installation, starts it where it is a private one that does not run, and leaves it as it was. */
export async function withRedis<T>(config: Config, use: (address: RedisAddress) => Promise<T>): Promise<T> {
  const { url, replicas, fsync, maxMemory } = config.redis;
  if (url !== undefined) return await use(redisAddress(url, replicas));
  const own = await privateRedis({ dataDir: config.dataDir, fsync, maxMemory, log: silentLog });
  try {
    return await use(own.address);
  } finally {
    await own.stop();
  }
}

/** Opens the store of an installation, also while Isthmus runs, and closes it after `use`. Throws `StoreError` where it is not fit. */
export async function withStore<T>(
  config: Config,
  env: CommandIo['env'],
  use: (store: Store) => Promise<T>,
): Promise<T> {
  return await withRedis(config, async (address) => {
    const { keyFile } = config;
    const { prefix } = config.redis;
    const store = await openStore({ address, prefix, keyFile, environment: env, clock: systemClock, log: silentLog });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  });
}
