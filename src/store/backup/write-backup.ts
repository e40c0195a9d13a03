import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { StoreError } from '../store-error.js';
import { MANIFEST, type Manifest, manifestText, type Part, type PartKind } from './manifest.js';
import { TAR_END, tarHeader, tarPadding } from './tar.js';

/** Writes the parts of a backup one after the other. Nobody sees the file under its name before it is whole and on the disk. */
export class BackupWriter {
  readonly #file: string;
  readonly #out = new PassThrough();
  readonly #written: Promise<void>;
  readonly #at: number;
  readonly parts: Part[] = [];

  private constructor(file: string, handle: FileHandle, at: number) {
    this.#file = file;
    this.#at = at;
    const target = handle.createWriteStream({ flush: true });
    this.#written = file.endsWith('gz') ? pipeline(this.#out, createGzip(), target) : pipeline(this.#out, target);
    // Told by whatever is written next, and by `finish`.
    this.#written.catch((error: unknown) => this.#out.destroy(error instanceof Error ? error : undefined));
  }

  /** Readable for its owner only. Throws where the file is there already or cannot be made. */
  static async create(file: string, at: number): Promise<BackupWriter> {
    if ((await stat(file).catch(() => undefined)) !== undefined) {
      throw new StoreError(`${file} is there already: choose another name, or remove it`);
    }
    try {
      return new BackupWriter(file, await open(partial(file), 'wx', 0o600), at);
    } catch (error) {
      throw new StoreError(
        `${partial(file)} cannot be written: ${reason(error)}. If a backup was interrupted, remove that file.`,
      );
    }
  }

  async addOctets(name: string, kind: PartKind, content: Buffer, keys = 0): Promise<void> {
    await this.#write(tarHeader({ name, size: content.length }, this.#at));
    await this.#write(content);
    await this.#write(tarPadding(content.length));
    const sha256 = createHash('sha256').update(content).digest('hex');
    this.parts.push({ name, kind, octets: content.length, sha256, keys });
  }

  /** A file as it is now; false where it is gone. */
  async addFile(name: string, kind: PartKind, path: string): Promise<boolean> {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) return false;
    const hash = createHash('sha256');
    await this.#write(tarHeader({ name, size: found.size }, this.#at));
    let octets = 0;
    for await (const chunk of createReadStream(path, { end: Math.max(0, found.size - 1) })) {
      const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      octets += buffer.length;
      hash.update(buffer);
      await this.#write(buffer);
    }
    if (octets !== found.size) throw new StoreError(`${path} became shorter while it was read: run the backup again`);
    await this.#write(tarPadding(found.size));
    this.parts.push({ name, kind, octets, sha256: hash.digest('hex'), keys: 0 });
    return true;
  }

  /** The file has its name from then on. */
  async finish(manifest: Manifest): Promise<void> {
    const text = Buffer.from(manifestText(manifest));
    await this.#write(tarHeader({ name: MANIFEST, size: text.length }, this.#at));
    await this.#write(Buffer.concat([text, tarPadding(text.length), TAR_END]));
    this.#out.end();
    await this.#written;
    await rename(partial(this.#file), this.#file);
    const folder = await open(dirname(this.#file));
    await folder.sync().finally(() => folder.close());
  }

  async abandon(): Promise<void> {
    this.#out.destroy();
    await this.#written.catch(() => undefined);
    await rm(partial(this.#file), { force: true });
  }

  async #write(content: Buffer): Promise<void> {
    if (content.length === 0) return;
    if (this.#out.errored !== null) await this.#written;
    if (!this.#out.write(content)) await Promise.race([once(this.#out, 'drain'), this.#written]);
  }
}

const partial = (file: string): string => `${file}.part`;

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
