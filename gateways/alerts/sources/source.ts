import type { TextRef } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Source as SourceSettings } from '../book/source.js';
import type { Reason } from './refusals.js';

/** What of the book of routes counts for what a source reads; missing: as the kind of source has it. */
type Settings = Partial<Pick<SourceSettings, 'labels' | 'severity' | 'severityLabel' | 'severities'>>;

/** What every source has to know beside what was sent. */
export interface Context extends Settings {
  /** Name of the source in the book of routes. */
  readonly source: string;
  /** When it arrived: wall time, ms since the epoch. */
  readonly receivedAt: number;
  /** How many relays it has gone through already; missing: none. */
  readonly hops?: number;
  /** Zone in which times without one are meant; missing: UTC. */
  readonly zone?: string;
}

/** What arrived by HTTP, with its credentials checked already. */
export interface SourceRequest extends Context {
  /** The body as it was sent, without a content coding. */
  readonly body: Uint8Array;
  /** Most octets of it; missing, and at most: `LIMITS.octets`. */
  readonly maxSize?: number;
  /** Of `Content-Type`; missing where there is none. */
  readonly contentType?: string;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters of the address, the first of each name. */
  readonly query: Readonly<Record<string, string>>;
}

/** What the sender gets to hear, once its alerts are in a lane and not before. */
interface Answer {
  readonly status: 200 | 202;
  readonly contentType: string;
  readonly body: string;
}

/** What of a payload was left out, because it was too much or could not be read. */
export interface Cut {
  /** `alerts`: whole ones; `payload`: what the sender itself has left out before; the others: of alerts that were read. */
  readonly what: 'alerts' | 'payload' | 'labels' | 'annotations' | 'links' | 'text';
  /** How many; of `text` how many texts. */
  readonly count: number;
}

/** Alerts that were read. There may be none: a payload that says nothing of interest is no mistake. */
export interface Read {
  readonly ok: true;
  readonly alerts: readonly Alert[];
  /** Empty where all of it was read. Each alert says in its annotation `left_out` what is missing of it. */
  readonly cut: readonly Cut[];
}

/** Alerts of an HTTP request. */
export interface Answered extends Read {
  readonly answer: Answer;
}

/** Why there are no alerts. A sender that gets such a status does not try again (see `refusals.ts`). */
export interface Refusal {
  readonly ok: false;
  readonly status: 400 | 401 | 413 | 415 | 422 | 503;
  readonly reason: Reason;
  readonly text: TextRef;
}

/** One kind of sender that speaks HTTP. Pure: no clock, no network, and it never throws, whatever was sent. */
export interface Source {
  /** By which the book of routes calls it. */
  readonly name: string;
  /** Media types that it reads, in small letters; a request without any is read too. */
  readonly contentTypes: readonly string[];
  read(request: SourceRequest): Answered | Refusal;
}
