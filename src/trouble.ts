import type { Clock } from './clock.js';
import type { Log } from './log.js';

const MINUTE = 60_000;

/** Tells of errors that repeat: each distinct message once a minute. */
export class Trouble {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #told = new Map<string, number>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  tell(what: string, error: unknown, fields: object = {}): void {
    const reason = error instanceof Error ? error.message : String(error);
    const key = `${what}: ${reason.slice(0, 80)}`;
    const now = this.#clock.monotonic();
    if (now - (this.#told.get(key) ?? Number.NEGATIVE_INFINITY) < MINUTE) return;
    if (this.#told.size > 1000) this.#told.clear();
    this.#told.set(key, now);
    this.#log.warn({ ...fields, error: reason }, what);
  }
}
