import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { scanKeys } from '../../../src/store/scan-keys.js';
import { sharedRedis } from '../../support/shared.js';

export interface TestStore {
  readonly store: Store;
  readonly url: string;
  readonly prefix: string;
  readonly keyFile: string;
  readonly dir: string;
  /** Another store on the same keys and Redis, as a second process has it. */
  again(options?: {
    readonly address?: { readonly url: string };
    readonly keyFile?: string;
    readonly environment?: Record<string, string>;
  }): Promise<Store>;
  close(): Promise<void>;
}

/** A store on a real Redis, under a prefix that nobody else has. */
export async function testStore(): Promise<TestStore> {
  const redis = await sharedRedis();
  const dir = await mkdtemp(join(tmpdir(), 'isthmus-store-'));
  const keyFile = join(dir, 'secret.key');
  const { url, prefix } = redis;
  const opened: Store[] = [];
  const again: TestStore['again'] = async (options = {}) => {
    const store = await openStore({
      address: { url },
      prefix,
      keyFile,
      clock: systemClock,
      log: silentLog,
      ...options,
    });
    opened.push(store);
    return store;
  };
  const store = await again();
  return {
    store,
    url,
    prefix,
    keyFile,
    dir,
    again,
    async close() {
      for await (const keys of scanKeys(store.redis, `${prefix}:*`))
        await Promise.all(keys.map((key) => store.redis.unlink(key)));
      await Promise.all(opened.map((one) => one.close()));
      await redis.close();
      await rm(dir, { recursive: true });
    },
  };
}
