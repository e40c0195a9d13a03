import type { Severity } from '../alert.js';
import type { WeeklyWindow } from './weekly-window.js';

/** The networks on which somebody can be told something, the one that says most about its people first. */
export const NETWORKS = ['xmpp', 'irc', 'sms', 'email'] as const;

export type Network = (typeof NETWORKS)[number];

/** One way to reach somebody. */
export interface PersonAddress {
  readonly network: Network;
  /** The JID to write to: of the person in XMPP, else the contact at the gateway of that network. */
  readonly jid: string;
}

/** Hours in which somebody is left alone: what comes then waits until they end. */
export interface QuietHours extends WeeklyWindow {
  /** What is as bad as this or worse comes all the same. Missing: `critical`. */
  readonly bypass?: Severity;
}

/** Addresses to which one goes at once, and how long is waited for a sign of life before the next ones. */
export interface PreferredStep {
  readonly networks: readonly Network[];
  /** Milliseconds; missing: the wait of the chain. */
  readonly wait?: number;
}

/** How somebody wants to be told alerts of one severity. */
export interface Preference {
  /** Only these are used; missing: all that the person has. */
  readonly networks?: readonly Network[];
  /** The order that the person wants, whatever presence says; missing: by presence. */
  readonly steps?: readonly PreferredStep[];
}

/** Somebody who is told of alerts. */
export interface Person {
  /** Names the person in lists and rotations. */
  readonly id: string;
  /** As other people read it. */
  readonly name?: string;
  /** Of each network any number; those that stand first are used first. */
  readonly addresses: readonly PersonAddress[];
  /** BCP 47. */
  readonly language?: string;
  /** IANA name of the zone in which quiet hours and times are meant. Missing: UTC. */
  readonly zone?: string;
  readonly quiet?: readonly QuietHours[];
  readonly preferences?: Readonly<Partial<Record<Severity, Preference>>>;
}
