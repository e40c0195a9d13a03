import { systemClock } from '../clock.js';
import type { Config } from '../config/load.js';
import { silentLog } from '../log.js';
import { type RedisAddress, redisAddress } from '../redis.js';
import { privateRedis } from '../store/private-redis.js';
import { openStore, type Store } from '../store/redis-store.js';
import type { CommandIo } from './command.js';

/** Opens the store of an installation, also while Isthmus runs, and closes it after `use`. Throws `StoreError` where it is not fit. */
export async function withStore<T>(
  config: Config,
  env: CommandIo['env'],
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const { url, fsync, maxMemory, prefix } = config.redis;
  const own =
    url === undefined ? await privateRedis({ dataDir: config.dataDir, fsync, maxMemory, log: silentLog }) : undefined;
  const address: RedisAddress = url === undefined ? { socket: own?.address.socket ?? '' } : redisAddress(url);
  try {
    const { keyFile } = config;
    const store = await openStore({ address, prefix, keyFile, environment: env, clock: systemClock, log: silentLog });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    await own?.stop();
  }
}
