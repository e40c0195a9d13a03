import type { KeyValue } from '../../gateway.js';

/** How far a webhook has come; kept, so that whoever holds the lane next goes on from there. */
export interface Progress {
  /** Cursor of the last event that is there, or is not for it. */
  readonly cursor: number;
  /** Version of the book under which it failed or ended: another one tries at once. */
  readonly book: string;
  /** Tries in vain, one after the other. */
  readonly tries: number;
  /** When the first of them was: wall time, ms. */
  readonly since?: number;
  /** Nothing is tried before: wall time, ms. */
  readonly next?: number;
  /** Admins were told that it takes nothing. */
  readonly dead?: boolean;
  /** The receiver wants no more. */
  readonly gone?: boolean;
}

/** As long as the count of events itself lasts, seconds. */
const KEPT_S = 400 * 86_400;

/** Reads and writes how far the webhook of a bot has come. */
export class ProgressStore {
  readonly #kv: Pick<KeyValue, 'get' | 'set'>;

  constructor(kv: Pick<KeyValue, 'get' | 'set'>) {
    this.#kv = kv;
  }

  async read(bot: string): Promise<Progress | undefined> {
    return await this.#kv.get<Progress>(keyOf(bot));
  }

  async write(bot: string, progress: Progress): Promise<void> {
    await this.#kv.set(keyOf(bot), progress, KEPT_S);
  }
}

function keyOf(bot: string): string {
  return `webhook:${bot}`;
}
