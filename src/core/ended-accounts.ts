import type { Envelope } from '../lanes/envelope.js';
import type { Outcome } from '../lanes/outcome.js';
import { Recent } from '../recent.js';
import { problem } from './errors.js';
import { type Site, standing, surelyStanding } from './site.js';

/** Pause before an envelope is tried again whose account could not be asked for, ms. */
const STORE_PAUSE_MS = 1000;
/** Ended accounts that are remembered, so that what waits for them is known without another read. */
const REMEMBERED = 1024;

type Settle = (outcome: Outcome) => void;

/**
 * Keeps from the network what waited for it when its account was ended: its sender is told, and who registers anew under
 * the same id has nothing to do with it. Accounts are known as they were at most 2 s ago, mostly without a read.
 */
export class EndedAccounts {
  readonly #site: Site;
  /** What waits may be a repeat of what went out already (see `LaneHandler.repeatBegun`). */
  readonly #repeats: boolean;
  /** Those that surely have ended: none of them comes back. */
  readonly #ended = new Recent<string, true>(REMEMBERED);
  #asking = 0;

  constructor(site: Site, repeats: boolean) {
    this.#site = site;
    this.#repeats = repeats;
  }

  /** Envelopes whose account is being asked for: they are about to be passed on. */
  get asking(): number {
    return this.#asking;
  }

  /**
   * Passes an envelope on, or settles it where its account has ended. Those of one conversation keep their order: all wait
   * for one read. Where that was needed the answer resolves when it is done; it never rejects.
   */
  pass<E extends Envelope>(
    envelope: E,
    on: (envelope: E, settle: Settle) => void,
    settle: Settle,
  ): undefined | Promise<void> {
    if (this.#stands(envelope)) {
      on(envelope, settle);
      return undefined;
    }
    this.#asking += 1;
    return this.#ask(envelope).then(
      (ended) => {
        this.#asking -= 1;
        if (ended) settle(this.#outcome());
        else on(envelope, settle);
      },
      (error: unknown) => {
        this.#asking -= 1;
        this.#site.log.warn({ error: String(error) }, 'the account of a message cannot be asked for');
        settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' });
      },
    );
  }

  /** The outcome of what waits, where its account is known to have ended; else it is asked for, and known the next time. */
  outcomeOf(envelope: Envelope): Outcome | undefined {
    if (this.#stands(envelope)) return undefined;
    if (this.#ended.get(keyOf(envelope)) === true) return this.#outcome();
    this.#ask(envelope).catch(() => undefined);
    return undefined;
  }

  #stands({ account, born = 0 }: Envelope): boolean {
    // What a gateway sends of its own is nobody's.
    return account === '' || surelyStanding(this.#site, account, born);
  }

  /** Whether its account has ended. */
  async #ask(envelope: Envelope): Promise<boolean> {
    const ended = (await standing(this.#site, envelope.account, envelope.born ?? 0)) === undefined;
    if (ended) this.#ended.set(keyOf(envelope), true);
    return ended;
  }

  #outcome(): Outcome {
    const { gateway, metrics } = this.#site;
    metrics.count('messages_orphaned', { gateway: gateway.name });
    if (this.#repeats) return { kind: 'unknown', maybeSent: true, reason: 'its account has ended' };
    return { kind: 'rejected', problem: problem('message-account-ended', { gateway: gateway.domain }) };
  }
}

function keyOf({ account, born = 0 }: Envelope): string {
  return `${born} ${account}`;
}
