import type { Clock, SharedBuckets } from '../../../../gateways/gateway.js';

/** Buckets as all processes share them, of a clock that a test moves. */
export class MemoryBuckets implements SharedBuckets {
  /** How often anybody asked. */
  asked = 0;
  /** Called first; throwing makes the store away. */
  before: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(key: string, { rate, burst }: { readonly rate: number; readonly burst: number }, most: number) {
    this.before?.();
    this.asked += 1;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    const taken = Math.min(most, Math.floor(tokens));
    this.#buckets.set(key, { tokens: tokens - taken, at: now });
    return { taken, wait: taken < most ? ((1 - (tokens - taken)) / rate) * 1000 : 0 };
  }
}
