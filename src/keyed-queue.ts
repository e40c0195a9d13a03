/** Runs tasks of one key one after the other, in the order they came; tasks of different keys side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Keys of which something runs or waits. */
  get size(): number {
    return this.#tails.size;
  }

  /** Whether something of `key` runs or waits. */
  has(key: string): boolean {
    return this.#tails.has(key);
  }

  /** Runs `task` when all earlier ones of `key` have ended; a task must not reject. */
  run(key: string, task: () => Promise<void>): void {
    const before = this.#tails.get(key);
    const tail = (before === undefined ? task() : before.then(task)).finally(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}
