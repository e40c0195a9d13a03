import type { Envelope } from '../lanes/envelope.js';
import type { Outcome } from '../lanes/outcome.js';
import { problem } from './errors.js';
import { type Site, standing, surelyStanding } from './site.js';

/** Pause before an envelope is tried again whose account could not be asked for, ms. */
const STORE_PAUSE_MS = 1000;

type Settle = (outcome: Outcome) => void;

/**
 * Keeps from the network what waited for it when its account was ended: its sender is told, and who registers anew under
 * the same id has nothing to do with it. Accounts are known as they were at most 2 s ago, mostly without a read.
 */
export class EndedAccounts {
  readonly #site: Site;
  /** What waits may be a repeat of what went out already (see `LaneHandler.repeatBegun`). */
  readonly #repeats: boolean;
  readonly #wake: () => void;
  #asking = 0;

  /** `wake`: fewer are being asked for, so there may be room for others. */
  constructor(site: Site, repeats: boolean, wake: () => void) {
    this.#site = site;
    this.#repeats = repeats;
    this.#wake = wake;
  }

  /** Envelopes whose account is being asked for: they are about to be passed on. */
  get asking(): number {
    return this.#asking;
  }

  /**
   * Passes an envelope on, or settles it where its account has ended. Those of one conversation keep their order: all wait
   * for one read.
   */
  pass<E extends Envelope>(envelope: E, on: (envelope: E, settle: Settle) => void, settle: Settle): void {
    const { account, born = 0 } = envelope;
    // What a gateway sends of its own is nobody's.
    if (account === '' || surelyStanding(this.#site, account, born)) {
      on(envelope, settle);
      return;
    }
    this.#asking += 1;
    standing(this.#site, account, born).then(
      (found) => {
        this.#asking -= 1;
        if (found === undefined) settle(this.#ended());
        else on(envelope, settle);
        this.#wake();
      },
      (error: unknown) => {
        this.#asking -= 1;
        this.#site.log.warn({ error: String(error) }, 'the account of a message cannot be asked for');
        settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' });
      },
    );
  }

  #ended(): Outcome {
    const { gateway, metrics } = this.#site;
    metrics.count('messages_orphaned', { gateway: gateway.name });
    if (this.#repeats) return { kind: 'unknown', maybeSent: true, reason: 'its account has ended' };
    return { kind: 'rejected', problem: problem('message-account-ended', { gateway: gateway.domain }) };
  }
}
