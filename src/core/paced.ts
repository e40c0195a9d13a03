import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { Element } from '../xmpp/element.js';

/** Makes stanzas when their turn has come. */
type Job = () => Promise<readonly Element[]>;

interface PacedOptions {
  readonly send: (stanza: Element) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Stanzas a second, and jobs that may wait for their turn. */
  readonly rate: number;
  readonly most: number;
}

/**
 * Sends what nobody waits for, a bounded number of stanzas a second, so that messages pass between. Jobs are done one after
 * the other, and their stanzas made only then: what waits is small.
 */
export class Paced {
  readonly #options: PacedOptions;
  readonly #waiting = new Set<Job>();
  #working = false;
  /** Stanzas that were sent in the second that began then, monotonic time. */
  #sent = 0;
  #second = Number.NEGATIVE_INFINITY;

  constructor(options: PacedOptions) {
    this.#options = options;
  }

  /** False where too much waits: then it is not done. */
  add(job: Job): boolean {
    if (this.#waiting.size >= this.#options.most) return false;
    this.#waiting.add(job);
    if (!this.#working) void this.#work();
    return true;
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (const job of this.#waiting) {
      this.#waiting.delete(job);
      for (const stanza of await this.#stanzasOf(job)) {
        await this.#turn();
        this.#options.send(stanza);
      }
    }
    this.#working = false;
  }

  async #stanzasOf(job: Job): Promise<readonly Element[]> {
    try {
      return await job();
    } catch (error) {
      this.#options.log.debug({ error: String(error) }, 'stanzas that may wait could not be made');
      return [];
    }
  }

  async #turn(): Promise<void> {
    const { clock, rate } = this.#options;
    if (this.#sent >= rate) {
      const rest = this.#second + 1000 - clock.monotonic();
      if (rest > 0) await new Promise<void>((resolve) => clock.after(rest, resolve));
    }
    if (clock.monotonic() - this.#second >= 1000) {
      this.#second = clock.monotonic();
      this.#sent = 0;
    }
    this.#sent += 1;
  }
}
