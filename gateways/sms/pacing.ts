import type { Clock, SharedRates } from '../gateway.js';
import { LocalRates } from './local-rates.js';
import { Pace, type PaceOptions } from './pace.js';

/** What a carrier may say of the load that we are to it: the rate falls to this part. */
export const TOO_MUCH = 0.5;
export const NEARLY_TOO_MUCH = 0.9;

/** Segments a second: when fewer were sent, that says little of what a carrier takes. */
const LEAST_FOUND = 20;
const SECOND_MS = 1000;

interface PacingOptions {
  readonly clock: Clock;
  /** The rates of all processes. */
  readonly rates: SharedRates;
  readonly carrier: string;
  readonly shares: number;
  /** Segments a second that the carrier allows; unset: it has not said. */
  readonly rate: number | undefined;
  readonly burst: number | undefined;
  readonly due: PaceOptions['due'];
  /** The rate is another one now, segments a second; infinite where a limit is dropped. */
  readonly changed: PaceOptions['changed'];
  readonly trouble: PaceOptions['trouble'];
}

/** The burst where the config file says none: a tenth of a second's worth. */
function usualBurst(rate: number): number {
  return Math.max(1, rate / 10);
}

/**
 * How fast segments go to a carrier. With a rate of the carrier's it is kept over all processes, and lowered for all of them
 * when the carrier is throttling. Without one there is no limit until the carrier throttles: then this share finds its own,
 * beginning at half of what it had just been sending, and drops it when twice that speed is taken again.
 */
export class Pacing {
  readonly #options: PacingOptions;
  readonly #own: LocalRates;
  #pace: Pace | undefined;
  /** Segments sent in the present second and in the one before it. */
  #second = 0;
  #sent = 0;
  #sentBefore = 0;

  constructor(options: PacingOptions) {
    this.#options = options;
    this.#own = new LocalRates(options.clock);
    if (options.rate !== undefined) {
      this.#pace = this.#shared(options.rate, options.burst ?? usualBurst(options.rate));
    }
  }

  /** Segments that may wait for their place at once. */
  get batch(): number {
    return this.#pace?.batch ?? Number.POSITIVE_INFINITY;
  }

  get limited(): boolean {
    return this.#pace !== undefined;
  }

  /** Takes a place for one segment of `wanted` that could go out; false: not now, `due` is called when it may be. */
  take(wanted: number): boolean {
    if (this.#pace !== undefined && !this.#pace.take(wanted)) return false;
    this.#turn();
    this.#sent += 1;
    return true;
  }

  /** `wanted` segments are about to be sent. */
  expect(wanted: number): void {
    this.#pace?.expect(wanted);
  }

  /** The carrier has too much of us, or nearly so: `TOO_MUCH`, `NEARLY_TOO_MUCH`. */
  slow(factor: number): void {
    if (this.#pace !== undefined) {
      this.#pace.slow(factor);
      return;
    }
    this.#pace = this.#found();
    // It begins at twice of what was sent.
    this.#pace.slow(factor / 2, 0);
  }

  stop(): void {
    this.#pace?.stop();
  }

  #shared(perSecond: number, burst: number): Pace {
    const { clock, rates, carrier, shares, due, changed, trouble } = this.#options;
    return new Pace({ clock, rates, key: carrier, perSecond, burst, shares, due, changed, trouble });
  }

  /** A limit of this share's own. It grows to twice of what was too much, and is gone when it gets there. */
  #found(): Pace {
    const { clock, carrier, due, changed, trouble } = this.#options;
    this.#turn();
    const perSecond = 2 * Math.max(LEAST_FOUND, this.#sent, this.#sentBefore);
    const pace = new Pace({
      clock,
      rates: this.#own,
      key: carrier,
      perSecond,
      burst: usualBurst(perSecond),
      shares: 1,
      due,
      changed: (rate) => {
        if (rate >= perSecond && this.#pace === pace) {
          pace.stop();
          this.#pace = undefined;
          changed(Number.POSITIVE_INFINITY);
        } else changed(rate);
      },
      trouble,
    });
    return pace;
  }

  /** Begins a new second of counting where one is over. */
  #turn(): void {
    const second = Math.floor(this.#options.clock.monotonic() / SECOND_MS);
    if (second === this.#second) return;
    this.#sentBefore = second === this.#second + 1 ? this.#sent : 0;
    this.#sent = 0;
    this.#second = second;
  }
}
