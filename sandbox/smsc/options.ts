import type { Phones } from './phones.js';
import type { ReceiptPlan } from './receipt.js';
import type { Script } from './script.js';

/** How a simulated phone network is started. */
export interface SmscOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  readonly systemId: string;
  readonly password: string;
  readonly latencyMs?: number;
  /** More submit_sm than this without an answer on one connection are answered ESME_RMSGQFUL (0x14). */
  readonly windowLimit?: number;
  readonly dlr?: ReceiptPlan;
  readonly phones?: Phones;
  readonly script?: Script;
  /** False: counts only, for benches. Default true. */
  readonly record?: boolean;
  /** File that every taken message is appended to before it is answered; read again at start. */
  readonly journal?: string;
  /** Milliseconds between enquire_link of ours; default 30,000, 0 for none. */
  readonly enquireMs?: number;
  /** Most deliver_sm without an answer on one connection; default 100. */
  readonly deliverWindow?: number;
  /** Milliseconds before a deliver_sm that was refused for now goes out again; default 500. */
  readonly retryMs?: number;
  /** Milliseconds after which an unanswered deliver_sm goes out again; default 10,000. */
  readonly deliverTimeoutMs?: number;
}

/** What has been counted since the start or the last reset. */
export interface Counts {
  readonly submits: number;
  readonly accepted: number;
  readonly refused: number;
  readonly receiptsSent: number;
  readonly receiptsAnswered: number;
  readonly messagesAnswered: number;
  readonly messagesRefused: number;
  readonly deliveriesSent: number;
  readonly deliveriesRepeated: number;
  readonly deliveriesPending: number;
  readonly connections: number;
  readonly bound: number;
  readonly binds: number;
  readonly maxOpen: number;
  /** machineTime of the first and last submit_sm, 0 where there was none. */
  readonly firstAt: number;
  readonly lastAt: number;
}
