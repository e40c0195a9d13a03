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
    let first: { readonly key: string; readonly at: number; readonly payload: unknown } | undefined;
    for (const [key, wait] of this.waits) {
      if (wait.at <= until && (first === undefined || wait.at < first.at)) first = { key, ...wait };
    }
    return first;
  }
}
