import type { Capabilities } from './capabilities.js';
import type { FailureReason, SmtpFailure } from './failure.js';
import type { SmtpReply } from './reply.js';
import { ownReply } from './reply-parser.js';
import type { RefusedAddress, SmtpAbilities, SmtpStage, TransactionResult } from './transaction.js';

/** What of the capabilities whoever hands over a mail may use. */
export function abilitiesOf({ dsn, utf8, eightBit, pipelining, size }: Capabilities): SmtpAbilities {
  return { dsn, utf8, eightBit, pipelining, ...(size === undefined ? {} : { size }) };
}

/** Surely not taken, because the server said so. */
export function refusal(
  reply: SmtpReply,
  stage: SmtpStage,
  refused: readonly RefusedAddress[] = [],
): TransactionResult {
  if (reply.code >= 500) return { kind: 'refused', reply, stage, refused };
  // A 2xx or 3xx where neither can be is no answer to what was asked.
  if (reply.code < 400) return { ...notNow(`unexpected ${reply.code}`, stage), refused };
  const reason = `${reply.code} ${reply.text}`.slice(0, 200);
  return { kind: 'not-now', reason, stage, scope: isOfServer(reply, stage) ? 'server' : 'mail', reply, refused };
}

/** 421, and throttles by RFC 3463 3.8 at MAIL, speak of whoever sends and not of the mail. */
function isOfServer({ code, status }: SmtpReply, stage: SmtpStage): boolean {
  if (code === 421 || ['connect', 'greeting', 'hello', 'tls', 'auth'].includes(stage)) return true;
  return stage === 'mail' && status?.subject === 7;
}

type NotNow = Extract<TransactionResult, { readonly kind: 'not-now' }>;

/** Surely not taken, because of the connection. */
export function notNow(reason: string, stage: SmtpStage): NotNow {
  const ours = reason === ('shut' satisfies FailureReason) || reason === ('not-held' satisfies FailureReason);
  return { kind: 'not-now', reason, stage, scope: ours ? 'us' : 'server', refused: [] };
}

/** What a failure before the final dot means for the mail that was to be sent. */
export function failed(failure: SmtpFailure): TransactionResult {
  const { reason, stage, reply, message } = failure;
  if (reason === 'auth-refused' || reason === 'no-mechanism') {
    const said = reply ?? ownReply(504, 5, 4, `no way to log in that both sides know: ${message}`);
    return { kind: 'refused', reply: said, stage, refused: [] };
  }
  if (reply === undefined) return notNow(reason === 'shut' || reason === 'not-held' ? reason : message, stage);
  // A server that does not let us in at all may do so later, whatever it says of this time.
  const text = `${reply.code} ${reply.text}`.slice(0, 200);
  return { kind: 'not-now', reason: text, stage, scope: 'server', reply, refused: [] };
}
