import type { Outcome, PartId } from '../gateway.js';
import type { Past } from './histories.js';
import { storedMessageId } from './message-id.js';
import type { SubmitSm } from './smpp/pdu.js';
import type { Answered, SubmitAnswer } from './smpp/submits.js';
import { type Statuses, statusCode } from './status.js';

/** How often the rest of a message is sent again when the carrier has taken part of it and refuses the rest for now. */
const MOST_ROUNDS = 5;
/** Refusals for now after which another carrier may try; where there is none, this one goes on. */
const MOST_TRIES = 3;
/** How long a message waits that is sent again because its answer was lost and the operator chose so. */
const RESEND_MS = 5000;

/** What to do when every segment of a message has an answer. */
export type Conclusion =
  | { readonly settle: Outcome }
  /** Send these segments again after a wait. */
  | { readonly again: readonly number[]; readonly afterMs: number };

interface SubmissionPolicy {
  readonly carrier: string;
  readonly unknownOutcome: 'report' | 'resend';
  /** The carrier reports on the last segment only, and that counts for all. */
  readonly lastSegmentOnly: boolean;
  readonly statuses: Statuses;
  /** What became of the message when it was sent before. */
  readonly past: Past;
}

/** One message on its way: its segments and what the carrier said of each. */
export class Submission {
  readonly segments: readonly SubmitSm[];
  readonly #id: string;
  readonly #policy: SubmissionPolicy;
  readonly #answers: (SubmitAnswer | undefined)[];
  #open: number;
  #rounds = 0;

  constructor(id: string, segments: readonly SubmitSm[], policy: SubmissionPolicy) {
    this.#id = id;
    this.segments = segments;
    this.#policy = policy;
    this.#answers = segments.map(() => undefined);
    this.#open = segments.length;
  }

  /** True once a segment has failed: what is not written yet need not be. */
  get failed(): boolean {
    return this.#answers.some((answer) => answer !== undefined && !(answer.kind === 'answered' && answer.status === 0));
  }

