import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaStore, type MediaStoreSettings } from '../../../src/http/media/store.js';
import { silentLog } from '../../../src/log.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';

export const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(984, 7)]);

/** Moves when it is told to, from now on: Redis forgets by its own clock. */
export class TodayClock extends ManualClock {
  readonly #started = Date.now();

  override now(): number {
    return this.#started + this.monotonic();
  }
}

/** Our own store on a real Redis and a real folder, with a clock that moves when it is told to. */
export interface TestMedia {
  readonly store: MediaStore;
  readonly redis: TestStore;
  readonly dir: string;
  readonly clock: ManualClock;
  /** Another one on the same Redis and folder, as a second process has it. */
  again(more?: Partial<MediaStoreSettings>): MediaStore;
  close(): Promise<void>;
}

export async function testMedia(more: Partial<MediaStoreSettings> = {}): Promise<TestMedia> {
  const redis = await testStore();
  const dir = await mkdtemp(join(tmpdir(), 'isthmus-media-'));
  const clock = new TodayClock();
  const again = (other: Partial<MediaStoreSettings> = {}): MediaStore =>
    new MediaStore(
      {
        dir,
        publicUrl: 'https://gw.example.org',
        maxFile: 100_000,
        quota: 1_000_000,
        userQuota: 300_000,
        ttl: 3_600_000,
        inline: ['image/png'],
        leastFree: 0,
        ...more,
        ...other,
      },
      { ledger: redis.store.media, ring: redis.store.secrets.ring, clock, log: silentLog },
    );
  const store = again();
  await store.start();
  return {
    store,
    redis,
    dir,
    clock,
    again,
    async close() {
      await store.stop();
      await redis.close();
      await rm(dir, { recursive: true });
    },
  };
}
