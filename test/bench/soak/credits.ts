/** Lets as many pass as were let in; others wait for their turn. */
export class Credits {
  readonly #waiting: (() => void)[] = [];
  #left = 0;

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#left += 1;
    else next();
  }

  take(): Promise<void> {
    if (this.#left > 0) {
      this.#left -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
