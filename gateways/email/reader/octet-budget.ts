/**
 * How many octets may be worked on at the same time. Who asks for more waits, in the order of asking; one request above the
 * whole budget is served alone.
 */
export class OctetBudget {
  readonly #limit: number;
  readonly #waiting: { readonly octets: number; readonly admit: () => void }[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Octets that are taken. */
  get used(): number {
    return this.#used;
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when there is room, with what gives it back; call that once. */
  async take(octets: number): Promise<() => void> {
    const share = Math.min(octets, this.#limit);
    if (this.#waiting.length > 0 || !this.#fits(share)) {
      await new Promise<void>((admit) => this.#waiting.push({ octets: share, admit }));
    } else {
      this.#used += share;
    }
    return () => this.#release(share);
  }

  #release(octets: number): void {
    this.#used -= octets;
    let next = this.#waiting[0];
    while (next !== undefined && this.#fits(next.octets)) {
      this.#waiting.shift();
      this.#used += next.octets;
      next.admit();
      next = this.#waiting[0];
    }
  }

  #fits(octets: number): boolean {
    return this.#used + octets <= this.#limit;
  }
}
