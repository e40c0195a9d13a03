import { ownerOf, registrationOf } from '../account-id.js';
import { orderOf } from '../lanes/begins.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Whose } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import type { Problem } from '../problem.js';
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
 * the same id has nothing to do with it. The same goes for who was banned meanwhile. Accounts are known as they were at most 2 s ago, mostly without a read.
 */
export class EndedAccounts {
  readonly #site: Site;
  /** What waits may be a repeat of what went out already (see `LaneHandler.repeatBegun`). */
  readonly #repeats: boolean;
  /** Those that surely have ended: none of them comes back. */
  readonly #ended = new Recent<string, true>(REMEMBERED);
  #asking = 0;
  /** Of what is being asked for, the last one of each conversation; true: it is to be tried again. */
  readonly #turns = new Map<string, Promise<boolean>>();

  constructor(site: Site, repeats: boolean) {
    this.#site = site;
    this.#repeats = repeats;
  }

  /** Envelopes whose account is being asked for: they are about to be passed on. */
  get asking(): number {
    return this.#asking;
  }

  /**
   * Passes an envelope on, or settles it where its account has ended. Those of one conversation keep their order: behind one that is
   * being asked for each waits, and where that one is to be tried again so are they. Where it has to wait the answer resolves when it
   * is done; it never rejects.
   */
  pass<E extends Envelope>(
    envelope: E,
    on: (envelope: E, settle: Settle) => void,
    settle: Settle,
  ): undefined | Promise<void> {
    const banned = this.#banned(envelope);
    if (banned !== undefined) {
      settle(this.#outcome(banned));
      return undefined;
    }
    const order = orderOf(envelope);
    const before = this.#turns.get(order);
    if (before === undefined && this.#stands(envelope)) {
      on(envelope, settle);
      return undefined;
    }
    const turn = this.#inTurn(envelope, before, on, settle);
    this.#turns.set(order, turn);
    return turn.then(() => {
      if (this.#turns.get(order) === turn) this.#turns.delete(order);
    });
  }

  /** True where it is to be tried again. */
  async #inTurn<E extends Envelope>(
    envelope: E,
    before: Promise<boolean> | undefined,
    on: (envelope: E, settle: Settle) => void,
    settle: Settle,
  ): Promise<boolean> {
    this.#asking += 1;
    let ended: boolean | undefined;
    try {
      ended = await this.#ask(envelope);
    } catch (error) {
      this.#site.log.warn({ error: String(error) }, 'the account of a message cannot be asked for');
    }
    const behind = before !== undefined && (await before);
    this.#asking -= 1;
    if (ended === undefined || behind) {
      settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' });
      return true;
    }
    if (ended) settle(this.#outcome());
    else on(envelope, settle);
    return false;
  }

  /** The outcome of what waits, where the account is known to have ended; else it is asked for, and known the next time. */
  outcomeOf(whose: Whose): Outcome | undefined {
    const banned = this.#banned(whose);
    if (banned !== undefined) return this.#outcome(banned);
    if (this.#stands(whose)) return undefined;
    if (this.#ended.get(keyOf(whose)) === true) return this.#outcome();
    this.#ask(whose).catch(() => undefined);
    return undefined;
  }

  /** Why the owner is not served any more. What was taken after that was taken by a process that knows that the ban is lifted. */
  #banned({ account, at }: Whose): Problem | undefined {
    return account === '' ? undefined : this.#site.bans.refusal(ownerOf(account), at);
  }

  #stands({ account, born = 0 }: Whose): boolean {
    // What a gateway sends of its own is nobody's.
    return account === '' || surelyStanding(this.#site, account, born);
  }

  /** Whether the account has ended. */
  async #ask(whose: Whose): Promise<boolean> {
    const ended = (await standing(this.#site, whose.account, whose.born ?? 0)) === undefined;
    if (ended) this.#ended.set(keyOf(whose), true);
    return ended;
  }

  #outcome(why?: Problem): Outcome {
    if (this.#repeats) return { kind: 'unknown', maybeSent: true, reason: 'its account has ended' };
    const ended = why ?? problem('message-account-ended', { gateway: this.#site.gateway.domain });
    return { kind: 'rejected', problem: ended };
  }
}

function keyOf({ account, born = 0 }: Whose): string {
  return registrationOf(account, born);
}
