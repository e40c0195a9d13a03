/** Something that was given behind what failed: it is given again, behind that. */
export class BehindFailure extends Error {
  constructor() {
    super('what came before it could not be done');
    this.name = 'BehindFailure';
  }
}

interface Waiting {
  readonly work: () => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Does what has the same key one after the other, in the order in which it came, and other keys side by side. Where something fails, all that
 * waits behind it is given back, so that the order stays when they come again.
 */
export class InOrder {
  readonly #waiting = new Map<string, Waiting[]>();

  /** Rejects as `work` does, or with `BehindFailure`. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { work: async () => resolve(await work()), fail: reject };
      const before = this.#waiting.get(key);
      if (before !== undefined) {
        before.push(one);
        return;
      }
      const queue = [one];
      this.#waiting.set(key, queue);
      void this.#work(key, queue);
    });
  }

  async #work(key: string, queue: Waiting[]): Promise<void> {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      try {
        await one.work();
      } catch (error) {
        one.fail(error);
        for (const { fail } of queue.splice(0)) fail(new BehindFailure());
      }
    }
    this.#waiting.delete(key);
  }
}
