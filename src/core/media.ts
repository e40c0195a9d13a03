import type { Media } from '../../gateways/media.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { KeyRing } from '../store/key-ring.js';
import type { MediaLedger } from '../store/media.js';
import type { Metrics } from './metrics.js';
import type { Uploads } from './uploads.js';

/** Where the XMPP server may keep a file. */
export type UploadService = Pick<Uploads, 'slot' | 'failed'>;

/** What keeps and fetches files for all gateways of the process. It speaks HTTP, which the core does not. */
export interface MediaHouse {
  /** The ability for one gateway, which uploads over that gateway's stream. */
  ability(uploads: UploadService): Media;
  /** Ends what goes on by itself. */
  stop(): Promise<void>;
}

/** What the core lends to whatever keeps files. */
export interface MediaHouseParts {
  readonly ledger: MediaLedger;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Opens it; rejects with a sentence for the admin where the disk is not fit. */
export type OpenMedia = (parts: MediaHouseParts) => Promise<MediaHouse>;
