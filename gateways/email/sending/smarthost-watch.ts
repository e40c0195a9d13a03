import type { Clock, Log } from '../../gateway.js';
import type { TransactionResult } from '../smtp/transaction.js';
import { isOfSmarthost, keysOf } from './smarthost-trouble.js';

/** The same trouble is logged again after this time, ms. */
const AGAIN_MS = 60_000;

/** Tells the admin in the log when the own mail server takes nothing: users hear of it only after hours (`retry.noticeAfter`). */
export class SmarthostWatch {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: Log;
  /** When trouble was logged last; undefined while there is none. */
  #told: number | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** What became of a mail that was handed over to it. */
  note(result: TransactionResult): void {
    if (isOfSmarthost(result)) this.#trouble(result);
    else if (result.kind === 'sent' && this.#told !== undefined) {
      this.#told = undefined;
      this.#log.info({}, 'the mail server that mail goes out by takes mail again');
    }
  }

  #trouble(result: Extract<TransactionResult, { readonly kind: 'not-now' | 'refused' }>): void {
    const now = this.#clock.monotonic();
    if (this.#told !== undefined && now - this.#told < AGAIN_MS) return;
    this.#told = now;
    const { stage, reply } = result;
    // The words of a server may name people.
    const why =
      reply === undefined ? (result.kind === 'not-now' ? { reason: result.reason } : {}) : { code: reply.code };
    const keys = keysOf(result);
    this.#log.warn(
      { stage, ...why, ...(keys === undefined ? {} : { keys }) },
      'the mail server that mail goes out by takes no mail',
    );
  }
}
