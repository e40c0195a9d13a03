import { createWriteStream, existsSync, statSync } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Redis } from 'ioredis';
import { KeyRing } from '../key-ring.js';
import { beginMaintenance, endMaintenance, maintenanceKey, whoWorks } from '../maintenance.js';
import { SCHEMA_VERSION } from '../migrations.js';
import { scanKeys } from '../scan-keys.js';
import { StoreError } from '../store-error.js';
import { countRegistrations } from './backup.js';
import type { Manifest } from './manifest.js';
import { readBackup, verifyBackup } from './read-backup.js';
import { decodeRecords, type KeyRecord } from './records.js';

/** Keys and octets that are on their way to Redis at once. */
const AT_ONCE = 64;
const OCTETS_AT_ONCE = 4 * 1024 * 1024;

interface RestoreOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly file: string;
  /** Of the installation; undefined: the keys come from `keys`. */
  readonly keyFile: string;
  /** The keys, where they come from the environment. */
  readonly keys: string | undefined;
  /** Where files of users go. */
  readonly mediaFolder: string;
  /** Removes first what the store holds. */
  readonly force: boolean;
  /** Also what waited in the lanes. */
  readonly lanes: boolean;
  /** Newest schema of envelopes that this release reads. */
  readonly envelopeVersion: number;
}

interface Restored {
  readonly manifest: Manifest;
  /** Keys that are there now, and those that had expired since the backup. */
  readonly keys: number;
  readonly expired: number;
  readonly registrations: number;
  readonly files: number;
  /** The key file was in the backup and has been put into its place. */
  readonly keyPlaced: boolean;
}

/**
 * Puts a backup into an empty store. Everything is checked before the first change; from then until all is in, no process can
 * open the store, also after a crash. Throws a `StoreError` with the next step.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { redis, prefix, file, force } = options;
  const manifest = await verifyBackup(file);
  refuseNewer(manifest, options);
  if (manifest.prefix !== prefix) {
    throw new StoreError(
      `the backup is of the prefix "${manifest.prefix}", and redis.prefix is "${prefix}": set redis.prefix to that of the backup`,
    );
  }
  const placesKey = checkKeys(manifest, options);
  const works = await whoWorks(redis, prefix);
  if (works !== undefined) {
    throw new StoreError(
      `Isthmus runs on this store (${works}): stop all its processes. After a crash wait for lanes.lease.`,
    );
  }
  const interrupted = (await redis.exists(maintenanceKey(prefix))) === 1;
  if (!force && (interrupted || (await holdsAnything(redis, prefix)))) {
    throw new StoreError(
      `the store is not empty: ${interrupted ? 'a restore was interrupted' : `Redis holds keys of the prefix "${prefix}"`}. Restore into another Redis, or remove all of it with --force`,
    );
  }
  await beginMaintenance(redis, prefix, 'restore');
  await removeAll(redis, prefix);
  const loader = new Loader(redis);
  let files = 0;
  for await (const { name, content } of readBackup(file)) {
    const part = manifest.parts.find((one) => one.name === name);
    if (part?.kind === 'store' || (part?.kind === 'lanes' && options.lanes)) {
      for await (const record of decodeRecords(content)) await loader.add(record);
    } else if (part?.kind === 'media') {
      await placeFile(join(options.mediaFolder, inside(name.slice('media/'.length))), content);
      files += 1;
    } else if (part?.kind === 'key' && placesKey) await placeFile(options.keyFile, content);
  }
  await loader.flush();
  const { store, lanes } = manifest.counts;
  const expected = store + (options.lanes ? lanes : 0);
  if (loader.restored + loader.expired !== expected) {
    throw new StoreError(
      `the backup holds ${expected} keys, and ${loader.restored + loader.expired} were restored: run it again with --force`,
    );
  }
  const registrations = await countRegistrations(redis, prefix);
  if (registrations !== manifest.counts.registrations) {
    throw new StoreError(
      `the backup holds ${manifest.counts.registrations} registrations, and the store has ${registrations}: run it again with --force`,
    );
  }
  await endMaintenance(redis, prefix);
  const { restored: keys, expired } = loader;
  return { manifest, keys, expired, registrations, files, keyPlaced: placesKey };
}

function refuseNewer({ schemas, version }: Manifest, { envelopeVersion }: RestoreOptions): void {
  const isNewer = schemas.store > SCHEMA_VERSION || schemas.envelope > envelopeVersion;
  if (!isNewer) return;
  throw new StoreError(
    `this backup was written by a newer release (${version}: store schema ${schemas.store}, messages ${schemas.envelope}; this release knows ${SCHEMA_VERSION} and ${envelopeVersion}): restore it with that release`,
  );
}

/** Throws where the keys at hand are not those of the backup; true where the backup has the file itself and there is none yet. */
function checkKeys(manifest: Manifest, { keyFile, keys }: RestoreOptions): boolean {
  if (keys === undefined && !existsSync(keyFile)) {
    if (manifest.parts.some(({ kind }) => kind === 'key')) return true;
    if (manifest.keyIds.length === 0) return false;
    throw new StoreError(
      `the key file ${keyFile} is missing: put it back first, the secrets in the backup open with no other`,
    );
  }
  const ring = new KeyRing(keys === undefined ? { file: keyFile } : { text: keys });
  const missing = manifest.keyIds.filter((id) => !ring.ids.includes(id));
  if (missing.length > 0) {
    throw new StoreError(
      `the secrets in the backup were encrypted with the key ${missing.join(', ')}, and there is only ${ring.ids.join(', ')}: put the key file of that time back`,
    );
  }
  return false;
}

