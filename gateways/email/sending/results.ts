import type { Outcome, PartId, Problem } from '../../gateway.js';
import type { OutRecipient } from '../conversation/out-plan.js';
import { problemOfReply } from '../smtp/replies.js';
import type { RefusedAddress, TransactionResult } from '../smtp/transaction.js';

/** Id by which reports and links know a mail at one of its recipients: its Message-ID alone for the first one. */
export function partIdOf(messageId: string, index: number): string {
  return index === 0 ? messageId : `${messageId}#${index}`;
}

/** What became of a mail, and who of its recipients is to be tried again. */
export interface Result {
  readonly outcome: Outcome;
  /** Recipients whom the server asks to try later while it took the mail for others. */
  readonly again: readonly OutRecipient[];
  /** Message-ID of the mail. */
  readonly messageId?: string;
  /** The server does not let the account in any more: its sentence. */
  readonly locked?: Problem;
}

/** Turns the end of a transaction into what the core is told. `after`: ms until the next attempt, where there is one. */
export function resultOf(
  result: TransactionResult,
  recipients: readonly OutRecipient[],
  messageId: string,
  sender: string,
  after: number,
): Result {
  if (result.kind === 'unknown') {
    return { outcome: { kind: 'unknown', maybeSent: true, reason: result.reason }, again: [] };
  }
  if (result.kind === 'not-now') {
    return { outcome: { kind: 'retry', after, reason: result.reason }, again: [] };
  }
  if (result.kind === 'refused') {
    const problem = problemOfReply(result.reply, result.stage, recipients[0]?.address ?? sender);
    return {
      outcome: refusedForAll(result.refused, recipients, problem, result.stage),
      again: [],
      ...(result.stage === 'auth' ? { locked: problem } : {}),
    };
  }
  const refused = new Map(result.refused.map(({ address, reply }) => [address, reply]));
  const again = recipients.filter(({ address }) => (refused.get(address)?.code ?? 0) < 500 && refused.has(address));
  return {
    outcome: {
      kind: 'accepted',
      parts: recipients.flatMap(({ contact, address }, index): readonly PartId[] =>
        (refused.get(address)?.code ?? 0) >= 500 ? [] : [{ id: partIdOf(messageId, index), contact }],
      ),
      refused: recipients.flatMap(({ contact, address }) => {
        const reply = refused.get(address);
        return reply === undefined || reply.code < 500
          ? []
          : [{ contact, problem: problemOfReply(reply, 'rcpt', address) }];
      }),
    },
    again,
    messageId,
  };
}

/** Nobody gets it. Where the server said something else of each recipient, each is told that. */
function refusedForAll(
  refused: readonly RefusedAddress[],
  recipients: readonly OutRecipient[],
  problem: Problem,
  stage: 'rcpt' | string,
): Outcome {
  const [only] = refused;
  if (recipients.length === 1 || refused.length < recipients.length || stage !== 'rcpt') {
    return {
      kind: 'rejected',
      problem: only === undefined ? problem : problemOfReply(only.reply, 'rcpt', only.address),
    };
  }
  const replies = new Map(refused.map(({ address, reply }) => [address, reply]));
  return {
    kind: 'accepted',
    parts: [],
    refused: recipients.map(({ contact, address }) => {
      const reply = replies.get(address);
      return { contact, problem: reply === undefined ? problem : problemOfReply(reply, 'rcpt', address) };
    }),
  };
}
