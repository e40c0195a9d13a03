import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { MediaFailure, NewFile, PutResult } from '../../../gateways/media.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { KeyRing } from '../../store/key-ring.js';
import type { MediaLedger, MediaRecord } from '../../store/media.js';
import { failure } from '../failure.js';
import { MediaFolder, type Spooled } from './folder.js';
import { Links } from './link.js';
import { endingOf, safeName } from './name.js';
import { Sweeper } from './sweeper.js';
import { endingFor, mayShow, typeOf } from './type.js';

/** Where files are kept, and how much of them. */
export interface MediaStoreSettings {
  readonly dir: string;
  /** Where the world reaches our HTTP port, without a slash at its end; undefined: nothing is kept here. */
  readonly publicUrl: string | undefined;
  /** Octets of one file, of all files, and of the files of one account. */
  readonly maxFile: number;
  readonly quota: number;
  readonly userQuota: number;
  /** Milliseconds that a file is kept. */
  readonly ttl: number;
  /** Types that a browser may show in its window. */
  readonly inline: readonly string[];
  /** Octets of the disk that stay free; default 512 MiB. */
  readonly leastFree?: number;
}

interface MediaStoreParts {
  readonly ledger: MediaLedger;
  readonly ring: Pick<KeyRing, 'key' | 'current' | 'refresh'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A file as it is called and of which type it is. */
export interface Described {
  readonly name: string;
  readonly type: string;
}

/** What a link leads to. An open file must be closed by whoever asked. */
export type Opened =
  | { readonly kind: 'file'; readonly record: MediaRecord; readonly file: FileHandle }
  /** We made the link, and its file is gone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

/** Our own store of files: the disk for what is in them, Redis for what is known of them, signed links to the outside. */
export class MediaStore {
  readonly #settings: MediaStoreSettings;
  readonly #parts: MediaStoreParts;
  readonly #folder: MediaFolder;
  readonly #links: Links | undefined;
  readonly #sweeper: Sweeper;

  constructor(settings: MediaStoreSettings, parts: MediaStoreParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#folder = new MediaFolder(settings.dir, settings.leastFree);
    this.#links = settings.publicUrl === undefined ? undefined : new Links(settings.publicUrl, parts.ring);
    this.#sweeper = new Sweeper(this.#folder, parts);
  }

  /** Octets of the largest file. */
  get maxFile(): number {
    return this.#settings.maxFile;
  }

  /** Makes the folders and begins to sweep. Rejects where the disk does not let it. */
  async start(): Promise<void> {
    await this.#folder.open();
    this.#sweeper.start();
  }

  async stop(): Promise<void> {
    await this.#sweeper.stop();
  }

  /** Removes what is over or belongs to nothing, now. */
  async sweep(): Promise<void> {
    await this.#sweeper.sweep();
  }

  /** Writes content to the disk; what is spooled must be kept or discarded. */
  async spool(
    content: Readable | Uint8Array,
  ): Promise<{ readonly ok: true; readonly spooled: Spooled } | MediaFailure> {
    const { maxFile } = this.#settings;
    const result = await this.#folder.spool(content, maxFile);
    if (result.ok) return result;
    if (result.error !== undefined) this.#parts.log.debug({ error: result.error }, 'the content of a file broke off');
    return failure(result.why, { limit: maxFile });
  }

  /** The safe name and the type of what was spooled. */
  describe({ head }: Spooled, { name, mediaType }: NewFile): Described {
    const type = typeOf(head, mediaType);
    const safe = safeName(name, `file${endingFor(type)}`);
    // Clients decide by the ending of a link what they show.
    return { type, name: endingOf(safe) === '' ? safeName(safe + endingFor(type)) : safe };
  }

  /** Keeps what was spooled and gives its link. */
  async keep(spooled: Spooled, file: NewFile): Promise<PutResult> {
    if (this.#links === undefined) return failure('unavailable');
    const { ttl, quota, userQuota, inline } = this.#settings;
    const { ledger, clock } = this.#parts;
    const at = clock.now();
    const wanted = file.ttl === undefined ? ttl : Math.min(file.ttl * 1000, ttl);
    const { name, type } = this.describe(spooled, file);
    const record: MediaRecord = {
      id: randomBytes(12).toString('base64url'),
      name,
      type,
      inline: mayShow(spooled.head, inline),
      size: spooled.size,
      hash: spooled.hash,
      account: file.account,
      at,
      expires: Math.ceil((at + wanted) / 1000) * 1000,
    };
    // Entered first: a file without an entry is swept away, an entry without a file too.
    const taken = await ledger.take(record, { total: quota, account: userQuota });
    if (taken !== 'taken') return failure('quota');
    try {
      await this.#folder.keep(spooled, record.id);
    } catch (error) {
      await ledger.drop(record.id);
      throw error;
    }
    const { id, size, expires } = record;
    const url = this.#links.make({ id, expires, name });
    return {
      ok: true,
      file: { url, name, mediaType: type, size, hashes: { 'sha-256': record.hash }, expires, via: 'own' },
    };
  }

  async discard(spooled: Spooled): Promise<void> {
    await this.#folder.discard(spooled);
  }

  /** Opens what the two parts of a link lead to. */
  async open(token: string, name: string): Promise<Opened> {
    const link = this.#links?.read(token, name);
    if (link === undefined) return { kind: 'unknown' };
    if (link.expires <= this.#parts.clock.now()) return { kind: 'gone' };
    const record = await this.#parts.ledger.get(link.id);
    const file = record === undefined ? undefined : await this.#folder.read(link.id);
    if (record === undefined || file === undefined) return { kind: 'gone' };
    return { kind: 'file', record, file };
  }
}
