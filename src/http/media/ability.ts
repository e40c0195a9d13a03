import type { Readable } from 'node:stream';
import type {
  FetchLimits,
  FetchResult,
  Media,
  NewFile,
  PostContent,
  PostResult,
  PutResult,
} from '../../../gateways/media.js';
import type { UploadService } from '../../core/media.js';
import type { Log } from '../../log.js';
import { failure } from '../failure.js';
import type { Fetcher } from '../fetch/fetch.js';
import { putFile, slotFault, type UploadSettings } from '../upload.js';
import type { Spooled } from './folder.js';
import type { Described, MediaStore } from './store.js';
import { isHarmless, UNKNOWN_TYPE } from './type.js';

interface AbilityParts {
  readonly store: MediaStore;
  readonly fetcher: Fetcher;
  /** Undefined: the upload service is not asked. */
  readonly upload: UploadSettings | undefined;
  readonly log: Log;
  readonly count: (outcome: string) => void;
}

/** Files for one gateway: the server's upload service first, then our own store. */
export class MediaAbility implements Media {
  readonly #parts: AbilityParts;
  readonly #uploads: UploadService;

  constructor(parts: AbilityParts, uploads: UploadService) {
    this.#parts = parts;
    this.#uploads = uploads;
  }

  async put(content: Readable | Uint8Array, file: NewFile): Promise<PutResult> {
    const result = await this.#put(content, file);
    this.#parts.count(result.ok ? result.file.via : result.why);
    return result;
  }

  async fetch(url: string, limits?: FetchLimits): Promise<FetchResult> {
    return await this.#parts.fetcher.fetch(url, limits);
  }

  async post(url: string, content: PostContent): Promise<PostResult> {
    return await this.#parts.fetcher.post(url, content);
  }

  async #put(content: Readable | Uint8Array, file: NewFile): Promise<PutResult> {
    const { store, log } = this.#parts;
    if (file.size !== undefined && file.size > store.maxFile) {
      if (!(content instanceof Uint8Array)) content.destroy();
      return failure('too-large', { limit: store.maxFile });
    }
    try {
      // On the disk first: a slot is for an exact size, and what failed there can still be kept here.
      const result = await store.spool(content);
      if (!result.ok) return result;
      const { spooled } = result;
      try {
        const described = store.describe(spooled, file);
        if (isHarmless(described)) {
          return (await this.#upload(spooled, described)) ?? (await store.keep(spooled, file));
        }
        // An upload service may have it run in a browser, as a page of the XMPP server.
        const kept = await store.keep(spooled, file);
        const disguised = { name: `${described.name}.bin`, type: UNKNOWN_TYPE };
        return kept.ok ? kept : ((await this.#upload(spooled, disguised)) ?? kept);
      } finally {
        await store.discard(spooled);
      }
    } catch (error) {
      log.error({ error: String(error) }, 'a file could not be kept');
      return failure('unavailable');
    }
  }

  /** Undefined where the upload service does not have it. */
  async #upload(spooled: Spooled, { name, type }: Described): Promise<PutResult | undefined> {
    const { upload } = this.#parts;
    if (upload === undefined) return undefined;
    const { size, hash, path } = spooled;
    const slot = await this.#uploads.slot({ name, size, type });
    if (slot === undefined) return undefined;
    const fault = slotFault(slot, upload.plainHttp);
    if (fault !== undefined) {
      this.#uploads.failed(fault);
      return undefined;
    }
    try {
      await putFile(slot, { path, size, type }, upload);
    } catch (error) {
      this.#uploads.failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
    return {
      ok: true,
      file: { url: slot.get, name, mediaType: type, size, hashes: { 'sha-256': hash }, via: 'upload' },
    };
  }
}
