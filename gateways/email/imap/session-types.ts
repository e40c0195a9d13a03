import type { Clock } from '../../gateway.js';
import type { Resolve } from './addresses.js';
import type { ImapFailure } from './failure.js';
import type { ImapServer } from './types.js';

/** What proves who the user is, at this moment. */
export type Credential = { readonly password: string } | { readonly token: string };

/** Where a session goes to, and how patient it is. */
export interface SessionOptions {
  readonly server: ImapServer;
  readonly credential: Credential;
  readonly clock: Clock;
  /** Largest piece of a mail that is asked for, octets. */
  readonly maxLiteral: number;
  /** Longest time to connect and sign in, ms. */
  readonly connectMs: number;
  /** Longest time that the server may leave a command without any octet, ms. */
  readonly silenceMs: number;
  /** Must be true before anything is written. */
  readonly mayWrite: () => boolean;
  /**
   * Aborted: nothing more is written to sign in. Where a server may have been given the password its answer is still waited for,
   * so that it is known whether that was refused.
   */
  readonly leaving?: AbortSignal;
  readonly resolve?: Resolve;
}

/** What a session tells without being asked. None may throw. */
export interface SessionEvents {
  /** A folder that is open holds another number of mails. */
  exists(path: string): void;
  flags(change: FlagsChange): void;
  gone(change: Expunged): void;
  /** Exactly once, after `open` has resolved. */
  ended(failure: ImapFailure): void;
}

/** Somebody changed flags in a folder that is open. Servers without QRESYNC name the mail by its place only. */
export interface FlagsChange {
  readonly path: string;
  readonly sequence: number;
  readonly uid?: number;
  readonly flags: readonly string[];
  readonly modSeq?: bigint;
}

/** Mails are no longer in a folder that is open; servers without QRESYNC do not say which. */
export interface Expunged {
  readonly path: string;
  readonly uids?: readonly number[];
}

/** A folder that was opened (SELECT). */
export interface Selected {
  readonly path: string;
  readonly uidValidity: string;
  /** Missing where the server does not say. */
  readonly uidNext?: number;
  readonly exists: number;
  readonly highestModSeq?: bigint;
}

/** From where on the server shall tell what has changed (QRESYNC, RFC 7162 3.2.5). */
export interface KnownState {
  readonly uidValidity: string;
  readonly highestModSeq: string;
}

/** Which rows of a range a FETCH brings (RFC 9051 6.4.5). */
export interface FetchRows {
  readonly most?: number;
  /** The range is of places in the folder instead of UIDs. */
  readonly bySequence?: boolean;
  /** Only what has changed since (CONDSTORE). */
  readonly changedSince?: bigint;
}

/** A folder as LIST tells it (RFC 9051 6.3.9). */
export interface ListedFolder {
  readonly path: string;
  readonly delimiter: string;
  readonly selectable: boolean;
  /** `\Sent`, by SPECIAL-USE or by a name of one of many languages. */
  readonly specialUse?: string;
}
