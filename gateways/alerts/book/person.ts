import type { Severity } from '../alert.js';
import type { Actor } from './actor.js';
import type { Medium, NamedTarget, Place, Target } from './place.js';
import type { Window } from './window.js';

/** One who is told, on whichever network. */
export interface Person {
  readonly name: string;
  /** As others read it; the name where there is none. */
  readonly title: string;
  /** In the order in which they are to be tried. */
  readonly places: readonly Place[];
  /** BCP 47. */
  readonly language?: string;
  /** IANA. */
  readonly zone: string;
  readonly quiet?: QuietHours;
  /** The least severity that comes by each medium. */
  readonly least: Readonly<Record<Medium, Severity>>;
  /** The order in which this person wants to be told of alerts of a severity; missing: by presence and the order of `places`. */
  readonly steps?: Readonly<Partial<Record<Severity, readonly PreferredStep[]>>>;
  /** Milliseconds for which what is not critical is collected into one message; 0 or missing: none. */
  readonly digest?: number;
  /** Media by which this person also hears that something is over, where the destination does not say. */
  readonly resolved?: ReadonlySet<Medium>;
}

/** Media that are tried at once. */
export interface PreferredStep {
  readonly media: readonly Medium[];
  /** Milliseconds in which a sign of life must come, before the next step; missing: as is usual for the medium. */
  readonly wait?: number;
}

/** When not to disturb; what comes then is held, never dropped. */
export interface QuietHours {
  /** In the person's zone where they name none. */
  readonly windows: readonly Window[];
  /** From this severity on a person is disturbed all the same. */
  readonly bypass: Severity;
}

/** Several who are told together. */
export interface List {
  readonly name: string;
  readonly title: string;
  readonly members: readonly Target[];
  /** Who may write to its address, the name at the domain of the gateway; missing: nobody. */
  readonly send?: readonly Actor[];
  /** Who may add and remove members by commands. */
  readonly owners: readonly Actor[];
  /** Who may join by themselves. */
  readonly join: readonly Actor[];
  /** How what is written to it goes to its members by mail. */
  readonly mail: 'hidden' | 'together' | 'each';
  /** Most places that one message to it goes to. */
  readonly most: number;
}

/** Who of a target is told: what is left when lists have been opened. Rotations stay: who is on call is known when it matters. */
export type Member = Place | (NamedTarget & { readonly kind: 'person' | 'rotation' | 'route' });
