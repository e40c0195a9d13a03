import type { SmtpReply } from './reply.js';
import type { SmtpStage } from './transaction.js';

/** Why a mail was not handed over. */
export type FailureReason =
  | 'host-unknown'
  | 'address-refused'
  | 'unreachable'
  | 'tls-failed'
  | 'tls-not-offered'
  | 'timeout'
  | 'closed'
  | 'garbage'
  | 'refused'
  | 'auth-refused'
  | 'no-mechanism'
  | 'token-failed'
  | 'not-held'
  | 'shut';

/** Why there is no connection any more, or none at all. Thrown within this folder only. */
export class SmtpFailure extends Error {
  readonly reason: FailureReason;
  readonly stage: SmtpStage;
  readonly text: string;
  /** What the server said, where it said something. */
  readonly reply?: SmtpReply;

  constructor(reason: FailureReason, stage: SmtpStage, text = '', reply?: SmtpReply) {
    super(text === '' ? reason : `${reason}: ${text}`);
    this.name = 'SmtpFailure';
    this.reason = reason;
    this.stage = stage;
    this.text = text;
    if (reply !== undefined) this.reply = reply;
  }
}

/** What was thrown, as a failure at this stage; an error that is none of ours ended the connection. */
export function asFailure(error: unknown, stage: SmtpStage): SmtpFailure {
  if (error instanceof SmtpFailure) return error;
  return new SmtpFailure('closed', stage, error instanceof Error ? error.message.slice(0, 200) : '');
}
