import type { Severity } from '../alert.js';
import type { Person } from '../book/person.js';
import type { Medium, Target } from '../book/place.js';
import type { Answer } from '../book/policy.js';
import type { Window } from '../book/window.js';

/** An escalation as it was when it began: a book that changes meanwhile changes nothing of it. JSON. */
export interface Chain {
  /** Name of the policy, and the version of the book that it was taken from. */
  readonly policy: string;
  readonly book: string;
  readonly steps: readonly FrozenStep[];
  readonly repeat: number;
  readonly final: readonly Target[];
  readonly remind?: number;
  /** The people of the steps as they were, for those whom the book does not know any more; by name. */
  readonly people: Readonly<Record<string, FrozenPerson>>;
  /** Who was on call when it began, by rotation, for those that the book does not have any more. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  /** The step that is done next, counted from 0. */
  readonly step: number;
  /** How often all steps were gone through. */
  readonly round: number;
  /** When the next step is due; missing: nothing is. */
  readonly nextAt?: number;
  /** Keys of the destinations that the last step told. */
  readonly told: readonly string[];
  readonly state: ChainState;
}

type ChainState =
  /** A step is due at `nextAt`. */
  | 'running'
  /** What a step waits for was heard. */
  | 'heard'
  /** Somebody has taken it. */
  | 'taken'
  /** Nobody is left to be told. */
  | 'exhausted';

/** A step whose lists have been opened. */
export interface FrozenStep {
  readonly tell: readonly Target[];
  readonly by: readonly Medium[];
  readonly when: 'always' | 'online' | 'offline';
  readonly least: Severity;
  readonly during: readonly Window[];
  readonly wait: number;
  readonly until: Answer;
}

/** A person of the book as JSON. */
export type FrozenPerson = Omit<Person, 'resolved'>;

/** Asks again after an acknowledgement. Wall times, ms. */
export interface Reminder {
  /** When to ask; missing: it was asked. */
  readonly askAt?: number;
  /** When the acknowledgement ends because nothing was heard; missing: it was not asked. */
  readonly endAt?: number;
}
