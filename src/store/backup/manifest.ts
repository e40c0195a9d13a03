import { StoreError } from '../store-error.js';

/** The form of backups that this release writes; it reads this one and older ones. */
export const BACKUP_FORMAT = 1;

/** The last member of a backup: where it is missing, the backup is not whole. */
export const MANIFEST = 'manifest.json';

/** What a part holds: keys besides the lanes, keys of lanes, the config file, the key file, or a file of the media store. */
export type PartKind = 'store' | 'lanes' | 'config' | 'key' | 'media';

/** One file inside of a backup, with what it is checked by. */
export interface Part {
  readonly name: string;
  readonly kind: PartKind;
  readonly octets: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Of Redis; 0 where it is a file. */
  readonly keys: number;
}

/** The first file of a backup: what is in it, and which release can read it. */
export interface Manifest {
  readonly format: number;
  /** Of Isthmus. */
  readonly version: string;
  /** Wall time of the snapshot, ms. */
  readonly at: number;
  /** Versions of what is in Redis. */
  readonly schemas: { readonly store: number; readonly envelope: number };
  /** Version of the Redis that wrote it; an older one may not read it. */
  readonly redis: string;
  /** In Redis, e.g. `isthmus`. */
  readonly prefix: string;
  /** Ids of the keys that its secrets were encrypted with. */
  readonly keyIds: readonly string[];
  readonly counts: Counts;
  readonly parts: readonly Part[];
}

interface Counts {
  /** Keys of Redis besides the lanes, and of the lanes. */
  readonly store: number;
  readonly lanes: number;
  readonly registrations: number;
  readonly files: number;
}

/** The text of a manifest, which `readManifest` reads. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Throws a `StoreError` where the text is no manifest, or one of a form that this release does not know. */
export function readManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged();
  }
  if (!isManifest(value)) throw damaged();
  if (value.format > BACKUP_FORMAT) {
    throw new StoreError(
      `this backup was written by a newer release (${value.version}, form ${value.format}; this one knows ${BACKUP_FORMAT}): restore it with that release`,
    );
  }
  return value;
}

function damaged(): StoreError {
  return new StoreError(`${MANIFEST} in the backup cannot be read: the backup is damaged`);
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, version, at, schemas, redis, prefix, keyIds, counts, parts } = value as Partial<Manifest>;
  return (
    [format, at, schemas?.store, schemas?.envelope, counts?.store, counts?.lanes, counts?.registrations].every(
      (one) => typeof one === 'number',
    ) &&
    [version, redis, prefix].every((one) => typeof one === 'string') &&
    Array.isArray(keyIds) &&
    Array.isArray(parts)
  );
}
