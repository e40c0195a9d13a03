import type { Severity } from '../alert.js';
import type { Medium, Target } from './place.js';
import type { Window } from './window.js';

/** An escalation chain: steps until somebody has taken the alert. */
export interface Policy {
  readonly name: string;
  readonly steps: readonly Step[];
  /** How often the steps begin anew after the last one; 0: once through. */
  readonly repeat: number;
  /** Told once when all was in vain. */
  readonly final: readonly Target[];
  /** After this time an acknowledgement is asked for again, and counts no longer if nothing is heard for as long; missing: never. */
  readonly remind?: number;
}

/** What ends a chain, or makes a step unnecessary: `acknowledged` includes nothing less, `delivered` is a receipt or more. */
export type Answer = 'delivered' | 'seen' | 'acknowledged';

interface Step {
  /** Nobody: only the wait. */
  readonly tell: readonly Target[];
  /** Only by these media; empty: by those that a person prefers. */
  readonly by: readonly Medium[];
  /** Only those of the people who are so in XMPP now. */
  readonly when: 'always' | 'online' | 'offline';
  /** The step is only done for alerts of at least this severity. */
  readonly least: Severity;
  /** The step is only done while one of these is open; none: always. */
  readonly during: readonly Window[];
  /** Milliseconds until the next step. */
  readonly wait: number;
  /** What must be heard within `wait`, so that the chain does not go on. */
  readonly until: Answer;
}
