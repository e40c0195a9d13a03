import type { SmtpReply } from '../smtp/reply.js';

/** A mail as it was handed over. */
export interface IncomingMail {
  /** Of `MAIL FROM` without angle brackets; empty for the null sender of notifications. */
  readonly from: string;
  /** Of `RCPT TO` without angle brackets, as they were written; each once, in the order in which they came. */
  readonly recipients: readonly string[];
  /** The whole mail, its lines ended by CR LF. A buffer of this mail's own. */
  readonly octets: Uint8Array;
  /** IP address of the mail server that hands it over. */
  readonly peer: string;
  /** The sender asked for SMTPUTF8 (RFC 6531): addresses and header fields may be UTF-8. */
  readonly utf8: boolean;
}

/** What the gateway says to mail that comes in. */
export interface LmtpEvents {
  /**
   * Whether there is such a recipient. Asked for each recipient before the mail is read, for several at once. Rejecting
   * means "not now": the mail server tries again.
   */
  recipient(address: string): Promise<'ok' | SmtpReply>;
  /**
   * Takes a mail over. Resolves to one reply for each recipient when what it says is true: 2xx only when the mail is in a
   * lane. A recipient without a reply, or a rejection, means "not now". The mail server may be gone by then, and bring the
   * same mail again.
   */
  mail(mail: IncomingMail): Promise<ReadonlyMap<string, SmtpReply>>;
}

/** How much mail may come in at once, and how patiently it is waited for. */
export interface LmtpLimits {
  /** Largest mail, octets as it goes over the wire. */
  readonly mail: number;
  /** Memory for all mails that are coming in, octets; what finds no room waits. Never less than one mail. */
  readonly inFlight: number;
  /** Connections at once. Default 100. */
  readonly connections?: number;
  /** Recipients of one mail; the mail server sends what is more as another mail. Default 1000. */
  readonly recipients?: number;
  /** How long a command may take to come, ms. Default 5 minutes (RFC 5321 4.5.3.2.7). */
  readonly commandMs?: number;
  /** How long a whole mail may take to come, ms. Default 10 minutes. */
  readonly mailMs?: number;
  /** How long a mail waits for room before the mail server is asked to come again, ms. Default 30 s. */
  readonly roomMs?: number;
}

/** Where to listen; port 0: any that is free. */
export interface LmtpListen {
  readonly host: string;
  readonly port: number;
}
