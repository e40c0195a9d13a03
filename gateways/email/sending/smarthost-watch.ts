import type { Clock, Log } from '../../gateway.js';
import type { TransactionResult } from '../smtp/transaction.js';
import { isOfSmarthost, keysOf } from './smarthost-trouble.js';

/** The same trouble is logged again after this time, ms. */
const AGAIN_MS = 60_000;

/** Told of what is wrong now, in words for admins; undefined: nothing. */
type Follower = (wrong: string | undefined) => void;

/** Tells the admin in the log when the own mail server takes nothing: users hear of it only after hours (`retry.noticeAfter`). */
export class SmarthostWatch {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: Log;
  /** When trouble was logged last; undefined while there is none. */
  #told: number | undefined;
  /** What is wrong, for admins; undefined: nothing that is known. */
  #wrong: string | undefined;
  readonly #followers = new Set<Follower>();

  constructor(clock: Pick<Clock, 'monotonic'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Tells at once, and with each change, whether anything is wrong, until the function that it returns is called. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    follower(this.#wrong);
    return () => this.#followers.delete(follower);
  }

  /** What became of a mail that was handed over to it. */
  note(result: TransactionResult): void {
    if (isOfSmarthost(result)) this.#trouble(result);
    else if (result.kind === 'sent' && this.#told !== undefined) {
      this.#told = undefined;
      this.#become(undefined);
      this.#log.info({}, 'the mail server that mail goes out by takes mail again');
    }
  }

  #trouble(result: Extract<TransactionResult, { readonly kind: 'not-now' | 'refused' }>): void {
    this.#become(`the mail server that mail goes out by takes no mail (${result.stage})`);
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

  #become(wrong: string | undefined): void {
    if (wrong === this.#wrong) return;
    this.#wrong = wrong;
    for (const follower of this.#followers) follower(wrong);
  }
}
