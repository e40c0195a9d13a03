import type { Clock, RatePlan, SharedRates, Timer } from '../gateway.js';

/** How much of the rate is reserved ahead over all shares together, ms: what a trip to the store may take without loss. */
const AHEAD_MS = 100;
/** What was on its way when the carrier said stop is refused as well; those refusals are one, ms. */
const SETTLE_MS = 1000;
/** Time in which a rate that was lowered to nothing is the full one again, s. */
const RECOVERY_S = 60;
/** No refusal lowers a rate below this part of the limit, nor below one segment in five seconds. */
const LEAST_PART = 0.01;
const LEAST = 0.2;
/** Pause after the store could not be asked for places, ms. */
const STORE_PAUSE_MS = 1000;
/** However long the trip to the store was, a place can be used for so long, ms; else nothing might ever go out. */
const LEAST_USE_MS = 5;

/** The rate of a carrier, and who shares it. */
export interface PaceOptions {
  readonly clock: Clock;
  readonly rates: SharedRates;
  /** Whoever uses the same key on the same store shares the rate. */
  readonly key: string;
  /** Segments a second, over all who share it. */
  readonly perSecond: number;
  /** By how many segments any one second may exceed the rate. */
  readonly burst: number;
  /** How many share it. */
  readonly shares: number;
  /** A place has come, or may have. */
  readonly due: () => void;
  /** The rate is another one now, segments a second. */
  readonly changed: (perSecond: number) => void;
  /** The store cannot be asked. */
  readonly trouble: (error: unknown) => void;
}

/** A place in time for one segment: not before, and not after; monotonic, ms. */
interface Place {
  readonly from: number;
  readonly until: number;
}

/** What no refusal lowers a limit below, and how it grows again: additive increase, multiplicative decrease (AIMD). */
function planOf(limit: number, burst: number): RatePlan {
  return {
    limit,
    ahead: (burst / limit / 2) * 1000,
    gain: limit / RECOVERY_S,
    least: Math.max(limit * LEAST_PART, Math.min(limit, LEAST)),
  };
}

/**
 * Segments in time. Places are reserved a few ahead, from a rate that all processes share, and each must be used within a
 * short time or lapses. Half of the burst lets places come early after a silence, half of it lets them be used late: so in
 * any time `t` no more than `t * rate + burst` segments go out, however late the event loop is, as long as a trip to the
 * store is shorter than half of the burst.
 */
export class Pace {
  readonly #options: PaceOptions;
  readonly #plan: RatePlan;
  /** How late a place may be used, ms. */
  readonly #grace: number;
  #places: Place[] = [];
  #reserving = false;
  /** The rate as it was when it was last heard of. */
  #perSecond: number;
  #timer: Timer | undefined;
  #timerAt = 0;
  #stopped = false;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#plan = planOf(options.perSecond, options.burst);
    this.#grace = this.#plan.ahead;
    this.#perSecond = options.perSecond;
  }

  /** How many segments may wait for their place at once: what this share gets in a tenth of a second, at least one. */
  get batch(): number {
    return Math.max(1, Math.ceil((this.#perSecond * AHEAD_MS) / 1000 / this.#options.shares));
  }

  /**
   * Takes a place if one is there. Else `due` is called when it may be. `wanted`: how many segments could go out now, this
   * one included; places are reserved for them.
   */
  take(wanted: number): boolean {
    this.expect(wanted);
    const now = this.#options.clock.monotonic();
    const [first] = this.#places;
    if (first === undefined) return false;
    if (first.from > now) {
      this.#wakeAt(first.from);
      return false;
    }
    this.#places.shift();
    return true;
  }

  /** Reserves places for segments that are about to be sent, so that the trip to the store is over by then. */
  expect(wanted: number): void {
    const now = this.#options.clock.monotonic();
    while (this.#places[0] !== undefined && this.#places[0].until < now) this.#places.shift();
    this.#reserve(wanted - this.#places.length);
  }

  /** The carrier says that it is too much: the rate falls to `factor` of what it is, and grows again in time. */
  slow(factor: number, settle = SETTLE_MS): void {
    const { rates, key, trouble } = this.#options;
    rates.slow(key, this.#plan, factor, settle).then((rate) => this.#heard(rate), trouble);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #reserve(missing: number): void {
    if (missing <= 0 || this.#reserving || this.#stopped) return;
    const { clock, rates, key, trouble } = this.#options;
    this.#reserving = true;
    const sent = clock.monotonic();
    rates.reserve(key, this.#plan, Math.min(missing, this.batch)).then(
      ({ count, first, every, rate }) => {
        this.#reserving = false;
        const received = clock.monotonic();
        // The store worked it somewhere between: a place begins by the later of the two, and ends by the earlier.
        const use = Math.max(LEAST_USE_MS, this.#grace - (received - sent));
        for (let at = 0; at < count; at += 1) {
          const from = received + Math.max(0, first + at * every);
          this.#places.push({ from, until: from + use });
        }
        this.#heard(rate);
        if (!this.#stopped) this.#options.due();
      },
      (error: unknown) => {
        trouble(error);
        // Until then nothing more is reserved.
        clock.after(STORE_PAUSE_MS, () => {
          this.#reserving = false;
          if (!this.#stopped) this.#options.due();
        });
      },
    );
  }

  #heard(rate: number): void {
    if (rate === this.#perSecond) return;
    this.#perSecond = rate;
    this.#options.changed(rate);
  }

  #wakeAt(time: number): void {
    const { clock, due } = this.#options;
    if (this.#stopped || (this.#timer !== undefined && this.#timerAt <= time)) return;
    this.#timer?.cancel();
    this.#timerAt = time;
    this.#timer = clock.after(Math.max(1, time - clock.monotonic()), () => {
      this.#timer = undefined;
      due();
    });
  }
}