  /** True once the carrier has taken a segment, or may have: its answer was lost. */
  get mayBeOut(): boolean {
    return this.#answers.some(
      (answer) => answer?.kind === 'lost' || (answer?.kind === 'answered' && answer.status === 0),
    );
  }

  /** Keeps the answer to one segment; the conclusion when it was the last one missing. */
  answer(index: number, answer: SubmitAnswer): Conclusion | undefined {
    this.#answers[index] = answer;
    this.#open -= 1;
    return this.#open > 0 ? undefined : this.#conclude();
  }

  /**
   * Keeps an answer that came after its time: the ids of all segments when the carrier turns out to have taken all of them,
   * after the message was settled.
   */
  late(index: number, answer: Answered): readonly PartId[] | undefined {
    this.#answers[index] = answer;
    const answers = this.#answers.flatMap((one) => (one?.kind === 'answered' && one.status === 0 ? [one] : []));
    return this.#open === 0 && answers.length === this.#answers.length ? this.#parts(answers) : undefined;
  }

  #conclude(): Conclusion {
    const answers = this.#answers.flatMap((answer) => (answer === undefined ? [] : [answer]));
    const taken = answers.filter((answer) => answer.kind === 'answered' && answer.status === 0).length;
    if (taken === answers.length) return { settle: { kind: 'accepted', parts: this.#parts(answers) } };
    const lost = answers.find((answer) => answer.kind === 'lost');
    if (lost !== undefined) return { settle: this.#unknown(lost.reason) };
    return taken === 0 ? { settle: this.#afterLoss(this.#nothingTaken(answers)) } : this.#partTaken(answers, taken);
  }

  #parts(answers: readonly SubmitAnswer[]): PartId[] {
    const parts = answers.map((answer, index) => {
      const id = answer.kind === 'answered' ? answer.messageId : '';
      // A carrier that gives no id will not speak of the message again; the link still needs one of its own.
      return {
        id: id === '' ? `${this.#policy.carrier}:-${this.#id}.${index}` : storedMessageId(this.#policy.carrier, id),
      };
    });
    return this.#policy.lastSegmentOnly ? parts.slice(-1) : parts;
  }

  #unknown(reason: string): Outcome {
    if (this.#policy.unknownOutcome === 'resend') return { kind: 'retry', after: RESEND_MS, reason };
    return { kind: 'unknown', maybeSent: true, reason };
  }

  /** A refusal speaks of this time only: what may have gone out before is not told as not sent, nor sent by another carrier. */
  #afterLoss(outcome: Outcome): Outcome {
    if (!this.#policy.past.lost || outcome.kind === 'retry') return outcome;
    const told = outcome.kind === 'elsewhere' ? outcome.otherwise : outcome;
    const said = told.kind === 'rejected' ? told.problem.code : told.kind === 'retry' ? told.reason : undefined;
    return { kind: 'unknown', maybeSent: true, reason: `an answer was lost, then ${said ?? 'a refusal'}` };
  }

  /** Nothing of it went to the carrier this time, and that is sure. */
  #nothingTaken(answers: readonly SubmitAnswer[]): Outcome {
    const statuses = answers.flatMap((answer) => (answer.kind === 'answered' ? [answer.status] : []));
    const final = statuses.find((status) =>
      ['permanent', 'setting'].includes(this.#policy.statuses.meaning(status).class),
    );
    if (final !== undefined) {
      const rejected = { kind: 'rejected', problem: this.#policy.statuses.problem(final) } as const;
      // What is wrong between this carrier and us need not be so at another one.
      const ours = this.#policy.statuses.meaning(final).class === 'setting';
      return ours ? { kind: 'elsewhere', otherwise: rejected } : rejected;
    }
    const { refusals, alone } = this.#policy.past;
    const temporary = statuses.find(
      (status) =>
        this.#policy.statuses.meaning(status).class === 'temporary' ||
        (alone && this.#policy.statuses.isTooMuch(status)),
    );
    if (temporary !== undefined) {
      const retry = {
        kind: 'retry',
        after: this.#policy.statuses.meaning(temporary).retryMs,
        reason: statusCode(temporary),
      } as const;
      return refusals + 1 < MOST_TRIES ? retry : { kind: 'elsewhere', otherwise: retry };
    }
    const slow = statuses[0];
    if (slow !== undefined) {
      return {
        kind: 'retry',
        after: this.#policy.statuses.meaning(slow).retryMs,
        reason: statusCode(slow),
        scope: 'lane',
      };
    }
    const unsent = answers.find((answer) => answer.kind === 'unsent');
    return { kind: 'retry', after: 0, reason: unsent?.reason ?? 'not sent', scope: 'lane' };
  }

  /** Some segments are at the carrier: the rest follows if it may yet, else nobody can say what the phone will show. */
  #partTaken(answers: readonly SubmitAnswer[], taken: number): Conclusion {
    this.#rounds += 1;
    const again: number[] = [];
    let afterMs = 0;
    for (const [index, answer] of answers.entries()) {
      if (answer.kind === 'answered') {
        if (answer.status === 0) continue;
        const { class: kind, retryMs } = this.#policy.statuses.meaning(answer.status);
        if (kind === 'permanent' || kind === 'setting' || this.#rounds >= MOST_ROUNDS) {
          const said = `the carrier took ${taken} of ${answers.length} segments, then ${statusCode(answer.status)}`;
          return { settle: { kind: 'unknown', maybeSent: true, reason: said } };
        }
        afterMs = Math.max(afterMs, retryMs);
      } else if (this.#rounds >= MOST_ROUNDS) {
        const said = `the carrier took ${taken} of ${answers.length} segments, then: ${answer.kind === 'unsent' ? answer.reason : ''}`;
        return { settle: { kind: 'unknown', maybeSent: true, reason: said } };
      }
      again.push(index);
    }
    for (const index of again) this.#answers[index] = undefined;
    this.#open = again.length;
    return { again, afterMs };
  }
}
