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
  /**
   * It has to come again, and so has what came behind it: of its conversation, or of the whole account as long as nobody knows which
   * that is. Does nothing after `run`.
   */
  fail(conversation: string | undefined): void;
}

/**
 * Keeps the mails of a conversation in the order in which they came, however long reading each of them takes: which
 * conversation a mail belongs to is known only when it has been read. Conversations go on side by side.
 */
export class Turns {
  /** By account: resolves when all mails that have come are in their conversations. */
  readonly #entered = new Map<string, Promise<void>>();
  readonly #order = new KeyedQueue();
  /** By conversation, and by account: mails up to this number came before it was known that an earlier one has to come again. */
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
    let ran = false;
    return {
      run: async <T>(conversation: string, work: () => Promise<T>): Promise<T> => {
        ran = true;
        await before;
        const key = keyOf(account, conversation);
        const result = new Promise<T>((resolve, reject) => {
          this.#order.run(key, async () => {
            const isBehind = (): boolean => this.#isBehind(number, account, key);
            await this.#work(key, repeats ? isBehind : undefined, work).then(resolve, reject);
          });
        });
        enter();
        return await result;
      },
      end: () => enter(),
      fail: (conversation) => {
        if (repeats && !ran) this.#failed.set(keyOf(account, conversation), this.#count);
        enter();
      },
    };
  }

  async #work<T>(key: string, isBehind: (() => boolean) | undefined, work: () => Promise<T>): Promise<T> {
    if (isBehind?.() === true) throw new Error('an earlier mail of the conversation has to come first');
    try {
      return await work();
    } catch (error) {
      if (isBehind !== undefined) this.#failed.set(key, this.#count);
      throw error;
    }
  }

  /** Whether an earlier mail of the conversation has failed since this one came. */
  #isBehind(number: number, account: string, key: string): boolean {
    const failed = [key, keyOf(account, undefined)].map((one) => this.#failed.get(one) ?? 0);
    return number <= Math.max(...failed);
  }
}

/** Of a conversation; undefined: of all of an account, which no conversation is called. */
function keyOf(account: string, conversation: string | undefined): string {
  return conversation === undefined ? account : `${account}>${conversation}`;
}
