import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import type { LiveSettings, LiveState } from '../store/live-settings.js';
import { Trouble } from '../trouble.js';

const POLL_MS = 1000;

interface LiveCopyParts {
  readonly settings: Pick<LiveSettings, 'read'>;
  /** Takes the whole state each time it has changed. */
  readonly take: (state: LiveState) => void;
  /** Called with each look, whatever has changed: for what ends with time. */
  readonly tick: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * This process's copy of what admins set while Isthmus runs. It asks once a second whether there is anything new, one small trip;
 * while Redis is away, what was known counts.
 */
export class LiveCopy {
  readonly #o: LiveCopyParts;
  readonly #trouble: Trouble;
  #version = '';
  #timer: Timer | undefined;
  #stopped = false;

  constructor(parts: LiveCopyParts) {
    this.#o = parts;
    this.#trouble = new Trouble(parts.clock, parts.log);
  }

  /** Reads it for the first time, and then every second. Rejects where the first read fails: nobody is served before. */
  async start(): Promise<void> {
    await this.refresh();
    this.#poll();
  }

  /** Looks now: for whoever has just changed something. */
  async refresh(): Promise<void> {
    const { version, state } = await this.#o.settings.read(this.#version);
    if (state !== undefined) {
      this.#version = version;
      this.#o.take(state);
    }
    this.#o.tick();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #poll(): void {
    if (this.#stopped) return;
    this.#timer = this.#o.clock.after(POLL_MS, () => {
      this.refresh()
        .catch((error: unknown) => {
          this.#trouble.tell('what an admin has set cannot be read; what was known counts', error);
          // What ends with time ends all the same.
          this.#o.tick();
        })
        .finally(() => this.#poll());
    });
  }
}
