import type { Clock, RatePlan, Reservation, SharedRates } from '../gateway.js';

interface State {
  /** When the next place would be, evenly spaced; monotonic, ms. */
  tat: number;
  rate: number;
  /** When `rate` was that. */
  at: number;
  slowedAt: number;
}

/** Rates of this process alone, for what is not worth a trip to the store: see `SharedRates` for what the calls mean. */
export class LocalRates implements SharedRates {
  readonly #clock: Clock;
  readonly #states = new Map<string, State>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async reserve(key: string, plan: RatePlan, count: number): Promise<Reservation> {
    const now = this.#clock.monotonic();
    const state = this.#grown(key, plan, now);
    const tat = Math.max(state.tat, now);
    const every = 1000 / state.rate;
    state.tat = tat + count * every;
    return { count, first: tat - plan.ahead - now, every, rate: state.rate };
  }

  async slow(key: string, plan: RatePlan, factor: number, settle: number): Promise<number> {
    const now = this.#clock.monotonic();
    const state = this.#grown(key, plan, now);
    if (now - state.slowedAt >= settle) {
      state.rate = Math.max(Math.min(plan.least, plan.limit), state.rate * factor);
      state.slowedAt = now;
    }
    return state.rate;
  }

  #grown(key: string, { limit, gain }: RatePlan, now: number): State {
    const state = this.#states.get(key) ?? { tat: now, rate: limit, at: now, slowedAt: Number.NEGATIVE_INFINITY };
    state.rate = Math.min(limit, state.rate + ((now - state.at) / 1000) * gain);
    state.at = now;
    this.#states.set(key, state);
    return state;
  }
}
