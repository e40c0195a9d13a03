import type { Clock } from '../clock.js';
import { Recent } from '../recent.js';
import type { Buckets } from '../store/buckets.js';

/** For how long an answer of the store is taken for the present state, ms. */
const FRESH_MS = 2000;
/** Senders that are remembered. */
const REMEMBERED = 8192;

interface Known {
  /** Tokens that are surely left: by the last answer, less what was asked for since. */
  left: number;
  /** Monotonic time until which that counts. */
  until: number;
  /** Tokens asked for in all. */
  asked: number;
}

export interface AllowanceOptions {
  /** Begins the names of the buckets. */
  readonly name: string;
  readonly buckets: Buckets;
  /** Tokens a second, and the most that a bucket holds. */
  readonly rate: number;
  readonly burst: number;
  readonly clock: Clock;
}

/**
 * How many messages senders may send now. The buckets are in Redis; who surely has tokens left by the last answer is let
 * through without waiting for the next one, which spares a lone message a round trip. Only a sender whose messages come
 * through two processes at once may so get more than a bucket holds, and for no longer than 2 s.
 */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #known = new Recent<string, Known>(REMEMBERED);

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** Asks for `counts` messages by sender; the answer has as many or fewer for each. Rejects where Redis does not answer. */
  async take(counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const sure = this.#surely(counts);
    const asked = this.#ask(counts);
    if (!sure) return asked;
    // The answer still counts for the next ones; if there is none, they will wait for theirs.
    asked.catch(() => {
      for (const sender of counts.keys()) this.#known.delete(sender);
    });
    return new Map(counts);
  }

  /** Whether what is known is enough for everybody. */
  #surely(counts: ReadonlyMap<string, number>): boolean {
    const now = this.#options.clock.monotonic();
    for (const [sender, count] of counts) {
      const known = this.#known.get(sender);
      if (known === undefined || now >= known.until || known.left < count) return false;
    }
    return true;
  }

  async #ask(counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const { name, buckets, rate, burst, clock } = this.#options;
    const asked = [...counts].map(([sender, count]) => this.#remember(sender, count));
    const demands = [...counts].map(([sender, cost]) => ({ key: `${name}:${sender}`, cost }));
    const answers = await buckets.admit(demands, rate, burst, clock.now());
    const until = clock.monotonic() + FRESH_MS;
    const allowed = new Map<string, number>();
    demands.forEach((_, index) => {
      const answer = answers[index];
      const question = asked[index];
      if (answer === undefined || question === undefined) return;
      const { sender, known, before } = question;
      allowed.set(sender, answer.allowed);
      known.left = answer.left - (known.asked - before);
      known.until = until;
    });
    return allowed;
  }

  /** Counts a question; `before` is what was asked for up to and with it. */
  #remember(sender: string, count: number): { sender: string; known: Known; before: number } {
    const known = this.#known.get(sender) ?? { left: 0, until: 0, asked: 0 };
    this.#known.set(sender, known);
    known.left -= count;
    known.asked += count;
    return { sender, known, before: known.asked };
  }
}
