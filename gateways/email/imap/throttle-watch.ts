import type { ImapFlowOptions } from 'imapflow';
import { ImapFailure } from './failure.js';

const SILENT: () => void = () => undefined;

/**
 * The library waits by itself when a server (Exchange) asks for patience, up to minutes and with the connection held. It says so
 * in its log only; here the connection is given up at once, and the wait is for the next one.
 */
export class ThrottleWatch {
  #hear: ((failure: ImapFailure) => void) | undefined;
  readonly logger: NonNullable<Exclude<ImapFlowOptions['logger'], false>>;

  constructor() {
    this.logger = {
      trace: SILENT,
      debug: SILENT,
      info: SILENT,
      warn: (entry: unknown) => this.#warned(entry),
      error: SILENT,
      fatal: SILENT,
    };
  }

  hear(listener: (failure: ImapFailure) => void): void {
    this.#hear = listener;
  }

  #warned(entry: unknown): void {
    if (typeof entry !== 'object' || entry === null || !('throttleDelay' in entry)) return;
    const delay = Number(entry.throttleDelay);
    this.#hear?.(new ImapFailure('throttled', Number.isFinite(delay) ? { retryAfter: delay } : {}));
  }
}
