import type { Network } from '../../../src/network.js';
import type { Severity } from '../alert.js';
import type { Medium, Place } from './place.js';
import type { Rate } from './rate.js';
import type { Window } from './window.js';

/** Forms in which alerts come. */
export const SOURCE_KINDS = [
  'alertmanager',
  'grafana',
  'pagerduty',
  'ejabberd',
  'json',
  'text',
  'cap',
  'message',
  'pubsub',
] as const;

export type SourceKind = (typeof SOURCE_KINDS)[number];

/** One who sends alerts. */
export interface Source {
  readonly name: string;
  readonly kind: SourceKind;
  readonly enabled: boolean;
  /** SHA-256 of its token in hex, where it has one; see `Book.sourceByToken`. */
  readonly tokenHash?: string;
  readonly hmac?: Hmac;
  /** Addresses from which it may come over HTTP; empty: any. */
  readonly networks: readonly Network[];
  readonly rate: Rate;
  /** Most octets of one request. */
  readonly maxSize: number;
  /** Name of the route at which its alerts begin, instead of at the top. */
  readonly route?: string;
  /** Added to each alert where it has none of that name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the alert itself tells none. */
  readonly severity: Severity;
  /** Label whose value tells the severity. */
  readonly severityLabel: string;
  /** Values of that label beside the severities' own names. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** Name of the preset by which it is read and shown; missing: that of its kind. */
  readonly preset?: string;
  /** Kind `json`: a template for each field of an alert. */
  readonly fields: Readonly<Record<string, string>>;
  /** Kinds `message`, `cap` and `pubsub`: where it listens; empty: messages to the addresses of routes. */
  readonly places: readonly Place[];
  /** Kind `message`: media from which it takes messages. */
  readonly media: ReadonlySet<Medium>;
  /** Milliseconds in which the same id again is a repeat and is not taken twice. */
  readonly dedupe: number;
  /** Milliseconds of silence after which the gateway raises an alert itself; missing: it may be silent. */
  readonly heartbeat?: number;
  /** Where it can be told what people did with its alerts. */
  readonly upstream?: Upstream;
  /** While one of these is open its alerts are taken and kept, and nobody is told. */
  readonly maintenance: readonly Window[];
}

/** The API of a source. */
export interface Upstream {
  /** Alertmanager (and Grafana with the same API) takes silences by API v2; PagerDuty events by Events API v2. */
  readonly kind: 'alertmanager' | 'pagerduty';
  /** `http:` or `https:`, without what follows for each request: `https://alertmanager.example.org`. */
  readonly url: string;
  /** Bearer token; for PagerDuty its routing key. */
  readonly token?: string;
  /** For Basic authentication, instead of a token. */
  readonly user?: string;
  readonly password?: string;
  /** Milliseconds of a silence for an alert that was taken; 0: none. */
  readonly silence: number;
}

/** How a request proves that it comes from who knows the secret. */
export interface Hmac {
  readonly secret: string;
  readonly algorithm: 'sha256' | 'sha512';
  /** Header with the signature in hex, in small letters. */
  readonly header: string;
  /** What stands before the hex digits, such as `sha256=`. */
  readonly prefix: string;
  /** Header with seconds since the epoch, signed as `timestamp:body`; missing: only the body is signed. */
  readonly timestampHeader?: string;
  /** Milliseconds by which that time may differ from ours. */
  readonly window: number;
}
