import type { Clock, Log } from '../../gateway.js';
import { pause } from '../pauses.js';
import { troubleOf } from '../trouble.js';
import type { Cursor, CursorStore } from './types.js';

const RETRY_MS = 2000;

/**
 * Keeps the cursor: one save at a time, the newest next. What cannot be saved is tried again; until then mails go on, and come
 * again after a restart.
 */
export class CursorKeeper {
  readonly #store: CursorStore;
  readonly #clock: Clock;
  readonly #log: Log;
  #next: Cursor | undefined;
  #saving: Promise<void> | undefined;
  /** Aborted: nothing is saved any more. */
  readonly #closing = new AbortController();

  constructor(store: CursorStore, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  async load(): Promise<Cursor | undefined> {
    return await this.#store.load();
  }

  /** Saves now; rejects where that fails. For a cursor without which the next start would skip mails. */
  async saveFirst(cursor: Cursor): Promise<void> {
    await this.flush();
    await this.#store.save(cursor);
  }

  /** Saves soon. */
  save(cursor: Cursor): void {
    if (this.#closing.signal.aborted) return;
    this.#next = cursor;
    this.#saving ??= this.#run();
  }

  /** Resolves when nothing is left to save, or it could not be. */
  async flush(): Promise<void> {
    await this.#saving;
  }

  /** Nothing is saved from now on but what is on its way. */
  close(): void {
    this.#closing.abort();
  }

  async #run(): Promise<void> {
    while (this.#next !== undefined && !this.#closing.signal.aborted) {
      const cursor = this.#next;
      this.#next = undefined;
      try {
        await this.#store.save(cursor);
      } catch (error) {
        this.#log.warn(
          troubleOf(error),
          'the place in a mailbox cannot be kept now; mails may come twice after a restart',
        );
        this.#next ??= cursor;
        await pause(this.#clock, RETRY_MS, this.#closing.signal);
      }
    }
    this.#saving = undefined;
  }
}
