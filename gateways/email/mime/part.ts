import type { HeaderFields } from './header-fields.js';

export { MIME_LIMITS, type MimeLimits } from './limits.js';
export { parseMessage } from './parse-message.js';

/** The value of a Content-Disposition field (RFC 2183). */
export interface Disposition {
  /** In small letters, e.g. `inline`, `attachment`, `reaction`. */
  readonly kind: string;
  /** By name in small letters; decoded (RFC 2231, and RFC 2047 where a sender wrongly used it). */
  readonly params: Readonly<Record<string, string>>;
}

/**
 * One entity of a mail (RFC 2045 2.4): the mail itself, a part of a multipart, or the mail within a message/rfc822. Octets are
 * views of the mail's own octets wherever they can be; nothing is decoded before it is asked for.
 */
export interface Part {
  readonly headers: HeaderFields;
  /** Media type in small letters, e.g. `text/plain`; the default of RFC 2045 5.2 or RFC 2046 5.1.5 where none is given. */
  readonly type: string;
  /** Parameters of Content-Type, as in `Disposition`. */
  readonly params: Readonly<Record<string, string>>;
  readonly disposition?: Disposition;
  /** Without angle brackets. */
  readonly contentId?: string;
  /** Parts of a multipart in their order; the one mail within a message/rfc822 or message/global. */
  readonly children: readonly Part[];
  /** Header section and body, exactly as they came: what a signature covers (RFC 1847). */
  readonly octets: Uint8Array;
  /** The body, transfer encoding undone not yet. */
  readonly raw: Uint8Array;
  /** True where a limit kept the parser from looking into it. */
  readonly opaque: boolean;
  /** The body with its transfer encoding undone. Computed anew at each call. */
  content(): Uint8Array;
  /** The content as text: charset as labelled or guessed, only what XML 1.0 can carry, line ends as LF. Never throws. */
  text(): string;
}
