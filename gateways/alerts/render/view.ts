import type { Alert } from '../alert.js';

/** What of an alert is shown. */
export type AlertView = Pick<
  Alert,
  | 'status'
  | 'severity'
  | 'title'
  | 'text'
  | 'labels'
  | 'annotations'
  | 'links'
  | 'files'
  | 'refusedFiles'
  | 'startsAt'
  | 'endsAt'
> & {
  /** Where alerts of several groups are told in one message: the code of its own group, while there is something to take. */
  readonly ownCode?: string;
};

/**
 * What somebody has done about a group that goes on, that somebody who had it was silent (`lapsed`), or that somebody who has it is
 * asked whether that is still so (`asked`). `commented`: somebody has said something of it.
 */
export type Deed = 'silenced' | 'unsilenced' | 'released' | 'lapsed' | 'asked' | 'commented';

/** One group of alerts as it is told to somebody. */
export interface GroupView {
  /** `acknowledged`: somebody has taken it. */
  readonly state: Alert['status'];
  /** What is told beside the state; missing: nothing but that. */
  readonly deed?: Deed;
  /** The worst of those that are shown. */
  readonly severity: Alert['severity'];
  /** One line that names the group; missing: the title of its only alert, or what its alerts have in common. */
  readonly title?: string;
  /** Name of the route. */
  readonly route: string;
  /** Name of the source, where all of its alerts are from the same: it is shown as the preset of that source says. */
  readonly source?: string;
  /** The worst and newest first, those that are over last. */
  readonly alerts: readonly AlertView[];
  /** How many there are where `alerts` has not all. */
  readonly total?: number;
  /** Labels that all of its alerts have. */
  readonly labels: Readonly<Record<string, string>>;
  /** By which people name it in answers, also when somebody has taken it or it is over; missing where it is of no one incident. */
  readonly code?: string;
  /** Page on which it is acknowledged. */
  readonly ackUrl?: string;
  /** Page that tells more: the first link of the alerts where missing. */
  readonly link?: string;
  /** Who did it, has acknowledged it if there is no `deed`, as people call that person, and with which words. */
  readonly by?: string;
  readonly comment?: string;
  /** With `silenced`: until when, wall time, ms. */
  readonly until?: number;
  /** Nothing is wrong: somebody tries the route. Every rendering says so. */
  readonly test?: true;
  /** Alerts that flood control held back since the last message. */
  readonly heldBack?: number;
}

/** For whom something is rendered. */
export interface Reader {
  /** BCP 47. */
  readonly language?: string;
  /** IANA name. Missing or unknown: UTC. */
  readonly zone?: string;
}

/** Sentence or template of the catalogue in the reader's language. */
export type Words = (key: string) => string;

/** A message for a chat. */
export interface ChatRendering {
  readonly text: string;
  /** The text has marks that nobody meant as styling: goes with `<unstyled/>` (XEP-0393 6). */
  readonly unstyled: boolean;
}

/** A mail; what threads it is left to who sends it. */
export interface MailRendering {
  /** One line without control characters, not encoded. */
  readonly subject: string;
  readonly text: string;
  /** A whole document, all values escaped. */
  readonly html: string;
  /** Value of `List-Id` (RFC 2919), for filters of mail programs; without a domain that may be named: missing. */
  readonly listId?: string;
}

/** An alert as a text for phones. */
export interface SmsRendering {
  readonly text: string;
  /** Of how many messages it consists. */
  readonly segments: number;
}

/** A line of IRC, to be sent as NOTICE: nothing answers these by itself (RFC 2812 3.3.2). */
export interface IrcRendering {
  readonly command: 'NOTICE';
  /** No control characters. */
  readonly text: string;
}

/** How many short messages a text needs. */
export type SmsCounter = (text: string) => number;