async function holdsAnything(redis: Redis, prefix: string): Promise<boolean> {
  for await (const keys of scanKeys(redis, `${prefix}:*`)) if (keys.length > 0) return true;
  return false;
}

async function removeAll(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of scanKeys(redis, `${prefix}:*`)) {
    // One by one: on a cluster keys of several families go by no single command.
    await Promise.all(keys.filter((key) => key !== maintenanceKey(prefix)).map((key) => redis.unlink(key)));
  }
}

/** Puts keys into Redis, some at a time. */
class Loader {
  readonly #redis: Redis;
  #records: KeyRecord[] = [];
  #octets = 0;
  restored = 0;
  expired = 0;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async add(record: KeyRecord): Promise<void> {
    if (record.expires !== 0 && record.expires <= Date.now()) {
      this.expired += 1;
      return;
    }
    // The octets belong to a chunk that is read into again.
    this.#records.push({ ...record, value: Buffer.from(record.value) });
    this.#octets += record.value.length;
    if (this.#records.length >= AT_ONCE || this.#octets >= OCTETS_AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    const records = this.#records;
    this.#records = [];
    this.#octets = 0;
    try {
      await Promise.all(records.map(({ key, expires, value }) => this.#redis.restore(key, expires, value, 'ABSTTL')));
    } catch (error) {
      throw new StoreError(reasonOf(error));
    }
    this.restored += records.length;
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/payload version/i.test(text))
    return 'this Redis is older than the one of the backup and cannot read it: use the same version or a newer one';
  if (/OOM|maxmemory/.test(text)) return 'Redis is full: raise its maxmemory, and run the restore again with --force';
  return `Redis does not take what is in the backup: ${text}`;
}

/** A path that stays within its folder. */
function inside(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('..') || clean.startsWith(sep))
    throw new StoreError('a file in the backup has a place outside of its folder');
  return clean;
}

/** A file that is there already stays as it is. */
async function placeFile(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.restoring`;
  await pipeline(Readable.from(content), createWriteStream(temporary, { mode: 0o600, flush: true }));
  try {
    await link(temporary, path);
  } catch (error) {
    if (!existsSync(path) || !statSync(path).isFile()) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
