/** Counts stanzas that are being worked and stops the reading of the stream while they are too many. */
export class Backlog {
  readonly #most: number;
  readonly #reading: (go: boolean) => void;
  #open = 0;
  #paused = false;

  /** At `most` open stanzas `reading(false)` is called, and `reading(true)` when a quarter of them is left. */
  constructor(most: number, reading: (go: boolean) => void) {
    this.#most = most;
    this.#reading = reading;
  }

  opened(): void {
    this.#open += 1;
    if (this.#open < this.#most || this.#paused) return;
    this.#paused = true;
    this.#reading(false);
  }

  closed(): void {
    this.#open -= 1;
    if (this.#open > this.#most / 4 || !this.#paused) return;
    this.#paused = false;
    this.#reading(true);
  }
}
