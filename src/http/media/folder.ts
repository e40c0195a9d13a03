import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SNIFFED } from './type.js';

/** A file that was written whole and is not kept yet. */
export interface Spooled {
  readonly path: string;
  readonly size: number;
  /** SHA-256, base64. */
  readonly hash: string;
  /** Its first octets. */
  readonly head: Buffer;
}

type SpoolResult =
  | { readonly ok: true; readonly spooled: Spooled }
  | { readonly ok: false; readonly why: 'too-large' | 'full' | 'broken'; readonly error?: string };

/** Free octets of the disk that are left to others. */
const LEAST_FREE = 512 * 1024 * 1024;
/** Ids of files, which are their names on the disk. */
const ID = /^[A-Za-z0-9_-]{16}$/;
/** Octets after which the disk is looked at again. */
const LOOK_EVERY = 16 * 1024 * 1024;

/**
 * The folder of our files: `incoming/` for what is being written, `files/<two characters>/<id>` for what is kept. Several
 * processes may share it. Nothing in it can be read by other users, and no name of a user's goes into a path.
 */
export class MediaFolder {
  readonly #dir: string;
  readonly #leastFree: number;

  constructor(dir: string, leastFree: number = LEAST_FREE) {
    this.#dir = dir;
    this.#leastFree = leastFree;
  }

  /** Makes the folders. */
  async open(): Promise<void> {
    for (const name of ['incoming', 'files']) await mkdir(join(this.#dir, name), { recursive: true, mode: 0o700 });
  }

  /** Writes content to the disk, at most `most` octets, and computes what it is on the way. Nothing is left on failure. */
  async spool(content: Readable | Uint8Array, most: number): Promise<SpoolResult> {
    const path = join(this.#dir, 'incoming', randomBytes(12).toString('hex'));
    const source = content instanceof Uint8Array ? [content] : content;
    try {
      const result = await this.#write(path, source, most);
      if (!result.ok) await rm(path, { force: true });
      return result;
    } catch (error) {
      await rm(path, { force: true });
      if (isFull(error)) return { ok: false, why: 'full' };
      throw error;
    } finally {
      if (!(content instanceof Uint8Array)) content.destroy();
    }
  }

  async #write(path: string, source: Iterable<unknown> | AsyncIterable<unknown>, most: number): Promise<SpoolResult> {
    const file = await open(path, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      let head = Buffer.alloc(0);
      let size = 0;
      let looked = Number.NEGATIVE_INFINITY;
      const chunks = toAsync(source);
      for (;;) {
        const next = await chunks.next().catch((error: unknown) => ({ error: String(error) }));
        if ('error' in next) return { ok: false, why: 'broken', error: next.error };
        if (next.done === true) break;
        const bytes = bytesOf(next.value);
        if (size + bytes.length > most) return { ok: false, why: 'too-large' };
        if (size - looked >= LOOK_EVERY) {
          if (!(await this.#hasRoom())) return { ok: false, why: 'full' };
          looked = size;
        }
        await file.appendFile(bytes);
        hash.update(bytes);
        if (head.length < SNIFFED) head = Buffer.concat([head, bytes.subarray(0, SNIFFED - head.length)]);
        size += bytes.length;
      }
      // A link that was given out must not lead to an empty file after a power loss.
      await file.datasync();
      return { ok: true, spooled: { path, size, hash: hash.digest('base64'), head } };
    } finally {
      await file.close();
    }
  }

  /** Keeps a spooled file under an id. */
  async keep(spooled: Spooled, id: string): Promise<void> {
    const path = this.#path(id);
    const folder = join(path, '..');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(spooled.path, path);
    const entries = await open(folder, 'r');
    try {
      await entries.sync();
    } finally {
      await entries.close();
    }
  }

  async discard(spooled: Spooled): Promise<void> {
    await rm(spooled.path, { force: true });
  }

  /** Opens a kept file for reading; undefined where it is not there. */
  async read(id: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path(id), 'r');
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async has(id: string): Promise<boolean> {
    return (await modifiedAt(this.#path(id))) !== undefined;
  }

  /** Removes a kept file; harmless where it is not there. */
  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  /** Ids of kept files that were written before a wall time (ms), in parts. What is not of our making is not told. */
  async *olderThan(time: number): AsyncGenerator<readonly string[]> {
    for await (const folder of await opendir(join(this.#dir, 'files'))) {
      if (!folder.isDirectory()) continue;
      const path = join(this.#dir, 'files', folder.name);
      const ids: string[] = [];
      for await (const { name } of await opendir(path)) {
        if (!ID.test(name) || !name.startsWith(folder.name)) continue;
        const at = await modifiedAt(join(path, name));
        if (at !== undefined && at < time) ids.push(name);
      }
      yield ids;
    }
  }

  /** Removes what was begun and not written to since a wall time (ms); tells how many. */
  async removeUnfinished(time: number): Promise<number> {
    let removed = 0;
    for await (const { name } of await opendir(join(this.#dir, 'incoming'))) {
      const path = join(this.#dir, 'incoming', name);
      const at = await modifiedAt(path);
      if (at === undefined || at >= time) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  #path(id: string): string {
    if (!ID.test(id)) throw new Error('not the id of a file');
    return join(this.#dir, 'files', id.slice(0, 2), id);
  }

  async #hasRoom(): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#dir);
    return bavail * bsize >= this.#leastFree;
  }
}

async function* toAsync(source: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<unknown> {
  yield* source;
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  throw new TypeError('the content of a file is octets');
}

async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));
