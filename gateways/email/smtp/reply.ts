/** An enhanced status code (RFC 3463), as of `5.1.1`. */
export interface EnhancedStatus {
  /** 2 success, 4 for now, 5 for good. */
  readonly class: number;
  readonly subject: number;
  readonly detail: number;
}

/** A reply of a server (RFC 5321 4.2), or what stands in the place of one. */
export interface SmtpReply {
  /** Three digits. */
  readonly code: number;
  readonly status?: EnhancedStatus;
  /** Its lines without codes, joined by LF; printable, and cut to a length that can be shown. */
  readonly text: string;
}
