import type { Severity } from '../alert.js';
import type { OpenWindow } from './windows.js';

/** How somebody can be told something. */
type Medium = 'xmpp' | 'irc' | 'email' | 'sms';

/** One way to reach somebody. */
export interface PersonPlace {
  /** Names it among all places. */
  readonly uri: string;
  /** `hook`: a program of the person. */
  readonly medium: Medium | 'hook';
}

/** When somebody is left alone: what comes then waits until that is over. */
export interface QuietHours {
  /** In the zone of the person where they name none. */
  readonly windows: readonly OpenWindow[];
  /** What is as bad as this or worse comes all the same. */
  readonly bypass: Severity;
}

/** Media by which one goes at once, and how long is waited for a sign of life before the next ones. */
export interface PreferredStep {
  readonly media: readonly PersonPlace['medium'][];
  /** Milliseconds; missing: the wait of the medium. */
  readonly wait?: number;
}

/** Somebody who is told of alerts. */
export interface Person<Place extends PersonPlace = PersonPlace> {
  /** Names the person in lists and rotations. */
  readonly name: string;
  /** As other people read it. */
  readonly title?: string;
  /** Of each medium any number, in the order in which they are to be tried. */
  readonly places: readonly Place[];
  /** IANA name of the zone in which quiet hours and times are meant. Missing: UTC. */
  readonly zone?: string;
  readonly quiet?: QuietHours;
  /** The least severity that comes by each medium; missing: all. */
  readonly least?: Readonly<Partial<Record<Medium, Severity>>>;
  /** Order that the person wants for alerts of a severity, whatever presence says; missing: by presence. */
  readonly steps?: Readonly<Partial<Record<Severity, readonly PreferredStep[]>>>;
}
