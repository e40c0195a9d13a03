import type { Alert, AlertTest, Severity } from '../alert.js';
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
  /** It is a test. */
  readonly test?: AlertTest;
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
  /** When news was told last, and what had happened until then. */
  readonly flushed?: number;
  readonly flushedTo?: number;
  /** When it was last looked whether there is something to tell. */
  readonly looked?: number;
  /** When its holder looks at it again, as was last arranged. */
  readonly wakeAt?: number;
  /** Ids of the last answers, at most `MOST_ANSWERS`, so that none counts twice. */
  readonly answers: readonly string[];
  /** What its alerts mute elsewhere, as it was last made known. */
  readonly marks?: Marks;
}

/** Wall times in ms everywhere. */
export interface KeptAlert {
  readonly alert: Alert;
  /** When it was last heard of, to the hour. */
  readonly heard: number;
  /** The newest `startsAt` that was heard of it: what speaks of an earlier time does not count. */
  readonly latest: number;
  /** `seq` at which it came to be told: it fired, got worse, or was shown again after it had been hidden. `NEVER`: not so far. */
  readonly fired: number;
  /** Of an alert that is over: `seq` at which it ended. */
  readonly ended?: number;
  /** When it ended, by our clock. */
  readonly endedAt?: number;
  /** Somebody has said that it is over, whatever its source says until then. */
  readonly closedUntil?: number;
  /** Why it is not shown; it is news when it is shown again. */
  readonly hidden?: WhyNot;
  /** It fired while the route was closed: it is told afterwards, also where it is over by then. */
  readonly held?: true;
}

/** By the name of a rule (see `Inhibition`), the keys for which an alert of the group is a source. */
export interface Marks {
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** When that was made known. */
  readonly at: number;
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
  /** Admins were told that nobody can be told of it. */
  readonly unreached?: true;
  /** Asks who has taken it whether that is still so. */
  readonly reminder?: Reminder;
}

/** Somebody takes care of it. */
export interface Taken {
  /** As others read it. */
  readonly by: string;
  /** Name in the book, where it is a person of the book. */
  readonly person?: string;
  /** URI of the place from which that was said. */
  readonly place?: string;
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
  /** See `Destination`. */
  readonly ended?: 'edit' | 'retract';
  readonly form?: true;
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
  /** The last one that was no correction, which corrections replace. */
  readonly base: string;
  /** Where messages are taken back or corrected when the incident is over: ids of the first and the last ones that correct no other. */
  readonly own?: readonly string[];
  /** Messages so far. */
  readonly count: number;
  readonly at: number;
  /** The best that is known of the last one. */
  readonly fate: Fate;
  /** Of `failed`: why, as a code. */
  readonly reason?: string;
  /** When a message of the incident there came to each of these first. */
  readonly reached?: Readonly<Partial<Record<Fate, number>>>;
  readonly person?: string;
  /** Key of the destination by which it came. */
  readonly destination: string;
}

/** What became of a message, each more than the one before; `failed` where it will not arrive. */
export const FATES = ['failed', 'sent', 'delivered', 'seen', 'acknowledged'] as const;

export type Fate = (typeof FATES)[number];

/** `KeptAlert.fired` of an alert that was hidden before anybody was told of it. */
export const NEVER = Number.MAX_SAFE_INTEGER;
/** Alerts of one group that are kept with all they say; of others it is only counted how many there are. */
export const MOST_ALERTS = 100;
/** Alerts that are shown in one message. */
export const MOST_SHOWN = 20;
/** Answers that are known again. */
export const MOST_ANSWERS = 32;
/** Places that one incident is told to. */
export const MOST_PLACES = 2000;

/** A group of which nothing is known yet. */
export function newGroup(
  id: GroupId,
  route: string,
  labels: Readonly<Record<string, string>>,
  test?: AlertTest,
): GroupState {
  return {
    id,
    route,
    labels,
    ...(test !== undefined && { test }),
    seq: 0,
    alerts: {},
    incidents: 0,
    told: {},
    sent: {},
    pursuits: {},
    answers: [],
  };
}
