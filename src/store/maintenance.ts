import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { scanKeys } from './scan-keys.js';
import { StoreError } from './store-error.js';

/** What changes a whole store: nothing else may work on it until that is done. */
type Maintenance = 'restore' | 'migrate';

/** What to do where it was interrupted. */
const AGAIN: Readonly<Record<Maintenance, string>> = {
  restore: 'isthmus restore FILE --config FILE --force',
  migrate: 'isthmus migrate --config FILE',
};

const key = (prefix: string): string => keyName(prefix, 'store', 'maintenance');

/** Throws a `StoreError` where something that changes the whole store has begun and has not ended. */
export async function refuseDuringMaintenance(redis: Redis, prefix: string): Promise<void> {
  const what = await redis.get(key(prefix));
  if (what === null) return;
  throw new StoreError(
    `this store is being changed as a whole (${what}). If nothing of that runs any more, it was interrupted: run it again (${AGAIN[what as Maintenance] ?? what})`,
  );
}

/** The same for what itself changes the store; true where it was interrupted, and goes on. */
export async function refuseOtherMaintenance(redis: Redis, prefix: string, own: Maintenance): Promise<boolean> {
  if ((await redis.get(key(prefix))) === own) return true;
  await refuseDuringMaintenance(redis, prefix);
  return false;
}

/** Begun before the first change; whoever opens the store until `endMaintenance` is refused, also after a crash. */
export async function beginMaintenance(redis: Redis, prefix: string, what: Maintenance): Promise<void> {
  await redis.set(key(prefix), what);
}

/** Lets processes start again. */
export async function endMaintenance(redis: Redis, prefix: string): Promise<void> {
  await redis.del(key(prefix));
}

/** The name of its key, which is no part of what is backed up. */
export const maintenanceKey = key;

/** What in a store shows that a process of Isthmus works on it; undefined: none does. */
export async function whoWorks(redis: Redis, prefix: string): Promise<string | undefined> {
  for (const pattern of [`${prefix}:{role.*}:processes`, `${prefix}:{*}:holder`]) {
    for await (const keys of scanKeys(redis, pattern)) {
      for (const one of keys) {
        const name = pattern.endsWith('holder') ? await redis.get(one) : (await redis.zrange(one, '-1', '-1'))[0];
        if (name !== null && name !== undefined) return name;
      }
    }
  }
  return undefined;
}
