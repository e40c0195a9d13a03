import type { AnswerKind } from '../acks/answer.js';
import type { Alert, Severity } from '../alert.js';
import type { Place } from '../book/place.js';
import type { GroupView } from '../render/view.js';
import type { Marks } from './group-state.js';
import type { GroupId } from './ids.js';
import type { IncidentRecord } from './incident-record.js';
import type { IgnoreReason, TellReason, WhyNot } from './reasons.js';

/** One message to one place. */
export interface Telling {
  /** The id of the stanza, always the same for the same message: sending it again is no second message. */
  readonly id: string;
  /** Names what flood control and money count it as: the same where the same is decided again after a crash. */
  readonly countedAs: string;
  /** Missing: it speaks of no group, but of many (a summary, a digest) or of none. */
  readonly group?: GroupId;
  /** Number of the incident within its group. */
  readonly incident?: number;
  readonly reason: TellReason;
  readonly place: Place;
  /** Name of the person who is meant. */
  readonly person?: string;
  /** Name of the template of the book; missing: that of the source's preset. */
  readonly template?: string;
  /** The thread of the conversation (RFC 6121 5.2.5, References of mail): the same for all of one incident at one place. */
  readonly thread: string;
  /** The earlier message that it corrects (XEP-0308) or replies to (XEP-0461), or those that it takes back (XEP-0424), the first one first. */
  readonly follows?:
    | { readonly how: 'edit' | 'reply'; readonly id: string }
    | { readonly how: 'retract'; readonly ids: readonly string[] };
  /** It has a form to answer by. */
  readonly form?: true;
  readonly view: GroupView;
  readonly severity: Severity;
  /** Wall time, ms, after which it is not worth sending. */
  readonly expires?: number;
}

/** A row for the audit, beside those of the parts that send and receive. */
export interface AuditRow {
  /** The same row again has the same one. */
  readonly id: string;
  readonly at: number;
  readonly action:
    | 'alert-taken'
    | 'alert-ignored'
    | 'alert-hidden'
    | 'told'
    | 'not-told'
    | 'undelivered'
    | 'incident-opened'
    | 'incident-closed'
    | 'taken'
    | 'released'
    | 'silenced'
    | 'unsilenced'
    | 'closed-by-person'
    | 'comment'
    | 'chain-started'
    | 'chain-step'
    | 'chain-ended'
    | 'unreached'
    | 'restarted';
  readonly route: string;
  readonly group?: GroupId;
  readonly incident?: number;
  /** Name of a person, or as others read who it was. */
  readonly by?: string;
  /** Destination, place or fingerprint. */
  readonly object?: string;
  readonly reason?: TellReason | WhyNot | IgnoreReason | string;
  readonly comment?: string;
  /** Milliseconds since the incident opened, of who has taken it. */
  readonly after?: number;
  /** Name of the source, where all that it is about is from the same. */
  readonly source?: string;
  /** Of a short message: how many it was sent as, and what that cost. */
  readonly segments?: number;
  readonly cost?: Cost;
  /** It is about a test. */
  readonly test?: true;
  /** Version of the book by which it was decided. */
  readonly book: string;
}

/** Money, as the book counts it. */
export interface Cost {
  readonly amount: number;
  readonly currency: string;
}

/** What people did, for the source: each knows what it can do with it. */
export interface Backward {
  /** Of two with the same id one is carried out. */
  readonly id: string;
  readonly kind: AnswerKind | 'unack-by-time';
  readonly group: GroupId;
  readonly route: string;
  readonly by: string;
  readonly comment?: string;
  /** Of a silence: until when, wall time. */
  readonly until?: number;
  /** Those that are meant, at most `MOST_SHOWN`. */
  readonly alerts: readonly Alert[];
  /** URIs of the places of those who wrote some of them, and have not heard of it otherwise. */
  readonly writers: readonly string[];
}

/** An alert that goes on to another route. */
export interface Forward {
  readonly id: string;
  /** Name of the route. */
  readonly route: string;
  /** With one more hop. */
  readonly alert: Alert;
}

/** Something that is to be done. Doing it again does no harm: it has the same id. */
export type Effect =
  | { readonly kind: 'tell'; readonly telling: Telling }
  | { readonly kind: 'audit'; readonly row: AuditRow }
  | { readonly kind: 'back'; readonly backward: Backward }
  | { readonly kind: 'forward'; readonly forward: Forward }
  /** Put into what is collected for a destination (see `collections.ts`). */
  | { readonly kind: 'collect'; readonly collected: Collected }
  /** The open incident of a place: by these a bare `ok` is understood. */
  | { readonly kind: 'open'; readonly code: string; readonly places: readonly string[]; readonly at: number }
  /** `record`: what the incident was. */
  | {
      readonly kind: 'close';
      readonly code: string;
      readonly places: readonly string[];
      readonly record: IncidentRecord;
    }
  /** An incident has begun, for the list of them. */
  | { readonly kind: 'opened'; readonly number: number; readonly at: number }
  /** The group is to be looked at again (wall time, ms); missing: never by itself. */
  | { readonly kind: 'wake'; readonly at?: number }
  /** Admins are told that nobody can be told of the incident. */
  | { readonly kind: 'unreached'; readonly id: string; readonly route: string; readonly code: string }
  /** What fires here and mutes others has changed, or is said again. */
  | { readonly kind: 'inhibit'; readonly before: Marks['keys']; readonly after: Marks['keys'] };

/** What is told later, together with others. */
export interface Collected {
  /** Of two with the same id one is put in. */
  readonly id: string;
  readonly how: 'summary' | 'digest';
  /** `person:alice` or the URI of a place. */
  readonly destination: string;
  readonly template?: string;
  /** When what is collected is told (wall time, ms), unless it began earlier; of a summary, the earliest. */
  readonly until: number;
  readonly group: GroupId;
  /** Number of the incident within its group. */
  readonly incident: number;
  readonly view: GroupView;
  /** Names of the alerts of which it tells, by which each counts once, and how many more there are. */
  readonly alerts: readonly string[];
  readonly rest: number;
}
