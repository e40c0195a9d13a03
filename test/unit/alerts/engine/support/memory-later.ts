import type { Clock, Later } from '../../../../../gateways/gateway.js';

/** Waits of one lane, by a clock of the test; they survive whoever arranged them. */
export class MemoryLater implements Later {
  readonly waits = new Map<string, { readonly at: number; readonly payload: unknown }>();
  readonly #clock: Clock;
  before: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async schedule(key: string, ms: number, payload: unknown): Promise<void> {
    this.before();
    this.waits.set(key, { at: this.#clock.now() + ms, payload: JSON.parse(JSON.stringify(payload)) });
  }

  async cancel(key: string): Promise<void> {
    this.before();
    this.waits.delete(key);
  }

  /** The one that is due first, until a time. */
  next(until: number): { readonly key: string; readonly at: number; readonly payload: unknown } | undefined {
    const [first] = [...this.waits].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
    return first && { key: first[0], ...first[1] };
  }
}
