import { type Clock, type KeyValue, Recent } from '../gateway.js';
import { seconds } from './senders.js';

const REMEMBERED = 131_072;
/** How long a write to the store may be spared when the same user writes to the same phone again. */
const SPARE_MS = 60 * 60 * 1000;

export interface CandidatesOptions {
  readonly kv: KeyValue;
  readonly clock: Clock;
  /** How long a user who wrote to a phone stays one whom its answer may be for, ms. */
  readonly ttl: number;
  /**
   * True where this hold sees all that goes to a phone and all that comes from it (one lane in all). Only then may it
   * remember who wrote last instead of storing it each time.
   */
  readonly alone: boolean;
}

/** Who wrote to a phone from one of our numbers, newest first: the users that its answer may be for. */
export class Candidates {
  readonly #options: CandidatesOptions;
  readonly #last = new Recent<string, { readonly account: string; readonly until: number }>(REMEMBERED);

  constructor(options: CandidatesOptions) {
    this.#options = options;
  }

  /** Notes that an account writes to a phone; undefined where the store knows it already. */
  wrote(pair: string, account: string): Promise<unknown> | undefined {
    const { kv, clock, ttl, alone } = this.#options;
    if (alone) {
      const last = this.#last.get(pair);
      if (last?.account === account && last.until > clock.monotonic()) return undefined;
    }
    const now = clock.now();
    return kv.rank(this.#key(pair), { [account]: now }, now - ttl, seconds(ttl)).then(() => {
      if (alone) this.#remember(pair, account);
    });
  }

  /** Accounts that wrote to the phone within the time, newest first. */
  of(pair: string): Promise<readonly string[]> {
    const { kv, clock, ttl } = this.#options;
    return kv.rank(this.#key(pair), {}, clock.now() - ttl, seconds(ttl));
  }

  /** Makes an account the only candidate, until somebody else writes to the phone. */
  async choose(pair: string, account: string): Promise<void> {
    const { kv, clock, ttl } = this.#options;
    this.#last.delete(pair);
    const now = clock.now();
    await kv.rank(this.#key(pair), { [account]: now }, now, seconds(ttl));
  }

  #key(pair: string): string {
    return `wrote:${pair}`;
  }

  #remember(pair: string, account: string): void {
    this.#last.set(pair, {
      account,
      until: this.#options.clock.monotonic() + Math.min(SPARE_MS, this.#options.ttl / 10),
    });
  }
}

/** Key part of one of our numbers and a phone. */
export function pairKey(ours: string, contact: string): string {
  return `${ours}|${contact}`;
}
