import type { Problem } from '../../gateway.js';
import { OPTED_OUT, type OptOuts } from './opt-outs.js';
import type { Bill, Spending, Taken } from './spending.js';

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

/** What a message took from the limits, if anything; or why it may not go out. */
export type Cleared = { readonly taken?: Taken } | { readonly problem: Problem };

const FREE: Cleared = {};

interface ClearanceOptions {
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

  /** What it took from the limits, or why it may not go out. A promise only where the store has to be asked; that may reject. */
  ask(leaving: Leaving): Cleared | Promise<Cleared> {
    const { optOuts, spending } = this.#options;
    const out = optOuts === undefined ? false : optOuts.known(leaving.pair);
    if (out === true) return { problem: OPTED_OUT };
    if (out === false && !spending.counts(leaving.ownLimit)) return FREE;
    return this.#asked(leaving);
  }

  async #asked({ pair, user, bill, ownLimit }: Leaving): Promise<Cleared> {
    const { optOuts, spending } = this.#options;
    if ((await optOuts?.has(pair)) === true) return { problem: OPTED_OUT };
    if (!spending.counts(ownLimit)) return FREE;
    const taken = await spending.take(user, bill, ownLimit);
    return 'problem' in taken ? taken : { taken };
  }
}
