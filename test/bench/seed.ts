import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { redisAddress } from '../../src/redis.js';
import { openStore } from '../../src/store/redis-store.js';

const TOGETHER = 2000;

/** Redis' own count of its memory in MB (10^6 octets). */
async function usedMb(redis: { info(section: string): Promise<string> }): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0) / 1e6;
}

/**
 * Registers `u0` to `u<count-1>` of a domain with a gateway, through the store that the gateway uses. Returns what they
 * cost in Redis, in MB.
 */
export async function registerUsers(options: {
  redisUrl: string;
  keyFile: string;
  gateway: string;
  domain: string;
  from?: number;
  count: number;
  /** What keys in Redis begin with, where that is not the default. */
  prefix?: string | undefined;
}): Promise<number> {
  const { redisUrl, keyFile, gateway, domain, from = 0, count, prefix } = options;
  const store = await openStore({
    address: redisAddress(redisUrl),
    keyFile,
    clock: systemClock,
    log: silentLog,
    ...(prefix === undefined ? {} : { prefix }),
  });
  try {
    const before = await usedMb(store.redis);
    for (let first = from; first < count; first += TOGETHER) {
      const batch = Array.from({ length: Math.min(TOGETHER, count - first) }, (_, index) => first + index);
      await Promise.all(
        batch.map((n) =>
          store.accounts.create(
            gateway,
            `u${n}@${domain}`,
            { fields: { name: `User ${n}`, country: 'US' } },
            Date.now(),
          ),
        ),
      );
    }
    return (await usedMb(store.redis)) - before;
  } finally {
    await store.close();
  }
}

/** Registers one JID. */
export async function registerOne(redisUrl: string, keyFile: string, gateway: string, jid: string): Promise<void> {
  const store = await openStore({ address: redisAddress(redisUrl), keyFile, clock: systemClock, log: silentLog });
  try {
    await store.accounts.create(gateway, jid, { fields: { name: 'Bench', country: 'US' } }, Date.now());
  } finally {
    await store.close();
  }
}
