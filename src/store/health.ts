import { statfs } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { mastersOf } from '../redis.js';

/** How the store stands; `stop` names why nothing new should be read from the networks. */
export interface StoreHealth {
  readonly usedMemory: number;
  /** 0: no limit is set. Bytes. */
  readonly maxMemory: number;
  /** `maxmemory-policy`; '' where the server does not tell. Anything but `noeviction` loses data. */
  readonly policy: string;
  readonly aof: boolean;
  readonly aofWriteOk: boolean;
  /** How often an fsync took longer than a second; each is a moment in which a power loss costs more than a second. */
  readonly delayedFsync: number;
  /** Free bytes on the disk of the dataDir; undefined where Redis is elsewhere. */
  readonly diskFree: number | undefined;
  readonly stop: readonly ('memory' | 'disk' | 'aof')[];
}

/** Part of maxmemory above which nothing new is read; a full Redis refuses the workers too and cannot be emptied. */
const MOST_MEMORY = 0.8;
const LEAST_DISK = 512 * 1024 * 1024;

/**
 * Reads the health. `dataDir` only where the private Redis writes there. Rejects where Redis does not answer. Of a cluster it is that of the
 * node that stands worst: each has lanes of its own.
 */
export async function storeHealth(redis: Redis, dataDir: string | undefined): Promise<StoreHealth> {
  const all = await Promise.all(mastersOf(redis).map((master) => healthOf(master, dataDir)));
  const [worst, ...others] = all.sort((a, b) => fullness(b) - fullness(a));
  // Between two masters a cluster has none for a moment.
  if (worst === undefined) throw new Error('CLUSTERDOWN no master is known');
  const bad = others.find(({ policy }) => policy !== worst.policy && policy !== 'noeviction');
  return {
    ...worst,
    policy: bad?.policy ?? worst.policy,
    aof: all.every(({ aof }) => aof),
    aofWriteOk: all.every(({ aofWriteOk }) => aofWriteOk),
    delayedFsync: all.reduce((sum, { delayedFsync }) => sum + delayedFsync, 0),
    stop: [...new Set(all.flatMap(({ stop }) => stop))],
  };
}

function fullness({ usedMemory, maxMemory }: StoreHealth): number {
  return maxMemory > 0 ? usedMemory / maxMemory : 0;
}

async function healthOf(redis: Redis, dataDir: string | undefined): Promise<StoreHealth> {
  const [memory, persistence, diskFree] = await Promise.all([
    redis.info('memory'),
    redis.info('persistence'),
    dataDir === undefined ? undefined : freeBytes(dataDir),
  ]);
  const usedMemory = Number(field(memory, 'used_memory'));
  const maxMemory = Number(field(memory, 'maxmemory'));
  const aof = field(persistence, 'aof_enabled') === '1';
  const aofWriteOk = !aof || field(persistence, 'aof_last_write_status') === 'ok';
  const stop: StoreHealth['stop'][number][] = [];
  if (maxMemory > 0 && usedMemory >= MOST_MEMORY * maxMemory) stop.push('memory');
  if (diskFree !== undefined && diskFree < LEAST_DISK) stop.push('disk');
  if (!aofWriteOk) stop.push('aof');
  return {
    usedMemory,
    maxMemory,
    policy: field(memory, 'maxmemory_policy'),
    aof,
    aofWriteOk,
    delayedFsync: Number(field(persistence, 'aof_delayed_fsync') || 0),
    diskFree,
    stop,
  };
}

/** Version of Redis, as it says itself. */
export async function redisVersion(redis: Redis): Promise<string> {
  return field(await redis.info('server'), 'redis_version');
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
