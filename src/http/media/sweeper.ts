import type { Clock, Timer } from '../../clock.js';
import type { Log } from '../../log.js';
import type { MediaLedger } from '../../store/media.js';
import type { MediaFolder } from './folder.js';

const EVERY_MS = 60_000;
/** Sweeps for what is over between two that look for what belongs to nothing. */
const ROUNDS = 60;
/** Age at which something that belongs to nothing is no longer just being made, ms. */
const SETTLED_MS = 3_600_000;
const AT_ONCE = 500;

interface SweeperParts {
  readonly ledger: MediaLedger;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes files whose time is over, and after a crash what belongs to nothing: files without an entry, entries without a
 * file, files that were never finished. Each step may be done twice, also by several processes at once.
 */
export class Sweeper {
  readonly #folder: MediaFolder;
  readonly #parts: SweeperParts;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #round = 0;

  constructor(folder: MediaFolder, parts: SweeperParts) {
    this.#folder = folder;
    this.#parts = parts;
  }

  /** Sweeps now and again every minute. */
  start(): void {
    this.#running = this.#sweepSafely(this.#round % ROUNDS === 0).then(() => {
      this.#round += 1;
      if (!this.#stopped) this.#timer = this.#parts.clock.after(EVERY_MS, () => this.start());
    });
  }

  /** Resolves when no sweep is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** One whole sweep. */
  async sweep(): Promise<void> {
    await this.#expired();
    await this.#orphans();
  }

  async #sweepSafely(whole: boolean): Promise<void> {
    try {
      await this.#expired();
      if (whole) await this.#orphans();
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'old files could not be removed; tried again in a minute');
    }
  }

  async #expired(): Promise<void> {
    const { ledger, clock } = this.#parts;
    for (;;) {
      const ids = await ledger.expired(clock.now(), AT_ONCE);
      for (const id of ids) {
        if (this.#stopped) return;
        await this.#remove(id);
      }
      if (ids.length < AT_ONCE) return;
    }
  }

  /** From the disk first: its octets count until they are gone. */
  async #remove(id: string): Promise<void> {
    await this.#folder.remove(id);
    await this.#parts.ledger.drop(id);
  }

  async #orphans(): Promise<void> {
    const { ledger, clock, log } = this.#parts;
    const settled = clock.now() - SETTLED_MS;
    let files = await this.#folder.removeUnfinished(settled);
    for await (const ids of this.#folder.olderThan(settled)) {
      const known = await ledger.known(ids);
      for (const [index, id] of ids.entries()) {
        if (known[index] === true || this.#stopped) continue;
        await this.#folder.remove(id);
        files += 1;
      }
    }
    let entries = 0;
    for await (const ids of ledger.ids()) {
      for (const id of ids) {
        if (this.#stopped) return;
        if (await this.#folder.has(id)) continue;
        const record = await ledger.get(id);
        if (record !== undefined && record.at >= settled) continue;
        await ledger.drop(id);
        entries += 1;
      }
    }
    if (files + entries > 0) log.info({ files, entries }, 'removed what a crash had left of files');
  }
}
