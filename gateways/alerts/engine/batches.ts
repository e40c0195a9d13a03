interface BatchWork<Key, Item> {
  /** Works some things of one key, in their order. */
  readonly work: (key: Key, items: readonly Item[]) => Promise<void>;
  /** Called where that was rejected, before whoever waits learns it. */
  readonly failed: (key: Key) => void;
}

interface Pending<Item> {
  readonly item: Item;
  readonly done: (error?: unknown) => void;
}

/**
 * Works what has the same key one after the other, and together what has come meanwhile; other keys side by side. Where something fails, what
 * has come behind it fails too: it comes again, behind it.
 */
export class Batches<Key, Item> {
  readonly #most: number;
  readonly #does: BatchWork<Key, Item>;
  readonly #queues = new Map<Key, Pending<Item>[]>();

  /** `most`: things that are worked together. */
  constructor(most: number, does: BatchWork<Key, Item>) {
    this.#most = most;
    this.#does = does;
  }

  /** Resolves when it is worked; rejects where it is to come again. */
  add(key: Key, item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      const queue = this.#queues.get(key);
      if (queue !== undefined) {
        queue.push({ item, done });
        return;
      }
      const fresh = [{ item, done }];
      this.#queues.set(key, fresh);
      void this.#run(key, fresh);
    });
  }

  async #run(key: Key, queue: Pending<Item>[]): Promise<void> {
    for (let batch = queue.splice(0, this.#most); batch.length > 0; batch = queue.splice(0, this.#most)) {
      const items = batch.map(({ item }) => item);
      try {
        await this.#does.work(key, items);
        for (const { done } of batch) done();
      } catch (error) {
        this.#does.failed(key);
        for (const { done } of [...batch, ...queue.splice(0)]) done(error ?? new Error('unknown'));
      }
    }
    this.#queues.delete(key);
  }
}
