import type { Account, Clock } from '../../gateway.js';

/** Lanes of a process that are opened together ask within so many ms. */
const TOGETHER_MS = 50;

type Users = () => AsyncIterable<readonly Account[]>;

interface Asking {
  readonly meet: (accounts: readonly Account[]) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Reads all users from the store once for all lanes of a process that want to see them, and never twice at a time. */
export class UserWalk {
  readonly #clock: Clock;
  #asking: Asking[] = [];
  #walking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls `meet` with all accounts of each user, in a walk that begins after the call. Resolves at its end; rejects where the
   * store cannot be asked. `users`: the walk of any of the lanes.
   */
  over(users: Users, meet: Asking['meet']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#asking.push({ meet, resolve, reject });
      if (this.#walking) return;
      this.#walking = true;
      this.#clock.after(TOGETHER_MS, () => void this.#walk(users));
    });
  }

  async #walk(users: Users): Promise<void> {
    while (this.#asking.length > 0) {
      const asking = this.#asking.splice(0);
      try {
        for await (const accounts of users()) for (const { meet } of asking) meet(accounts);
        for (const { resolve } of asking) resolve();
      } catch (error) {
        for (const { reject } of asking) reject(error);
      }
    }
    this.#walking = false;
  }
}
