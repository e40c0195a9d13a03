/** How bad it is, the worst last. */
export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** A place in the web that has to do with an alert: a dashboard, a runbook, the page of its silence. */
export interface AlertLink {
  /** `http:` or `https:`. */
  readonly url: string;
  readonly text?: string;
}

/** Where an alert came into the installation, so that it is never carried back there, nor round in circles. */
export interface Origin {
  /** Name of the source in the book of routes. */
  readonly source: string;
  /** `http`, `xmpp`, `email`, `sms`, `irc`, `pubsub`. */
  readonly network: string;
  /** Who sent it, as that network calls it: a JID, a number, a mail address, a nick; missing where only the token is known. */
  readonly sender?: string;
  /** The id that the sender gave it, by which a repeat is recognised. */
  readonly id?: string;
  /** URI of the place of the person who wrote it, where that person is told what becomes of it. */
  readonly replyTo?: string;
  /** How many relays it has gone through already. */
  readonly hops: number;
}

/** A file that belongs to an alert. */
export interface AlertFile {
  /** `http:`, `https:`, or `aesgcm:`, whose content only those can read who have the whole address. */
  readonly url: string;
  readonly name?: string;
  /** MIME type. */
  readonly mediaType?: string;
  /** Octets. */
  readonly size?: number;
  /** Hashes of its octets, in base64, by the name of the algorithm (XEP-0300). */
  readonly hashes?: Readonly<Record<string, string>>;
  /** Its octets in base64, where the message brought them along: only until a route has kept them. */
  readonly data?: string;
  /** The gateway has a copy, which is at `url`. */
  readonly kept?: true;
  /** Its address may stand in short messages. */
  readonly sms?: true;
}

/**
 * Why a file does not go along: the route carries none, none of that type, none so large, so many are too many, or its octets came along and
 * there is nowhere to keep them.
 */
export type FileRefusal = 'none' | 'type' | 'size' | 'many' | 'no-place';

/** A file that does not go along; people are told which, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly why: FileRefusal;
}

/** Says that nothing is wrong: somebody tries a route. */
export interface AlertTest {
  /** Tells one test from another: each is a group of its own. */
  readonly id: string;
  /** Chains of escalation, further addresses of people and their quiet hours are tried too: somebody may be woken. */
  readonly escalate?: true;
  /** Told in place of the destinations of the route: names of the book (`person:alice`) and URIs of places. */
  readonly to?: readonly string[];
}

/** One thing that is wrong, or is right again, in the same form whoever says so. */
export interface Alert {
  /** Names it among all alerts of its source, the same while it lasts (Alertmanager's fingerprint, PagerDuty's dedup_key). */
  readonly fingerprint: string;
  /** `acknowledged`: somebody has taken it where it came from. */
  readonly status: 'firing' | 'resolved' | 'acknowledged';
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** What else there is to say, as plain text. */
  readonly text?: string;
  /** What it is about; matchers and groups look at these. */
  readonly labels: Readonly<Record<string, string>>;
  /** The labels that its source has for it, where a route has changed them. */
  readonly sourceLabels?: Readonly<Record<string, string>>;
  /** What describes it to people. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly links: readonly AlertLink[];
  readonly files?: readonly AlertFile[];
  readonly refusedFiles?: readonly RefusedFile[];
  /** Wall times, ms since the epoch. */
  readonly startsAt: number;
  readonly endsAt?: number;
  /** After this it is not worth to be told any more. */
  readonly expiresAt?: number;
  /** Before this nobody is told: it waits, as if it had not come yet. */
  readonly notBefore?: number;
  /** What its source groups it with (Alertmanager's groupKey), where it does. */
  readonly sourceGroup?: string;
  readonly origin: Origin;
  readonly test?: AlertTest;
}
