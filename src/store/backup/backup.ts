import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Redis } from 'ioredis';
import type { RedisAddress } from '../../redis.js';
import { keyName } from '../keys.js';
import { maintenanceKey, refuseDuringMaintenance } from '../maintenance.js';
import { SCHEMA_VERSION } from '../migrations.js';
import { scanKeys } from '../scan-keys.js';
import { StoreError } from '../store-error.js';
import { BACKUP_FORMAT, type Manifest } from './manifest.js';
import { encodeRecord } from './records.js';
import { takeSnapshot } from './snapshot.js';
import { BackupWriter } from './write-backup.js';

/** A part is closed when it has so much. */
const PART_OCTETS = 4 * 1024 * 1024;
/** Keys read in one trip; so many are in memory at most, whatever their size. */
const AT_ONCE = 32;

/** What a process says of itself while it lives, and what holders do: worth nothing when it is restored. */
const PASSING = [/\{role\.[^}]*\}:/, /\{operator\}:process/, /\{console\}:/, /\{[^}]*\}:(holder|state)$/];

interface BackupOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  /** Where it goes; with a name that ends in `gz` it is compressed. */
  readonly to: string;
  readonly configFile: string;
  /** Undefined: the key is not in it. */
  readonly keyFile: string | undefined;
  /** Undefined: files of users are not in it. */
  readonly mediaFolder: string | undefined;
  /** Of Isthmus, and of its envelopes. */
  readonly version: string;
  readonly envelopeVersion: number;
}

/** Writes all that Isthmus has in Redis at one moment, and its files, into one archive. Isthmus may go on running. */
export async function writeBackup(options: BackupOptions): Promise<Manifest> {
  const { address, prefix, to } = options;
  const writer = await BackupWriter.create(to, Date.now());
  try {
    const snapshot = await takeSnapshot(address, dirname(to));
    try {
      const { redis, at } = snapshot;
      await refuseDuringMaintenance(redis, prefix);
      const facts = await factsOf(redis, prefix);
      const lanes = await laneFamilies(redis, prefix);
      await addKeys(writer, redis, prefix, lanes, at);
      await addFiles(writer, options);
      const keysOf = (kind: 'store' | 'lanes') =>
        writer.parts.filter((part) => part.kind === kind).reduce((sum, { keys }) => sum + keys, 0);
      const manifest: Manifest = {
        format: BACKUP_FORMAT,
        version: options.version,
        at,
        schemas: { store: facts.schema, envelope: options.envelopeVersion },
        redis: facts.redis,
        prefix,
        keyIds: facts.keyIds,
        counts: {
          store: keysOf('store'),
          lanes: keysOf('lanes'),
          registrations: facts.registrations,
          files: writer.parts.filter(({ kind }) => kind === 'media').length,
        },
        parts: writer.parts,
      };
      await writer.finish(manifest);
      return manifest;
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

interface Facts {
  readonly schema: number;
  readonly redis: string;
  readonly keyIds: readonly string[];
  readonly registrations: number;
}

async function factsOf(redis: Redis, prefix: string): Promise<Facts> {
  const schema = Number(await redis.get(keyName(prefix, 'store', 'schema')));
  if (!Number.isInteger(schema) || schema < 1) {
    throw new StoreError(`there is no store of Isthmus under the prefix "${prefix}" in this Redis: nothing to back up`);
  }
  if (schema > SCHEMA_VERSION) {
    throw new StoreError(`this store was written by a newer release (schema ${schema}): back it up with that one`);
  }
  const info = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  return {
    schema,
    redis: info,
    keyIds: await redis.hkeys(keyName(prefix, 'store', 'canary')),
    registrations: await countRegistrations(redis, prefix),
  };
}

/** Users with a registration, each once at every gateway. */
export async function countRegistrations(redis: Redis, prefix: string): Promise<number> {
  let sum = 0;
  for await (const keys of scanKeys(redis, `${prefix}:{*}:accounts`))
    for (const key of keys) sum += await redis.scard(key);
  return sum;
}

/** The families of keys that are lanes: a lane has a count of its tenures, or a queue of BullMQ. */
async function laneFamilies(redis: Redis, prefix: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const end of ['epoch', '*:meta']) {
    for await (const keys of scanKeys(redis, `${prefix}:{*}:${end}`)) {
      for (const key of keys) {
        const family = familyOf(key);
        if (key === keyName(prefix, family, 'epoch') || key === keyName(prefix, family, `${family}:meta`))
          found.add(family);
      }
    }
  }
  return found;
}

function familyOf(key: string): string {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'));
}

async function addKeys(
  writer: BackupWriter,
  redis: Redis,
  prefix: string,
  lanes: ReadonlySet<string>,
  at: number,
): Promise<void> {
  const open = { store: new OpenPart(writer, 'store'), lanes: new OpenPart(writer, 'lanes') };
  for await (const all of scanKeys(redis, `${prefix}:*`)) {
    const keys = all.filter((key) => key !== maintenanceKey(prefix) && !PASSING.some((form) => form.test(key)));
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      for (const { key, expires, value } of await taken(redis, keys.slice(from, from + AT_ONCE), at)) {
        await open[lanes.has(familyOf(key)) ? 'lanes' : 'store'].add(encodeRecord({ key, expires, value }));
      }
    }
  }
  await open.store.close();
  await open.lanes.close();
}

interface Taken {
  readonly key: string;
  readonly expires: number;
  readonly value: Buffer;
}

/** Takes keys out of the copy, so that one that a scan names twice is there once. */
async function taken(redis: Redis, keys: readonly string[], at: number): Promise<readonly Taken[]> {
  const found = await Promise.all(
    keys.map(async (key) => {
      const [left, value] = await Promise.all([redis.pexpiretime(key), redis.dumpBuffer(key), redis.unlink(key)]);
      return { key, expires: left > 0 ? Math.max(left, at) : 0, value: value as Buffer | null };
    }),
  );
  return found.flatMap(({ key, expires, value }) => (value === null ? [] : [{ key, expires, value }]));
}

/** Collects keys until they are enough for a part. */
class OpenPart {
  readonly #writer: BackupWriter;
  readonly #kind: 'store' | 'lanes';
  #records: Buffer[] = [];
  #octets = 0;
  #number = 0;

  constructor(writer: BackupWriter, kind: 'store' | 'lanes') {
    this.#writer = writer;
    this.#kind = kind;
  }

  async add(record: Buffer): Promise<void> {
    this.#records.push(record);
    this.#octets += record.length;
    if (this.#octets >= PART_OCTETS) await this.close();
  }

  async close(): Promise<void> {
    if (this.#records.length === 0) return;
    this.#number += 1;
    const name = `redis/${this.#kind}-${String(this.#number).padStart(6, '0')}`;
    await this.#writer.addOctets(name, this.#kind, Buffer.concat(this.#records), this.#records.length);
    this.#records = [];
    this.#octets = 0;
  }
}

async function addFiles(writer: BackupWriter, { configFile, keyFile, mediaFolder }: BackupOptions): Promise<void> {
  await writer.addFile('config/isthmus.yaml', 'config', configFile);
  if (keyFile !== undefined && !(await writer.addFile('key/secret.key', 'key', keyFile))) {
    throw new StoreError(`the key file ${keyFile} is not there: the keys may come from the environment`);
  }
  if (mediaFolder === undefined) return;
  const entries = await readdir(mediaFolder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // One that is gone meanwhile has expired.
    await writer.addFile(`media/${relative(mediaFolder, path)}`, 'media', path);
  }
}
