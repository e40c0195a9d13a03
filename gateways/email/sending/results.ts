import type { Outcome, PartId, Problem, RefusedRecipient } from '../../gateway.js';
import type { OutRecipient } from '../conversation/out-plan.js';
import { problemOfReply, problemOfResult } from '../smtp/replies.js';
import type { RefusedAddress, TransactionResult } from '../smtp/transaction.js';
import { smarthostProblem } from './smarthost-trouble.js';

/** Id by which reports and links know a mail at one of its recipients: its Message-ID alone for the first one. */
export function partIdOf(messageId: string, index: number): string {
  return index === 0 ? messageId : `${messageId}#${index}`;
}

/** The Message-ID of an id that `partIdOf` made. */
export function messageIdOf(part: string): string {
  return part.replace(/#\d{1,6}$/, '');
}

/** The ids of a mail at all of its recipients. */
export function partsOf(messageId: string, recipients: readonly OutRecipient[]): readonly PartId[] {
  return recipients.map(({ contact }, index) => ({ id: partIdOf(messageId, index), contact }));
}

/** It stays here: whoever holds the lane next sends it. */
export const ANOTHER_HOLDER: Outcome = {
  kind: 'retry',
  after: 0,
  reason: 'another process may hold the lane',
  scope: 'lane',
};

/** The answer of its server was lost. */
export const UNKNOWN: Problem = {
  type: 'wait',
  condition: 'undefined-condition',
  text: { key: 'email.unknown' },
  maybeSent: true,
};

/** What became of a mail, and who of its recipients is to be tried again. */
export interface Result {
  readonly outcome: Outcome;
  /** Recipients whom the server asks to try later while it took the mail for others. */
  readonly again: readonly OutRecipient[];
  /** Parts of which nobody can say whether they went out, while it is known of others. */
  readonly unsure?: readonly PartId[];
  /** Message-ID of the mail; missing: there is none. */
  readonly messageId?: string;
  /** All recipients, in the order of the ids of parts. */
  readonly recipients?: readonly OutRecipient[];
  /** The server does not let the account in any more: its sentence. */
  readonly locked?: Problem;
  /** Those of the parts that are with their receivers for sure. */
  readonly arrived?: readonly PartId[];
  /** Why it is not there yet, where it is tried again. */
  readonly why?: Problem;
}

/** One mail that was handed over. */
interface Handed {
  readonly messageId: string;
  /** All of its recipients, in the order of the ids of parts. */
  readonly recipients: readonly OutRecipient[];
  /** Those of them that it was handed over for now. */
  readonly to: readonly OutRecipient[];
  /** Address that it was sent from. */
  readonly sender: string;
  /** It was handed to the admin's own server. */
  readonly ofAdmin?: boolean;
  /** Until the next attempt, where there is one, ms. */
  readonly after: number;
}

/** Turns the end of a transaction into what the core is told. Pure. */
export function resultOf(
  result: TransactionResult,
  { messageId, recipients, to, sender, after, ofAdmin }: Handed,
): Result {
  const about = { messageId, recipients };
  const [first] = to;
  if (result.kind === 'unknown' && (result.refused ?? []).length === 0 && to.length === recipients.length) {
    return { ...about, outcome: { kind: 'unknown', maybeSent: true, reason: result.reason }, again: [] };
  }
  if (result.kind === 'not-now' && result.scope === 'us') {
    const outcome: Outcome = { kind: 'retry', after: 0, reason: result.reason, scope: 'lane' };
    return { ...about, outcome, again: [] };
  }
  if (result.kind === 'not-now') {
    const address = first?.address ?? sender;
    const why = (ofAdmin === true ? smarthostProblem(result, address) : undefined) ?? problemOfResult(result, address);
    const outcome: Outcome = { kind: 'retry', after, reason: result.reason };
    return { ...about, outcome, again: [], ...(why === undefined ? {} : { why }) };
  }
  if (result.kind === 'refused') {
    const problem = problemOfReply(result.reply, result.stage, first?.address ?? sender);
    return {
      ...about,
      outcome: refusedForAll(result.refused, to, problem, result.stage),
      again: [],
      ...(result.stage === 'auth' ? { locked: problem } : {}),
    };
  }
  const { refused: refusals = [] } = result;
  const left = new Set(unsureOf(result, to));
  if (refusals.length === 0 && left.size === 0 && to.length === recipients.length) {
    return { ...about, outcome: { kind: 'accepted', parts: partsOf(messageId, recipients), refused: [] }, again: [] };
  }
  const replies = new Map(refusals.map(({ address, reply }) => [address, reply]));
  const isFinal = (address: string): boolean => (replies.get(address)?.code ?? 0) >= 500;
  const mine = new Set(to);
  const again = to.filter(({ address }) => replies.has(address) && !isFinal(address));
  const [late] = again;
  const lateReply = late === undefined ? undefined : replies.get(late.address);
  const all = partsOf(messageId, recipients);
  const concerned = (those: (address: string) => boolean): readonly PartId[] =>
    all.filter((_, index) => {
      const recipient = recipients[index];
      return recipient !== undefined && mine.has(recipient) && those(recipient.address);
    });
  const parts = concerned((address) => !isFinal(address) && !left.has(address));
  const unsure = concerned((address) => left.has(address));
  const refused = to.flatMap(({ contact, address }): readonly RefusedRecipient[] => {
    if (left.has(address)) return [{ contact, problem: UNKNOWN }];
    const reply = replies.get(address);
    return reply === undefined || reply.code < 500
      ? []
      : [{ contact, problem: problemOfReply(reply, 'rcpt', address) }];
  });
  return {
    ...about,
    outcome: { kind: 'accepted', parts, refused },
    again,
    ...(unsure.length === 0 ? {} : { unsure }),
    ...(late === undefined || lateReply === undefined ? {} : { why: problemOfReply(lateReply, 'rcpt', late.address) }),
  };
}

/** The addresses of which nobody can say. */
function unsureOf(
  result: Extract<TransactionResult, { readonly kind: 'sent' | 'unknown' }>,
  to: readonly OutRecipient[],
): readonly string[] {
  if (result.kind === 'sent') return result.unsure ?? [];
  const refused = new Set(result.refused?.map(({ address }) => address));
  return to.flatMap(({ address }) => (refused.has(address) ? [] : [address]));
}

/** Nobody gets it. Where the server said something else of each recipient, each is told that. */
function refusedForAll(
  refused: readonly RefusedAddress[],
  recipients: readonly OutRecipient[],
  problem: Problem,
  stage: string,
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

/** An outcome together with recipients who were refused before anything went out; `to`: all others. Pure. */
export function withRefused(
  outcome: Outcome,
  refused: readonly RefusedRecipient[],
  to: readonly OutRecipient[],
): Outcome {
  if (refused.length === 0) return outcome;
  if (outcome.kind === 'accepted') return { ...outcome, refused: [...refused, ...(outcome.refused ?? [])] };
  if (outcome.kind !== 'rejected') return outcome;
  const { problem } = outcome;
  return { kind: 'accepted', parts: [], refused: [...refused, ...to.map(({ contact }) => ({ contact, problem }))] };
}
