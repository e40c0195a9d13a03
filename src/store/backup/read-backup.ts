import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { StoreError } from '../store-error.js';
import { MANIFEST, type Manifest, readManifest } from './manifest.js';
import { readTar, type TarEntry } from './tar.js';

/** Octets of a manifest at most: a million files of users. */
const MOST_MANIFEST = 256 * 1024 * 1024;

/** The members of a backup, compressed or not; each has to be read before the next. */
export async function* readBackup(file: string): AsyncGenerator<TarEntry> {
  const source = createReadStream(file);
  try {
    const unpacked = (await isCompressed(file)) ? source.pipe(createGunzip()) : source;
    // An error of the file does not end what it is piped to.
    source.on('error', (error) => unpacked.destroy(error));
    yield* readTar(unpacked as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      `${file} cannot be read as a backup: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    source.destroy();
  }
}

/** Reads a whole backup and compares every part with its checksum. Throws a `StoreError` where one differs or is missing. */
export async function verifyBackup(file: string): Promise<Manifest> {
  const found = new Map<string, { readonly octets: number; readonly sha256: string }>();
  let manifest: Manifest | undefined;
  for await (const { name, size, content } of readBackup(file)) {
    if (name === MANIFEST) {
      if (size > MOST_MANIFEST) throw new StoreError(`${MANIFEST} in the backup is too large to be one`);
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(Buffer.from(chunk));
      manifest = readManifest(Buffer.concat(chunks).toString('utf8'));
      continue;
    }
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk);
    found.set(name, { octets: size, sha256: hash.digest('hex') });
  }
  if (manifest === undefined) throw new StoreError(`${file} is no backup of Isthmus: it has no ${MANIFEST}`);
  for (const { name, octets, sha256 } of manifest.parts) {
    const part = found.get(name);
    if (part === undefined) throw new StoreError(`the backup is damaged: its part ${name} is missing`);
    if (part.octets !== octets || part.sha256 !== sha256) {
      throw new StoreError(
        `the backup is damaged: its part ${name} is not what was written. Nothing was changed; take another backup.`,
      );
    }
  }
  return manifest;
}

/** By the first octets, so that a file may be renamed. */
async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
