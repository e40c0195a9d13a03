/** Whoever waits for something to change, and is woken whatever has. */
export class Watchers {
  readonly #waiting = new Set<() => void>();

  /** Resolves when something has changed, and after `timeoutMs` at the latest. */
  async change(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }

  /** Something has changed. */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
