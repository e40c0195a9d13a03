/** How long to wait for a server at each step, ms (RFC 5321 4.5.3.2). */
export interface SmtpTimeouts {
  /** TCP and TLS. */
  readonly connect: number;
  readonly greeting: number;
  readonly command: number;
  /** For the first answer over a connection that was idle: it may be dead, and another one is soon made. */
  readonly reused: number;
  /** For the 354 to DATA. */
  readonly data: number;
  /** For the system to take one block of the mail. */
  readonly block: number;
  /** For the answer to the final dot. Less would make of many a mail one of which nobody knows. */
  readonly end: number;
  /** A connection that nothing is sent over is closed after it. */
  readonly idle: number;
}

/** Patience with a mail server, ms; those of RFC 5321 4.5.3.2 where it names one. */
export const SMTP_TIMEOUTS: SmtpTimeouts = {
  connect: 30_000,
  greeting: 300_000,
  command: 300_000,
  reused: 30_000,
  data: 120_000,
  block: 180_000,
  end: 600_000,
  idle: 60_000,
};
