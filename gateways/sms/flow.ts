import type { HoldContext } from '../gateway.js';
import { Brake } from './brake.js';
import type { CarrierConfig } from './config.js';
import { NEARLY_TOO_MUCH, Pacing, TOO_MUCH } from './pacing.js';
import { Seldom } from './seldom.js';
import { ESME } from './smpp/pdu.js';
import type { Answered } from './smpp/submits.js';
import { type Statuses, statusCode } from './status.js';

/** Pause after the store could not be asked, ms. */
export const STORE_PAUSE_MS = 1000;
/** congestion_state, percent: from here on the carrier is about to have too much (SMPP 5.0 4.8.4.18). */
const CONGESTED = 90;

interface FlowOptions {
  readonly carrier: CarrierConfig;
  readonly context: HoldContext;
  readonly statuses: Statuses;
  /** More may go out than before. */
  readonly resume: () => void;
}

/** How fast segments may go to a carrier: its rate, and what its answers say of the load that we are. */
export class Flow {
  readonly #carrier: CarrierConfig;
  readonly #context: HoldContext;
  readonly #statuses: Statuses;
  readonly #pacing: Pacing;
  readonly #brake: Brake;
  readonly #seldom: Seldom;

  constructor({ carrier, context, statuses, resume }: FlowOptions) {
    const { clock, rates, metrics } = context;
    this.#carrier = carrier;
    this.#context = context;
    this.#statuses = statuses;
    this.#seldom = new Seldom(clock);
    this.#brake = new Brake(clock, resume);
    this.#pacing = new Pacing({
      clock,
      rates,
      carrier: carrier.name,
      shares: carrier.shares,
      rate: carrier.rate,
      burst: carrier.burst,
      due: resume,
      changed: (perSecond) => {
        metrics.gauge('rate', perSecond, { carrier: carrier.name });
        resume();
      },
      trouble: (error) => this.storeTrouble(error),
    });
    if (carrier.rate !== undefined) metrics.gauge('rate', carrier.rate, { carrier: carrier.name });
  }

  /** Nothing may go out at all for now. */
  get stopped(): boolean {
    return this.#brake.on;
  }

  /** Segments that may wait for their place at once. */
  get batch(): number {
    return this.#pacing.batch;
  }

  /** There is a rate: what is sent makes room, not only what is answered. */
  get limited(): boolean {
    return this.#pacing.limited;
  }

  /** Takes a place for one segment of `wanted` that could go out; false: not now. */
  take(wanted: number): boolean {
    return this.#pacing.take(wanted);
  }

  /** `wanted` segments are about to be sent; what has to be asked of the store for them is asked now. */
  expect(wanted: number): void {
    this.#pacing.expect(wanted);
  }

  /**
   * Hears what the carrier answers: when it has too much of us a pause of this lane, and a lower rate after it. `alone`: it
   * takes other messages, so what it has too much of is this one (`Past.alone`).
   */
  note({ status, congestion = 0 }: Answered, alone = false): void {
    if (congestion >= CONGESTED) this.#pacing.slow(NEARLY_TOO_MUCH);
    if (status === ESME.ROK) {
      this.#brake.release();
      return;
    }
    const meaning = this.#statuses.meaning(status);
    this.#context.metrics.count('refused', { carrier: this.#carrier.name, status: statusCode(status) });
    if (meaning.class === 'setting' && this.#seldom.worth(statusCode(status))) {
      this.#context.log.error(
        { status: statusCode(status), name: meaning.name },
        'the carrier refuses a setting of ours',
      );
    }
    const tooMuch = this.#statuses.isTooMuch(status);
    if (meaning.class !== 'slow' || (tooMuch && alone)) return;
    if (tooMuch) {
      this.#context.metrics.count('rate_limited', { scope: 'carrier' });
      this.#pacing.slow(TOO_MUCH);
    }
    this.#brake.tighten(meaning.retryMs);
  }

  /** The store cannot be asked; nothing goes out for a moment. */
  pause(error: unknown): void {
    this.storeTrouble(error);
    this.#brake.pause(STORE_PAUSE_MS);
  }

  storeTrouble(error: unknown): void {
    if (this.#seldom.worth(String(error))) {
      this.#context.log.warn({ error: String(error) }, 'the store cannot be asked before a message goes out');
    }
  }

  stop(): void {
    this.#brake.stop();
    this.#pacing.stop();
  }
}
