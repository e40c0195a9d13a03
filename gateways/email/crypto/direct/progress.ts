import type { Problem } from '../../../gateway.js';

/**
 * How far an object has come on its way to one recipient. `processed`: the other agent took it, opened it and trusts us;
 * `dispatched`: it is in the hands of the receiver; `displayed`: a person saw it.
 */
type DirectStage = 'sent' | 'processed' | 'dispatched' | 'displayed' | 'failed';

/** What is remembered of an object for one recipient; plain data. */
export interface DirectProgress {
  /** Message-ID of the mail around it, without angle brackets. */
  readonly messageId: string;
  readonly recipient: string;
  readonly stage: DirectStage;
  /** Wall time at which the mail was handed over, ms. */
  readonly sentAt: number;
}

/** What becomes of it next. */
export interface DirectStep {
  readonly progress: DirectProgress;
  /** What its sender is told; missing: nothing new. */
  readonly tell?: /** The other agent answers for it now: an acknowledgement of the first hop. */
    | { readonly kind: 'processed' }
    /** XEP-0184. */
    | { readonly kind: 'delivered' }
    /** XEP-0333. */
    | { readonly kind: 'displayed' }
    | { readonly kind: 'failed'; readonly problem: Problem };
  /** Wall time at which silence means that it failed, ms; undefined: nothing more is waited for. */
  readonly deadline?: number;
}

const HOUR_MS = 3_600_000;
/** An agent says within this time that it took a message. */
const PROCESSED_MS = HOUR_MS;
/** And within this one that it is where it was to go, or that it is not. */
const DISPATCHED_MS = 24 * HOUR_MS;

/** Later ones take the place of earlier ones, never the other way; what failed stays so. */
const ORDER: Readonly<Record<DirectStage, number>> = { sent: 0, processed: 1, dispatched: 2, displayed: 3, failed: 4 };

/** Notices by the type of their disposition (RFC 8098 3.2.6.2, and those that direct agents use beside them). */
const STAGES: Readonly<Record<string, DirectStage>> = {
  processed: 'processed',
  dispatched: 'dispatched',
  displayed: 'displayed',
  failed: 'failed',
  denied: 'failed',
};

/** The mail is with the server that sends it. */
export function directSent(messageId: string, recipient: string, at: number): DirectStep {
  const progress: DirectProgress = { messageId, recipient, stage: 'sent', sentAt: at };
  return { progress, deadline: at + PROCESSED_MS };
}

/**
 * A notice came. `from`: who signed it, who has to be the recipient or of its domain: others know nothing of it. `modifiers`
 * as in the disposition: `error` makes a failure of any type.
 */
export function directNoticed(
  progress: DirectProgress,
  {
    from,
    type,
    modifiers = [],
  }: { readonly from: string; readonly type: string; readonly modifiers?: readonly string[] },
): DirectStep {
  const said = modifiers.some((one) => one.toLowerCase() === 'error') ? 'failed' : STAGES[type.toLowerCase()];
  if (said === undefined || !answersFor(from, progress.recipient)) return waiting(progress);
  return reached(progress, said, 'email.direct.refused-there');
}

/** The mail came back, or the server did not take it. */
export function directBounced(progress: DirectProgress): DirectStep {
  return reached(progress, 'failed', 'email.direct.bounced');
}

/** Nothing was heard until now. */
export function directSilent(progress: DirectProgress, now: number): DirectStep {
  const { deadline } = waiting(progress);
  if (deadline === undefined || now < deadline) return waiting(progress);
  return reached(progress, 'failed', 'email.direct.silence');
}

function reached(progress: DirectProgress, stage: DirectStage, why: FailureText): DirectStep {
  const { stage: before, recipient } = progress;
  // What is in the hands of the receiver cannot fail any more.
  const isOver = before === 'failed' || (stage === 'failed' && ORDER[before] >= ORDER.dispatched);
  if (isOver || ORDER[stage] <= ORDER[before]) return waiting(progress);
  const next = waiting({ ...progress, stage });
  if (stage === 'failed') return { ...next, tell: { kind: 'failed', problem: failure(why, recipient) } };
  if (stage === 'processed') return { ...next, tell: { kind: 'processed' } };
  return { ...next, tell: { kind: stage === 'displayed' ? 'displayed' : 'delivered' } };
}

function waiting(progress: DirectProgress): DirectStep {
  const { stage, sentAt } = progress;
  if (stage === 'sent') return { progress, deadline: sentAt + PROCESSED_MS };
  return stage === 'processed' ? { progress, deadline: sentAt + DISPATCHED_MS } : { progress };
}

function answersFor(from: string, recipient: string): boolean {
  const [one, other] = [from.toLowerCase(), recipient.toLowerCase()];
  return one === other || one.slice(one.lastIndexOf('@')) === other.slice(other.lastIndexOf('@'));
}

type FailureText = 'email.direct.refused-there' | 'email.direct.bounced' | 'email.direct.silence';

function failure(key: FailureText, address: string): Problem {
  const text = { key, params: { address } };
  if (key === 'email.direct.silence')
    return { type: 'wait', condition: 'remote-server-timeout', text, code: 'direct silence' };
  return { type: 'cancel', condition: 'policy-violation', text, code: 'direct failed' };
}
