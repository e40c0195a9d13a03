import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { StoreError } from './store-error.js';

/** The schema that this release writes and reads. */
export const SCHEMA_VERSION = 1;

/** Brings a store from one schema to the next. It is begun again after a crash, so it finds its work half done or done. */
type Migration = (redis: Redis, prefix: string) => Promise<void>;

/** By the schema that each begins with. There has been one schema only. */
const MIGRATIONS: ReadonlyMap<number, Migration> = new Map();

/** The schema of a store; undefined: it is empty. Throws a `StoreError` where it is none, or one of a newer release. */
export async function storedSchema(redis: Redis, prefix: string, newest = SCHEMA_VERSION): Promise<number | undefined> {
  const key = keyName(prefix, 'store', 'schema');
  const stored = await redis.get(key);
  if (stored === null) return undefined;
  if (!/^\d{1,9}$/.test(stored)) {
    throw new StoreError(`${key} in Redis is not a version number: does this database belong to something else?`);
  }
  if (Number(stored) > newest) {
    throw new StoreError(
      `this store was written by a newer release (schema ${stored}, this release knows ${newest}): ` +
        'start that release, or restore a backup made before the upgrade',
    );
  }
  return Number(stored);
}

/** Throws a `StoreError` where the store has another schema than this release; an empty one gets it. */
export async function checkSchema(redis: Redis, prefix: string): Promise<void> {
  await redis.setnx(keyName(prefix, 'store', 'schema'), SCHEMA_VERSION);
  const stored = await storedSchema(redis, prefix);
  if (stored === undefined || stored === SCHEMA_VERSION) return;
  throw new StoreError(
    `this store has the schema ${stored} of an earlier release, and this one writes ${SCHEMA_VERSION}: ` +
      'stop all processes, make a backup, and run: isthmus migrate --config FILE',
  );
}

/** The schemas that a store has to be taken from, one after the other; empty: nothing is to be done. Throws where there is no way. */
export async function schemaSteps(
  redis: Redis,
  prefix: string,
  { migrations = MIGRATIONS, newest = SCHEMA_VERSION } = {},
): Promise<readonly number[]> {
  const stored = (await storedSchema(redis, prefix, newest)) ?? newest;
  const steps = Array.from({ length: newest - stored }, (_, index) => stored + index);
  const missing = steps.find((step) => !migrations.has(step));
  if (missing === undefined) return steps;
  throw new StoreError(
    `this release does not read the schema ${missing} of this store: run isthmus migrate of a release in between first`,
  );
}

/** Takes the steps in their order; each is noted when it is done. */
export async function migrateSchema(
  redis: Redis,
  prefix: string,
  { migrations = MIGRATIONS, newest = SCHEMA_VERSION } = {},
): Promise<void> {
  for (const step of await schemaSteps(redis, prefix, { migrations, newest })) {
    await migrations.get(step)?.(redis, prefix);
    await redis.set(keyName(prefix, 'store', 'schema'), step + 1);
  }
}
