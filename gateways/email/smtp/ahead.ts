import type { Capabilities } from './capabilities.js';
import { type Ahead, unfitness } from './exchange.js';
import type { Transaction } from './transaction.js';

interface Waiting {
  readonly transaction: Transaction;
}

/** The mail that a server is asked for behind the one that is under way; of the mails that wait for a connection, the first. */
export class AskedAhead<Job extends Waiting> implements Ahead {
  readonly #can: Capabilities;
  readonly #take: () => Job | undefined;
  readonly #giveBack: (job: Job) => void;
  #job: Job | undefined;

  /** `take`: the first of those that wait, which does so no more; `giveBack`: it waits again, before all others. */
  constructor(can: Capabilities, take: () => Job | undefined, giveBack: (job: Job) => void) {
    this.#can = can;
    this.#take = take;
    this.#giveBack = giveBack;
  }

  /** The mail that the connection is bound to. */
  get job(): Job | undefined {
    return this.#job;
  }

  next(): Transaction | undefined {
    const job = this.#take();
    if (job === undefined) return undefined;
    if (!job.transaction.mayWrite() || unfitness(job.transaction, this.#can) !== undefined) {
      this.#giveBack(job);
      return undefined;
    }
    this.#job = job;
    return job.transaction;
  }

  release(): void {
    const job = this.#job;
    this.#job = undefined;
    if (job !== undefined) this.#giveBack(job);
  }
}
