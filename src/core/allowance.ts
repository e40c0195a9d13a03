import type { Clock, Timer } from '../clock.js';
import { Recent } from '../recent.js';
import type { Buckets } from '../store/buckets.js';

/**
 * For how long an answer of the store is taken for the present state, ms. All messages of a sender come over one stream, so
 * nobody else takes tokens of that bucket but a process that had the stream before.
 */
const FRESH_MS = 60_000;
/** How long tokens may be owed to the buckets, ms: so the messages of that time share a trip to the store. */
const PAY_MS = 250;
/** Senders asked for in one trip: bounds the time for which the script holds Redis. */
const TOGETHER = 256;
/** Senders that are remembered. */
const REMEMBERED = 131_072;

interface Known {
  /** Tokens that are surely left: by the last answer, less what was asked for since. */
  left: number;
  /** Monotonic time until which that counts. */
  until: number;
  /** The burst of that answer: under another one it says nothing. */
  burst: number;
  /** Tokens asked for in all. */
  asked: number;
}

interface AllowanceOptions {
  /** Begins the names of the buckets. */
  readonly name: string;
  readonly buckets: Buckets;
  /** `rate`: tokens a second; `burst`: the most that a bucket holds. Read at each question: they may change. */
  readonly limits: { readonly rate: number; readonly burst: number };
  readonly clock: Clock;
}

/**
 * How many messages senders may send now. The buckets are in Redis; who surely has tokens left by the last answer is let
 * through without waiting for the next one, which spares a lone message a round trip; the tokens are taken a moment later,
 * for all senders together. Only a sender whose messages come through two processes may so get more than a bucket holds.
 */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #known = new Recent<string, Known>(REMEMBERED);
  /** Tokens let through and not taken from the buckets yet. */
  readonly #owed = new Map<string, number>();
  #paying: Timer | undefined;

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** Asks for `counts` messages by sender; the answer has as many or fewer for each. Rejects where Redis does not answer. */
  async take(counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    if (!this.#surely(counts)) return this.#ask(counts);
    for (const [sender, count] of counts) {
      this.#spend(sender, count);
      this.#owed.set(sender, (this.#owed.get(sender) ?? 0) + count);
    }
    this.#payLater();
    return new Map(counts);
  }

  /** Whether what is known is enough for everybody. */
  #surely(counts: ReadonlyMap<string, number>): boolean {
    const { clock, limits } = this.#options;
    const now = clock.monotonic();
    for (const [sender, count] of counts) {
      const known = this.#known.get(sender);
      if (known === undefined || now >= known.until || known.burst !== limits.burst || known.left < count) return false;
    }
    return true;
  }

  /** Takes the tokens that were let through unasked: soon and together, but behind the messages themselves. */
  #payLater(): void {
    this.#paying ??= this.#options.clock.after(PAY_MS, () => {
      this.#paying = undefined;
      const owed = [...this.#owed.keys()];
      // Their answers still count for the next ones; if there are none, those will wait for theirs.
      for (let from = 0; from < owed.length; from += TOGETHER) {
        const some = owed.slice(from, from + TOGETHER);
        this.#ask(new Map(some.map((sender) => [sender, 0]))).catch(() => {
          for (const sender of some) this.#known.delete(sender);
        });
      }
    });
  }

  /** Takes tokens from the buckets, those that senders owe included. */
  async #ask(counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const { name, buckets, limits, clock } = this.#options;
    const { rate, burst } = limits;
    const questions = [...counts].map(([sender, count]) => {
      const owed = this.#owed.get(sender) ?? 0;
      this.#owed.delete(sender);
      const known = this.#spend(sender, count);
      return { sender, known, owed, cost: owed + count, before: known.asked };
    });
    const demands = questions.map(({ sender, cost }) => ({ key: `${name}:${sender}`, cost }));
    const answers = await buckets.admit(demands, rate, burst, clock.now());
    const until = clock.monotonic() + FRESH_MS;
    const allowed = new Map<string, number>();
    questions.forEach(({ sender, known, owed, before }, index) => {
      const answer = answers[index];
      if (answer === undefined) return;
      allowed.set(sender, Math.max(0, answer.allowed - owed));
      known.left = answer.left - (known.asked - before);
      known.until = until;
      known.burst = burst;
    });
    return allowed;
  }

  /** Counts what a sender asks for. */
  #spend(sender: string, count: number): Known {
    const known = this.#known.get(sender) ?? { left: 0, until: 0, burst: 0, asked: 0 };
    this.#known.set(sender, known);
    known.left -= count;
    known.asked += count;
    return known;
  }
}
