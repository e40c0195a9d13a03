import type { Severity } from '../alert.js';
import type { Network, Person, PersonAddress } from './person.js';

/** What is known of somebody at an address: the values of `<show/>` (RFC 6121 4.7.2.1), and what stands in for none. */
export type Presence = 'online' | 'chat' | 'away' | 'xa' | 'dnd' | 'offline' | 'unknown';

/** What became of an address of this person for this alert. */
export interface Tried {
  readonly jid: string;
  /** `sent`: it went out, and nothing more is known. `failed`: it will not arrive there, whatever is done. */
  readonly outcome: 'sent' | 'delivered' | 'seen' | 'failed';
}

/** Why a step is what it is. */
export type StepReason =
  /** The person wants it so. */
  | 'preference'
  /** Reachable in a chat right now. */
  | 'online'
  /** In a chat, but away from it. */
  | 'away'
  /** Wants no disturbance, and it is critical. */
  | 'urgent'
  /** Wants no disturbance: goes where it disturbs nobody. */
  | 'quiet'
  /** Nobody has answered so far. */
  | 'no-answer'
  /** In no chat. */
  | 'offline';

/** Addresses that are written to at once. */
export interface Step {
  readonly addresses: readonly PersonAddress[];
  /** Milliseconds to wait for a receipt or an acknowledgement before the next step. */
  readonly wait: number;
  readonly reason: StepReason;
}

/** How long is waited where the person says nothing, in milliseconds by network: of several the shortest counts. */
export type Waits = Readonly<Record<Network, number>>;

export interface ReachQuestion {
  readonly person: Person;
  readonly severity: Severity;
  /** Of an address; `unknown` counts as offline. */
  readonly presence: (jid: string) => Presence;
  readonly tried?: readonly Tried[];
  readonly waits?: Partial<Waits>;
}

export interface ReachPlan {
  /** In order; none where nothing is left to try. */
  readonly steps: readonly Step[];
  /** Missing where there are steps. `none`: the person has no address that may be used; `exhausted`: all were tried. */
  readonly nothing?: 'none' | 'exhausted';
}

export const DEFAULT_WAITS: Waits = { xmpp: 120_000, irc: 120_000, sms: 300_000, email: 900_000 };
