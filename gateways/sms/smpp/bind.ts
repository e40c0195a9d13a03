import type { SubmitSm } from './pdu.js';
import type { InboundHandler } from './session.js';
import type { Answered, SubmitAnswer } from './submits.js';

/** What a bind tells. */
export interface BindEvents {
  /** Messages can be sent over it. */
  up(): void;
  /** It was up and is not any more, or it could not come up. */
  down(reason: string): void;
  readonly inbound: InboundHandler;
}

/**
 * A way to the carrier and back that is kept up until it is closed: one session as a transceiver, or a transmitter and a
 * receiver that belong together.
 */
export interface Bind {
  /** Messages can be sent, and their receipts can come back. */
  readonly ready: boolean;
  /** Submits without an answer yet. */
  readonly open: number;
  /** Begins to connect; never throws. */
  start(): void;
  /** Sends one message: see `Session.submit`. */
  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void, late?: (answer: Answered) => void): void;
  /** Ends the present sessions at once; fresh ones follow. */
  restart(reason: string): void;
  /** No new session follows; the present ones take nothing more of the carrier: see `Session.stopTaking`. */
  stopTaking(): void;
  /** No new session follows; the present ones unbind. */
  unbind(): Promise<void>;
  /** No new session follows; the present ones end at once. */
  close(): void;
}
