import { type Clock, type KeyValue, Recent } from '../../gateway.js';
import type { Rate } from '../book/rate.js';
import { letters } from './ids.js';

/** What may be limited. */
export type Level = 'source' | 'route' | 'destination' | 'person' | 'network' | 'global';

/** One more at a level, for whoever or whatever `name` is. */
export interface Draw {
  readonly level: Level;
  readonly name: string;
  readonly rate: Rate;
}

/** Levels that are known to be full, so that a flood asks Redis for nothing. */
const MOST_FULL = 10_000;

/**
 * Rates that hold over all lanes and processes. They are counted in windows of `Rate.per`, which begin at the same times everywhere:
 * no more comes through in any time than a bucket would let through that fills as the book says.
 */
export class Rates {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  readonly #full = new Recent<string, number>(MOST_FULL);

  constructor(kv: KeyValue, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** The level at which there is no room for one more now; undefined: there is at all. Takes nothing. */
  async full(draws: readonly Draw[]): Promise<Level | undefined> {
    const now = this.#clock.now();
    const spent = await Promise.all(draws.map((draw) => this.#kv.spent(windowOf(draw, now).key)));
    return draws.find(({ rate }, index) => (spent[index] ?? 0) + 1 > rate.count)?.level;
  }

  /**
   * Takes one at all of these levels, or none: then it tells when there may be room again (wall time, ms) and at which level. `as` names
   * what it is taken for: for the same it is taken once, as long as the longest of the rates looks back.
   */
  async take(
    draws: readonly Draw[],
    as: string,
  ): Promise<{ readonly level: Level; readonly name: string; readonly until: number } | undefined> {
    const now = this.#clock.now();
    const counters = draws.map((draw) => ({ ...draw, ...windowOf(draw, now) }));
    const full = counters.find(({ key, until }) => this.#full.get(key) === until);
    if (full !== undefined) return full;
    const longest = Math.max(...counters.map(({ rate }) => rate.per));
    const once = { key: `rate:once:${as}`, by: 1, limit: 1 };
    const amounts = [once, ...counters.map(({ key, rate }) => ({ key, by: 1, limit: rate.count }))];
    const over = await this.#kv.spend(amounts, Math.ceil(longest / 1000) + 1);
    const found = counters.find(({ key }) => key === over);
    if (found !== undefined) this.#full.set(found.key, found.until);
    return found;
  }
}

function windowOf({ level, name, rate }: Draw, now: number): { readonly key: string; readonly until: number } {
  const window = Math.floor(now / rate.per);
  return { key: `rate:${level}:${letters(20, [name])}:${window}`, until: (window + 1) * rate.per };
}
