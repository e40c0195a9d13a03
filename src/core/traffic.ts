import type { Metrics } from './metrics.js';

type Direction = 'out' | 'in';

/** What a message counts as: between two people, said in a room, or a word of the gateway itself. */
type TrafficKind = 'chat' | 'room' | 'notice';

/** A message has come to its end here. `out`: what the network said of it; `in`: whether the XMPP server has read it. */
export interface Ended {
  readonly gateway: string;
  readonly direction: Direction;
  readonly kind: TrafficKind;
  readonly outcome: 'accepted' | 'rejected' | 'unsupported' | 'unknown' | 'refused' | 'delivered' | 'dropped';
  /** Since its birth here, ms; missing where it was never carried. */
  readonly ms?: number;
  /** Why it was never carried: key of the sentence that says it. */
  readonly reason?: string;
}

/** The network tells later what became of a message that it had accepted. */
export interface Fate {
  readonly gateway: string;
  readonly outcome: 'delivered' | 'failed' | 'orphaned';
  /** Since the network accepted it, ms; missing where that is not known. */
  readonly ms?: number;
}

/** Hears of every message; must be as cheap as counting. */
export interface TrafficListener {
  ended(event: Ended): void;
  fate(event: Fate): void;
  /** A message of a user ended in an error after it was taken. `reason`: key of the sentence that says why. */
  failed(gateway: string, reason: string): void;
}

/** The one place that hears what becomes of messages; metrics and history are made of it. */
export class Traffic implements TrafficListener {
  readonly #metrics: Metrics;
  readonly #listeners: TrafficListener[] = [];

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  listen(listener: TrafficListener): void {
    this.#listeners.push(listener);
  }

  ended(event: Ended): void {
    const { gateway: network, direction, kind, outcome, ms } = event;
    this.#metrics.count('messages', { direction, network, kind, outcome });
    if (ms !== undefined && (outcome === 'accepted' || outcome === 'delivered')) {
      this.#metrics.observe('end_to_end_seconds', ms / 1000, { direction, network });
    }
    for (const listener of this.#listeners) listener.ended(event);
  }

  fate(event: Fate): void {
    const { gateway: network, outcome, ms } = event;
    this.#metrics.count('fates', { network, outcome });
    if (ms !== undefined && outcome === 'delivered') {
      this.#metrics.observe('delivery_report_seconds', ms / 1000, { network });
    }
    for (const listener of this.#listeners) listener.fate(event);
  }

  failed(gateway: string, reason: string): void {
    this.#metrics.count('deliveries_failed', { network: gateway, reason });
    for (const listener of this.#listeners) listener.failed(gateway, reason);
  }
}
