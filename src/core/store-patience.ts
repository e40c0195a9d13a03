import { isFull, sleep } from '../lanes/trouble.js';
import type { Problem } from '../problem.js';
import { isConnectionLoss } from '../redis.js';
import { Trouble } from '../trouble.js';
import { problem } from './errors.js';
import type { Site } from './site.js';

/** The longest that the store takes to answer or to fail, ms. */
export const STORE_MS = 2200;
/** Between two attempts, ms; each of them lasts until the store has answered or failed. */
const AGAIN_MS = 250;

/** What a user does that only the store can answer. */
interface Task {
  /** Handles the stanza. What it has done before it fails does no harm when it is done again. */
  readonly work: () => Promise<void>;
  /** Tells the sender that it was not done; undefined: nobody waits for an answer. */
  readonly refuse: ((why: Problem) => void) | undefined;
  /** It came to nothing, nobody was told, and the stream is the same as before. */
  readonly missed: () => void;
}

/** What it takes to keep stanzas while Redis is away. */
export interface StorePatienceParts {
  readonly site: Site;
  /** Which stream is up, by a number of its own; undefined: none, or none on which this process may write. */
  readonly stream: () => number | undefined;
}

/** Why something failed, for whoever asked for it: there is no store at present, or something is wrong with us. */
export function whyFailed(error: unknown): Problem {
  return problem(isAway(error) ? 'store-away' : 'message-internal');
}

/** Whether the store cannot do it now, whatever it is: out of reach, or too full to take it. */
export function isAway(error: unknown): boolean {
  return isConnectionLoss(error) || isFull(error);
}

/**
 * Keeps what users do while the store is out of reach: it is handled as soon as the store is back. Whoever waits for an answer is
 * told so where that takes longer than messages wait, or where the stream is about to go, by which alone they can be told. A
 * full store is not waited for: that may take hours.
 */
export class StorePatience {
  readonly #site: Site;
  readonly #stream: StorePatienceParts['stream'];
  readonly #trouble: Trouble;
  /** Monotonic time at which the store failed first since it last answered. */
  #awaySince: number | undefined;

  constructor({ site, stream }: StorePatienceParts) {
    this.#site = site;
    this.#stream = stream;
    this.#trouble = new Trouble(site.clock, site.log);
  }

  /** Resolves when it is handled, refused or given up. Rejects with what is no fault of the store. */
  async keep(task: Task): Promise<void> {
    const stream = this.#stream();
    const isUp = () => stream !== undefined && this.#stream() === stream;
    let failure: unknown = new Error('no answer for long');
    // Where the stream goes before the store could fail, it would be too late for an answer.
    while (task.refuse === undefined || !this.#isStreamGoing()) {
      const begun = this.#site.clock.monotonic();
      try {
        await task.work();
        this.#awaySince = undefined;
        return;
      } catch (error) {
        if (!isAway(error)) throw error;
        failure = error;
        this.#awaySince ??= begun;
        if (isFull(error) || this.#isTooLong(this.#awaySince) || this.#isStreamGoing()) break;
      }
      await sleep(this.#site.clock, AGAIN_MS);
      if (!isUp()) break;
    }
    this.#giveUp(task, failure, isUp());
  }

  #giveUp({ work, refuse, missed }: Task, failure: unknown, isUp: boolean): void {
    if (refuse !== undefined) {
      this.#trouble.tell('what a user did was refused: no store', failure);
      refuse(problem('store-away'));
      return;
    }
    // With the stream goes what was known of its users, and they are asked for it when the next one is up.
    if (!isUp) return;
    const missing = (error: unknown) => {
      this.#trouble.tell('what a user showed was not kept: no store', error);
      missed();
    };
    if (isFull(failure)) missing(failure);
    // Once more, but what the same user sends next may have to be answered, and must not wait for it.
    else void work().catch(missing);
  }

  #isTooLong(awaySince: number): boolean {
    const { clock, limits } = this.#site;
    return clock.monotonic() - awaySince >= limits.patience;
  }

  #isStreamGoing(): boolean {
    return this.#site.lanes.losingWithin(STORE_MS);
  }
}
