import { type Clock, type KeyValue, Recent } from '../gateway.js';
import { seconds } from './senders.js';

const REMEMBERED = 131_072;
/** How long a write to the store may be spared when the same user writes to the same phone again. */
const SPARE_MS = 60 * 60 * 1000;

interface CandidatesOptions {
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

/** An account that wrote to a phone; another registration under the same id is not the same one. */
export interface Writer {
  readonly id: string;
  readonly born: number;
}

/** A writer as it stands in the store: `<born> <id>`, the id alone for 0. No id begins with digits and a space. */
export function writtenAs({ id, born }: Writer): string {
  return born === 0 ? id : `${born} ${id}`;
}

/** Reads what stands in the set; entries of older releases have no `born`. */
export function readWriter(text: string): Writer {
  const space = text.indexOf(' ');
  return space < 0 ? { id: text, born: 0 } : { id: text.slice(space + 1), born: Number(text.slice(0, space)) };
}

/** Who wrote to a phone from one of our numbers, newest first: the users that its answer may be for. */
export class Candidates {
  readonly #options: CandidatesOptions;
  readonly #last = new Recent<string, { readonly writer: string; readonly until: number }>(REMEMBERED);

  constructor(options: CandidatesOptions) {
    this.#options = options;
  }

  /** Notes that an account writes to a phone; undefined where the store knows it already. */
  wrote(pair: string, account: Writer): Promise<unknown> | undefined {
    const writer = writtenAs(account);
    const { kv, clock, ttl, alone } = this.#options;
    if (alone) {
      const last = this.#last.get(pair);
      if (last?.writer === writer && last.until > clock.monotonic()) return undefined;
    }
    const now = clock.now();
    return kv.rank(this.#key(pair), { [writer]: now }, now - ttl, seconds(ttl)).then(() => {
      if (alone) this.#remember(pair, writer);
    });
  }

  /** Accounts that wrote to the phone within the time, newest first. */
  async of(pair: string): Promise<readonly Writer[]> {
    const { kv, clock, ttl } = this.#options;
    return (await kv.rank(this.#key(pair), {}, clock.now() - ttl, seconds(ttl))).map(readWriter);
  }

  /** Makes an account the only candidate, until somebody else writes to the phone. */
  async choose(pair: string, account: Writer): Promise<void> {
    const { kv, clock, ttl } = this.#options;
    this.#last.delete(pair);
    const now = clock.now();
    await kv.rank(this.#key(pair), { [writtenAs(account)]: now }, now, seconds(ttl));
  }

  #key(pair: string): string {
    return `wrote:${pair}`;
  }

  #remember(pair: string, writer: string): void {
    this.#last.set(pair, {
      writer,
      until: this.#options.clock.monotonic() + Math.min(SPARE_MS, this.#options.ttl / 10),
    });
  }
}

/** Key part of one of our numbers and a phone. */
export function pairKey(ours: string, contact: string): string {
  return `${ours}|${contact}`;
}
