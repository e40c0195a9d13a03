/** Gives out work in portions: those who work wait until some is allowed. */
export class Pace {
  #left = 0;
  #waiting: (() => void)[] = [];
  #ended = false;

  allow(count: number): void {
    this.#left += count;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Up to `most`, at least 1; 0 when there will be no more. */
  async take(most: number): Promise<number> {
    while (this.#left <= 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#ended && this.#left <= 0) return 0;
    const taken = Math.min(most, this.#left);
    this.#left -= taken;
    return taken;
  }

  /** Nothing more comes; what is left may still be taken. */
  end(): void {
    this.#ended = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
