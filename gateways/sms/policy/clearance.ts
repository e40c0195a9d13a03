import type { Problem } from '../../gateway.js';
import { OPTED_OUT, type OptOuts } from './opt-outs.js';
import type { Bill, Spending } from './spending.js';

/** A message that is about to go out. */
export interface Leaving {
  /** Key of our number and the phone. */
  readonly pair: string;
  /** Bare JID of who wrote it. */
  readonly user: string;
  readonly bill: Bill;
  /** The limit that the user has set, in segments a day. */
  readonly ownLimit: number | undefined;
}

export interface ClearanceOptions {
  /** Undefined: phones cannot refuse texts. */
  readonly optOuts: Pick<OptOuts, 'known' | 'has'> | undefined;
  readonly spending: Pick<Spending, 'counts' | 'take'>;
}

/**
 * Whether a message may go out at the moment at which it is its turn: what the phone wants, and what the user may still
 * spend. Asked then and not before, because a message may have waited for hours.
 */
export class Clearance {
  readonly #options: ClearanceOptions;

  constructor(options: ClearanceOptions) {
    this.#options = options;
  }

  /** Why it may not; undefined where it may. A promise only where the store has to be asked; that may reject. */
  refusal(leaving: Leaving): Problem | undefined | Promise<Problem | undefined> {
    const { optOuts, spending } = this.#options;
    const out = optOuts === undefined ? false : optOuts.known(leaving.pair);
    if (out === true) return OPTED_OUT;
    if (out === false && !spending.counts(leaving.ownLimit)) return undefined;
    return this.#ask(leaving);
  }

  async #ask({ pair, user, bill, ownLimit }: Leaving): Promise<Problem | undefined> {
    const { optOuts, spending } = this.#options;
    if ((await optOuts?.has(pair)) === true) return OPTED_OUT;
    return spending.counts(ownLimit) ? spending.take(user, bill, ownLimit) : undefined;
  }
}
