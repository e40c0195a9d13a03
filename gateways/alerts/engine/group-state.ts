import type { Alert, Severity } from '../alert.js';
import type { Medium } from '../book/place.js';
import type { Chain, Reminder } from '../escalation/chain.js';
import type { Pursuit } from '../escalation/pursuit.js';
import type { GroupId } from './ids.js';
import type { WhyNot } from './reasons.js';
import type { Tally } from './tally.js';

/** All that is remembered of one group of alerts. JSON; never changed, each change makes another one that shares what stayed. */
export interface GroupState {
  readonly id: GroupId;
  /** Name of the route. */
  readonly route: string;
  /** The labels that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Counts what happens in the group. What a destination has heard is remembered as one number: it has heard what happened up to
   * there.
   */
  readonly seq: number;
  /** By their keys (see `alertKeyOf`), at most `MOST_ALERTS`. */
  readonly alerts: Readonly<Record<string, KeptAlert>>;
  /** Those that found no place among `alerts`. */
  readonly rest?: Tally;
  /** Missing while nothing is wrong. */
  readonly incident?: Incident;
  /** Incidents so far, the open one among them. */
  readonly incidents: number;
  /** The notification log: by the key of a destination (`person:alice`, the URI of a place). */
  readonly told: Readonly<Record<string, Told>>;
  /** Messages of the open incident, the last one for each place, by its URI. */
  readonly sent: Readonly<Record<string, Sent>>;
  /** People who are tried on one address after the other, by name. */
  readonly pursuits: Readonly<Record<string, Pursuit>>;
  /** When news is told (wall time, ms); missing: there is none to tell. */
  readonly flushAt?: number;
  /** When news was told last. */
  readonly flushed?: number;
  /** When its holder looks at it again, as was last arranged. */
  readonly wakeAt?: number;
}

/** Wall times in ms everywhere. */
export interface KeptAlert {
  readonly alert: Alert;
  /** When it was last heard of. */
  readonly heard: number;
  /** `seq` at which it came to be told: it fired, got worse, or was shown again after it had been suppressed. */
  readonly fired: number;
  /** Of an alert that is over: `seq` at which it ended. */
  readonly ended?: number;
  /** When it ended, by our clock. */
  readonly endedAt?: number;
  /** Somebody has said that it is over, whatever its source says until then. */
  readonly closedUntil?: number;
  /** Why it is not shown; an inhibited alert is told when it is shown again. */
  readonly hidden?: WhyNot;
}

/** From the first alert of a group that fires to when all of them are over. */
export interface Incident {
  readonly number: number;
  readonly opened: number;
  /** By which people name it in answers. */
  readonly code: string;
  /** The worst that it has been. */
  readonly worst: Severity;
  readonly taken?: Taken;
  /** Until when people wanted to hear no more of it. */
  readonly silenced?: { readonly until: number; readonly by: string; readonly comment?: string };
  /** The escalation, from the first message on. */
  readonly chain?: Chain;
  /** Asks who has taken it whether that is still so. */
  readonly reminder?: Reminder;
}

/** Somebody takes care of it. */
export interface Taken {
  /** As others read it. */
  readonly by: string;
  /** Name in the book, where it is a person of the book. */
  readonly person?: string;
  readonly at: number;
  readonly comment?: string;
}

/** What a destination knows of the open incident. */
export interface Told {
  /** It has heard what happened up to this `seq`; 0: nothing yet. */
  readonly upTo: number;
  /** When it was told last. */
  readonly at: number;
  /** Something was told as firing, so that its end is of interest. */
  readonly firing: boolean;
  /** Media by which the end is told. */
  readonly resolved: readonly (Medium | 'hook')[];
  readonly updates: 'edit' | 'reply' | 'new';
  readonly template?: string;
  /** It has only heard of it in a summary, as one of many. */
  readonly summarised?: true;
  /** It could not be told, and is tried again at this time. */
  readonly retryAt?: number;
  /** Why it was not told when there was a time to tell; the audit has one row for each change. */
  readonly why?: WhyNot;
}

/** The last message to a place. */
export interface Sent {
  readonly id: string;
  /** The first message of the incident there, which others reply to. */
  readonly first: string;
  /** Messages so far. */
  readonly count: number;
  readonly at: number;
  /** The best that is known of any of them. */
  readonly fate: Fate;
  readonly person?: string;
  /** Key of the destination by which it came. */
  readonly destination: string;
}

/** What became of a message, each more than the one before; `failed` where it will not arrive. */
export const FATES = ['failed', 'sent', 'delivered', 'seen', 'acknowledged'] as const;

export type Fate = (typeof FATES)[number];

/** Alerts of one group that are kept with all they say; of others it is only counted how many there are. */
export const MOST_ALERTS = 100;
/** Alerts that are shown in one message. */
export const MOST_SHOWN = 20;
/** Places that one incident is told to. */
export const MOST_PLACES = 2000;

/** A group of which nothing is known yet. */
export function newGroup(id: GroupId, route: string, labels: Readonly<Record<string, string>>): GroupState {
  return { id, route, labels, seq: 0, alerts: {}, incidents: 0, told: {}, sent: {}, pursuits: {} };
}
