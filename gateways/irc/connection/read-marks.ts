/**
 * Learns how far the server has read: a `PING` goes behind what was written, one at a time, and its answer comes when all before it
 * was read (RFC 2812 3.7.2). What is written while one is under way waits for the next, so that a flood costs one line a round trip.
 */
export class ReadMarks {
  readonly #ping: (token: string) => void;
  /** Waiting for the answer that is under way. */
  #asked: (() => void)[] = [];
  /** Written after it was asked. */
  #next: (() => void)[] = [];
  #token = 0;

  /** `ping`: sends `PING` with a token. */
  constructor(ping: (token: string) => void) {
    this.#ping = ping;
  }

  /** Calls back when the server has read all that was written so far; never where the connection ends first. */
  wait(read: () => void): void {
    this.#next.push(read);
    // What is written in the same turn of the event loop shares one.
    if (this.#asked.length === 0 && this.#next.length === 1) queueMicrotask(() => this.#ask());
  }

  /** An answer to a `PING`; whether it was one of these. */
  pong(token: string): boolean {
    if (this.#asked.length === 0 || token !== this.#name()) return false;
    const read = this.#asked;
    this.#asked = [];
    if (this.#next.length > 0) this.#ask();
    for (const done of read) done();
    return true;
  }

  #ask(): void {
    this.#asked = this.#next;
    this.#next = [];
    this.#token += 1;
    this.#ping(this.#name());
  }

  #name(): string {
    return `read${this.#token}`;
  }
}
