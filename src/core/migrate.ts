import type { Account, Gateway } from '../../gateways/gateway.js';
import { labelOf, ownerOf } from '../account-id.js';
import type { Clock } from '../clock.js';
import { moveLane, UnreadableLane } from '../lanes/move.js';
import type { Log } from '../log.js';
import type { RedisAddress } from '../redis.js';
import { KnownLanes } from '../store/known-lanes.js';
import { KeyValueStore } from '../store/kv.js';
import { beginMaintenance, endMaintenance, refuseOtherMaintenance, whoWorks } from '../store/maintenance.js';
import { migrateSchema, SCHEMA_VERSION, schemaSteps, storedSchema } from '../store/migrations.js';
import { connectedStore } from '../store/redis-store.js';
import { keptBy, openSecrets, type Secrets } from '../store/secrets.js';
import { StoredShares } from '../store/shares.js';
import { StoreError } from '../store/store-error.js';

interface MigrateOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  readonly keyFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Those of the config, with the number of shares that is wanted. */
  readonly gateways: readonly Gateway[];
  /** Only tells what would be done. */
  readonly dry: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was moved, or would be, because a gateway has another number of lanes now. */
export interface ShareMove {
  readonly gateway: string;
  /** Undefined: none was stored. */
  readonly from: number | undefined;
  readonly to: number;
  readonly envelopes: number;
  readonly waits: number;
}

interface Migrated {
  readonly schema: number;
  /** The schemas that were left behind. */
  readonly schemas: readonly number[];
  readonly moves: readonly ShareMove[];
}

type Redis = Awaited<ReturnType<typeof connectedStore>>;

/**
 * Brings the store to the schema of this release, and what waits to the lanes of the number of shares that the gateways have. From
 * the first change to the last nobody can open the store, also after a crash; run again, it goes on. Throws a `StoreError` with
 * the next step.
 */
export async function migrateStore(options: MigrateOptions): Promise<Migrated> {
  const { address, prefix, gateways, dry, clock, log } = options;
  const redis = await connectedStore(address, clock, log);
  try {
    const interrupted = await refuseOtherMaintenance(redis, prefix, 'migrate');
    const schema = await storedSchema(redis, prefix);
    if (schema === undefined) return { schema: SCHEMA_VERSION, schemas: [], moves: [] };
    const schemas = await schemaSteps(redis, prefix);
    const shares = new StoredShares(redis, prefix);
    const wanted: { readonly gateway: Gateway; readonly to: number; readonly from: number | undefined }[] = [];
    for (const gateway of gateways) {
      const { name, shares: to } = gateway;
      if (to === undefined) continue;
      const moving = await shares.moving(name);
      if (moving !== undefined && moving !== to) {
        throw new StoreError(
          `a change of ${name} to ${moving} lanes was interrupted: end it first with --shares ${name}=${moving}`,
        );
      }
      const from = await shares.stored(name);
      if (from !== to || moving !== undefined) wanted.push({ gateway, to, from });
    }
    const looked = await Promise.all(wanted.map(({ gateway }) => moveGateway(redis, prefix, gateway, true)));
    const moves = wanted.map(({ gateway, to, from }, index) => ({
      ...(looked[index] ?? { envelopes: 0, waits: 0 }),
      gateway: gateway.name,
      from,
      to,
    }));
    const done = { schema: SCHEMA_VERSION, schemas, moves };
    if (dry || (schemas.length + moves.length === 0 && !interrupted)) return done;
    await refuseWhileRunning(redis, prefix);
    for (const { gateway, to } of wanted) await shares.begin(gateway.name, to);
    await beginMaintenance(redis, prefix, 'migrate');
    try {
      // Who started just before has shown itself by now.
      if (!interrupted) await refuseWhileRunning(redis, prefix);
    } catch (error) {
      for (const { gateway } of wanted) await shares.forget(gateway.name);
      await endMaintenance(redis, prefix);
      throw error;
    }
    await migrateSchema(redis, prefix);
    const secrets = await openSecrets(redis, prefix, options.keyFile, options.environment);
    for (const { gateway, to } of wanted) {
      await moveGateway(redis, prefix, gateway, false);
      await moveKept(redis, prefix, gateway, secrets);
      await shares.end(gateway.name, to);
    }
    await endMaintenance(redis, prefix);
    return done;
  } catch (error) {
    if (!(error instanceof UnreadableLane)) throw error;
    throw new StoreError(`${error.message}: start that release, and let it send them first`);
  } finally {
    redis.disconnect();
  }
}

async function refuseWhileRunning(redis: Redis, prefix: string): Promise<void> {
  const works = await whoWorks(redis, prefix);
  if (works === undefined) return;
  throw new StoreError(
    `Isthmus runs on this store (${works}): stop all its processes. After a crash wait for lanes.lease, twice.`,
  );
}

async function moveGateway(
  redis: Redis,
  prefix: string,
  gateway: Gateway,
  dry: boolean,
): Promise<{ readonly envelopes: number; readonly waits: number }> {
  let [envelopes, waits] = [0, 0];
  for (const lane of await lanesEver(redis, prefix, gateway)) {
    const moved = await moveLane({ redis, prefix, lane, laneOf: (account) => laneOf(gateway, account, lane), dry });
    envelopes += moved.envelopes;
    waits += moved.waits;
  }
  return { envelopes, waits };
}

async function moveKept(redis: Redis, prefix: string, gateway: Gateway, secrets: Secrets): Promise<void> {
  const { name } = gateway;
  await gateway.moveShares?.(await lanesEver(redis, prefix, gateway), {
    kv: new KeyValueStore(redis, prefix, name),
    seal: (key, text) => secrets.seal(keptBy(name, key), text),
    unseal: (key, sealed) => {
      try {
        return secrets.open(keptBy(name, key), sealed);
      } catch {
        return undefined;
      }
    },
  });
}

async function lanesEver(redis: Redis, prefix: string, { name, lanes }: Gateway): Promise<readonly string[]> {
  return [...(await new KnownLanes(redis, prefix).others(name, lanes)), ...lanes];
}

/** The lane of an account by its id. What belongs to nobody stays where it is, if that lane is still there. */
function laneOf(gateway: Gateway, id: string, lane: string): string {
  const [first = lane] = gateway.lanes;
  if (id === '') return gateway.lanes.includes(lane) ? lane : first;
  const account: Account = { id, jid: ownerOf(id), label: labelOf(id), born: 0, rev: 0, fields: {}, since: 0 };
  const lanes = gateway.lanesFor('', id, account);
  if (!Array.isArray(lanes)) throw new Error(`${gateway.name} has no lane for an account`);
  return String(lanes[0]);
}
