import { KeyedQueue, Recent } from '../../gateway.js';

/** Conversations of which it is remembered that a mail has to come again. */
const MOST_FAILED = 4096;

/** The turn of one mail. */
export interface Turn {
  /**
   * Works on the mail when it is its turn in a conversation: behind all mails of the account that came earlier and belong to
   * that conversation. Rejects as `work` does; without it where an earlier one of the conversation has failed since this one
   * came, so that it comes again behind that.
   */
  run<T>(conversation: string, work: () => Promise<T>): Promise<T>;
  /** Nothing more is to be done for it. Does nothing after `run`. */
  end(): void;
}

/**
 * Keeps the mails of a conversation in the order in which they came, however long reading each of them takes: which
 * conversation a mail belongs to is known only when it has been read. Conversations go on side by side.
 */
export class Turns {
  /** By account: resolves when all mails that have come are in their conversations. */
  readonly #entered = new Map<string, Promise<void>>();
  readonly #order = new KeyedQueue();
  /** By conversation: mails up to this number came before it was known that an earlier one has to come again. */
  readonly #failed = new Recent<string, number>(MOST_FAILED);
  #count = 0;

  /** A mail of an account has come. `repeats`: all that fail come again, in their order. Call `end` in any case. */
  arrive(account: string, repeats: boolean): Turn {
    this.#count += 1;
    const number = this.#count;
    const before = this.#entered.get(account);
    let enter = (): void => {};
    const entered = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const mine = (before === undefined ? entered : before.then(() => entered)).finally(() => {
      if (this.#entered.get(account) === mine) this.#entered.delete(account);
    });
    this.#entered.set(account, mine);
    return {
      run: async <T>(conversation: string, work: () => Promise<T>): Promise<T> => {
        await before;
        const key = `${account}>${conversation}`;
        const result = new Promise<T>((resolve, reject) => {
          this.#order.run(key, async () => {
            await this.#work(key, number, repeats, work).then(resolve, reject);
          });
        });
        enter();
        return await result;
      },
      end: () => enter(),
    };
  }

  async #work<T>(key: string, number: number, repeats: boolean, work: () => Promise<T>): Promise<T> {
    if (repeats && number <= (this.#failed.get(key) ?? 0)) {
      throw new Error('an earlier mail of the conversation has to come first');
    }
    try {
      return await work();
    } catch (error) {
      if (repeats) this.#failed.set(key, this.#count);
      throw error;
    }
  }
}
