import type { LocalTime } from '../../time/local-time.js';
import type { ZonedClock } from '../../time/zoned-clock.js';
import type { CalendarLength } from './date-values.js';
import type { RecurrenceRule } from './recurrence-rule.js';

/** An event of a calendar by which people are on call. */
export interface CalendarEvent {
  readonly start: LocalTime;
  readonly clock: ZonedClock;
  readonly length: CalendarLength;
  /** Missing: it takes place once. */
  readonly rule?: RecurrenceRule;
  /** Instants at which no instance begins: EXDATE, and instances that RECURRENCE-ID changes. */
  readonly excluded: ReadonlySet<number>;
  /** Days (since 1970-01-01, of its clock) on which none begins. */
  readonly excludedDays: ReadonlySet<number>;
  /** Names of people; at least one. */
  readonly people: readonly string[];
}

/** What of a calendar could not be taken, for whoever keeps it. `event` is its summary, or its UID. */
export interface CalendarProblem {
  readonly kind:
    | 'no-calendar'
    | 'too-long'
    | 'too-many-events'
    | 'bad-start'
    | 'bad-end'
    | 'too-long-event'
    | 'unknown-zone'
    | 'unknown-rule'
    | 'too-many-instances'
    | 'this-and-future'
    | 'nobody-known';
  readonly event?: string;
  /** What was written there. */
  readonly written?: string;
}
