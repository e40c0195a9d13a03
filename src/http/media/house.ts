import type { Media } from '../../../gateways/media.js';
import type { MediaHouse, MediaHouseParts, UploadService } from '../../core/media.js';
import { Fetcher, type FetcherSettings } from '../fetch/fetch.js';
import type { Routes } from '../server.js';
import type { UploadSettings } from '../upload.js';
import { MediaAbility } from './ability.js';
import { mediaRoutes } from './routes.js';
import { MediaStore, type MediaStoreSettings } from './store.js';

/** What is done with files of users. */
export interface HouseSettings {
  readonly store: MediaStoreSettings;
  readonly fetch: Omit<FetcherSettings, 'clock' | 'maxFile' | 'userAgent'>;
  /** Undefined: files never go to the upload service. */
  readonly upload: Omit<UploadSettings, 'clock' | 'userAgent'> | undefined;
  /** Tells web servers who fetches. */
  readonly userAgent: string;
}

/** All that this process does with files. */
export class House implements MediaHouse {
  readonly #settings: HouseSettings;
  readonly #parts: MediaHouseParts;
  readonly #store: MediaStore;
  readonly #fetcher: Fetcher;

  private constructor(settings: HouseSettings, parts: MediaHouseParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#store = new MediaStore(settings.store, parts);
    const { userAgent, store } = settings;
    this.#fetcher = new Fetcher({ ...settings.fetch, maxFile: store.maxFile, userAgent, clock: parts.clock });
  }

  /** Makes the folder and begins to sweep. */
  static async open(settings: HouseSettings, parts: MediaHouseParts): Promise<House> {
    const house = new House(settings, parts);
    await house.#store.start();
    return house;
  }

  /** The paths under which links are served. */
  get routes(): Routes {
    const { clock, log, metrics } = this.#parts;
    return mediaRoutes(this.#store, { clock, log, count: (outcome) => metrics.count('media_requests', { outcome }) });
  }

  ability(uploads: UploadService): Media {
    const { clock, log, metrics } = this.#parts;
    const { upload, userAgent } = this.#settings;
    const count = (outcome: string): void => metrics.count('media_puts', { outcome });
    const parts = {
      store: this.#store,
      fetcher: this.#fetcher,
      upload: upload === undefined ? undefined : { ...upload, clock, userAgent },
      log,
      count,
    };
    return new MediaAbility(parts, uploads);
  }

  async stop(): Promise<void> {
    await this.#store.stop();
  }
}
