import type { Envelope } from './envelope.js';
import type { Outcome } from './outcome.js';

/** Waits that survive a restart; kept per lane and served by whoever holds it. */
export interface Later {
  /** Calls `LaneHold.later(payload)` `ms` from now or later. The same `key` again replaces the wait. Payload: JSON. */
  schedule(key: string, ms: number, payload: unknown): Promise<void>;
  cancel(key: string): Promise<void>;
}

/** The right to work one lane, from winning it until it is given back or lost. */
export interface Tenure {
  readonly lane: string;
  /** Counts up with every tenure of this lane. */
  readonly epoch: number;
  /** False once the lease is over by the local clock: nothing may be written to the outside. Ask before every write. */
  mayWrite(): boolean;
  /**
   * How long nobody else can have the lane, ms: also of a lane that was lost because its lease was not renewed in time, until
   * that lease is over in Redis. For last words to those who cannot be told otherwise; nothing of the lane may be among them.
   */
  alone(): number;
  /** `LaneHold.free()` may have grown without a settle. Cheap. */
  wake(): void;
  /** State of the outside connections; only changes are written. A lane is up until it is told otherwise. */
  state(state: 'up' | 'down', reason?: string): void;
  readonly later: Later;
  /** Puts an envelope into this lane, behind what is there. Resolves and rejects as `Lanes.add`. */
  add(envelope: Envelope): Promise<void>;
}

/** Open outside connections of one lane, as the lane drives them (see `Hold` in gateways/gateway.ts). */
export interface LaneHold {
  /** How many envelopes may be submitted right now. */
  free(): number;
  /** How many envelopes of one conversation may be outside at once. */
  readonly depth: number;
  /** Sends one envelope; calls `settle` exactly once, possibly before it returns. Must not throw. */
  submit(envelope: Envelope, settle: (outcome: Outcome) => void): void;
  /** A wait has ended. Rejecting repeats it a second later. */
  later?(payload: unknown): Promise<void>;
  /** No new submits come; resolves when the open ones are settled or `signal` aborts. */
  drain(signal: AbortSignal): Promise<void>;
  /** Closes at once and settles what is open. */
  close(): Promise<void>;
}

/** An envelope that will not be submitted again, and how it ended. */
export interface Settled {
  readonly envelope: Envelope;
  readonly outcome: Outcome;
}

/** Whose envelopes are; `at`: of the oldest of them, where that is known. */
export type Whose = Pick<Envelope, 'account' | 'born'> & Partial<Pick<Envelope, 'at'>>;

/** What works a lane; one object may serve many lanes. */
export interface LaneHandler {
  /**
   * What had begun when a holder died: false, it is settled as `unknown` and never submitted again; true (a far side that
   * recognises repeats, or where a repeat is the lesser harm), it is submitted again and no begin marks are written.
   */
  readonly repeatBegun: boolean;
  /** The lane was won. Resolves when `submit` may be called; connecting goes on inside the hold. */
  open(tenure: Tenure): Promise<LaneHold>;
  /**
   * Effects of a group of outcomes: links, receipts, errors put into the next lanes under ids derived from the
   * envelope's. Outcomes here are never `retry`. After it rejected it is called again with the same items; it may also be
   * called again after a crash, with the same or with an `unknown` outcome.
   */
  effects(items: readonly Settled[], lane: string): Promise<void>;
  /**
   * Asked every 10 s of what waits: the outcome of envelopes that are not to be submitted any more, because of whose they
   * are; undefined of the others. Must be quick; who has to find out says undefined and knows it the next time.
   */
  withdrawn?(whose: Whose): Outcome | undefined;
  /** What to say of an envelope that is past `expires` and was not submitted. */
  expired(envelope: Envelope): Outcome;
}
