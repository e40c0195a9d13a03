import type { AnswerKind } from '../acks/answer.js';
import type { Alert } from '../alert.js';
import type { Medium } from '../book/place.js';

/** Something that happens to a group of alerts. */
export type GroupEvent =
  /** A source says something of an alert of the group. */
  | { readonly type: 'alert'; readonly alert: Alert }
  | ReportEvent
  | AnswerEvent
  | InclusionEvent
  /** A time has come that was waited for, or may have: whatever is due is done. */
  | { readonly type: 'tick' };

/** What became of a message (`Telling.id`). Reports may come twice and in any order; the best one counts. */
export interface ReportEvent {
  readonly type: 'report';
  readonly id: string;
  /** `failed`: it will not arrive there, whatever is done; what may still arrive is not told. `delivered`: a receipt (XEP-0184). */
  readonly fate: 'failed' | 'sent' | 'delivered' | 'seen';
  /** Of `failed`: why, as a code: a condition of XMPP, or words of ours. Never what others wrote. */
  readonly reason?: string;
  /** Who says so: counts only of a message that went there. Missing: the gateway itself. */
  readonly by?: Reporter;
}

/** Who says what became of a message. */
export interface Reporter {
  /** Bare. */
  readonly jid: string;
  /** The network behind it. */
  readonly medium: Medium;
}

/** A place was told of an incident among others, in one message about many. */
export interface InclusionEvent {
  readonly type: 'included';
  /** Of that message. */
  readonly id: string;
  /** Number of the incident. */
  readonly incident: number;
  /** Key of the destination in the notification log, and the URI of the place. */
  readonly destination: string;
  readonly place: string;
  /** Name of the person who is meant. */
  readonly person?: string;
  /** The message said who takes care of it. */
  readonly knows: boolean;
}

/** What somebody does about an incident. Whether they may was looked at before. */
export interface AnswerEvent {
  readonly type: 'answer';
  /** Of two with the same id one counts. */
  readonly id: string;
  readonly kind: AnswerKind;
  readonly by: Answerer;
  /** Of a silence, milliseconds; missing: `USUAL_SILENCE`. */
  readonly duration?: number;
  readonly comment?: string;
  /** Number of the incident that is meant, where it is known; an answer to one that is over does nothing. Missing: the open one. */
  readonly incident?: number;
}

/** Who answers. */
export interface Answerer {
  /** As others read it. */
  readonly title: string;
  /** Name in the book, where it is a person of the book. */
  readonly person?: string;
  /** Name in the book, where it is a program. */
  readonly bot?: string;
  /** URI of the place from which the answer came, where it has one. */
  readonly place?: string;
}

/** How long an incident is silenced by an answer that does not say it, milliseconds. */
export const USUAL_SILENCE = 2 * 3_600_000;
