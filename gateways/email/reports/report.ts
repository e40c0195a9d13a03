/** What became of a mail for one recipient (RFC 3464 2.3.3). */
export type DsnAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** An enhanced status code (RFC 3463), e.g. 5.1.1. */
export interface EnhancedStatus {
  readonly class: 2 | 4 | 5;
  /** 0 to 999. */
  readonly subject: number;
  /** 0 to 999. */
  readonly detail: number;
}

/** What a delivery status notification says of one recipient (RFC 3464 2.3). */
export interface DsnRecipient {
  /** The address as the sender gave it (Original-Recipient), without its type. */
  readonly original?: string;
  /** The address that the reporting MTA had (Final-Recipient), without its type; empty where the report does not say. */
  readonly final: string;
  readonly action: DsnAction;
  readonly status: EnhancedStatus;
  /** The text of Diagnostic-Code without its type, e.g. `550 5.1.1 <a@b.example>: unknown user`. */
  readonly diagnostic?: string;
  /** Name of the MTA that said so, without its type. */
  readonly remoteMta?: string;
  /** Until when the reporting MTA keeps trying; wall time in ms. */
  readonly willRetryUntil?: number;
}

/** A delivery status notification (RFC 3464), or a bounce that tells the same in another form. */
export interface DsnReport {
  readonly kind: 'dsn';
  /** True where it was read out of a text for people and not out of the fields of RFC 3464. */
  readonly guessed?: true;
  /** Original-Envelope-Id: ENVID, as the report has it. */
  readonly envelopeId?: string;
  /** Message-ID of the mail that it reports on, without angle brackets. */
  readonly originalMessageId?: string;
  /** References and In-Reply-To of that mail: further traces where its Message-ID was replaced on the way. */
  readonly originalReferences?: readonly string[];
  readonly reportingMta?: string;
  readonly recipients: readonly DsnRecipient[];
}

/** The value of a Disposition field (RFC 8098 3.2.6), in small letters. */
export interface MdnDisposition {
  readonly action: 'manual-action' | 'automatic-action';
  readonly sending: 'mdn-sent-manually' | 'mdn-sent-automatically';
  /** `displayed`, `deleted`, `dispatched`, `processed`, or what else the sender wrote. */
  readonly type: string;
  readonly modifiers: readonly string[];
}

/** A message disposition notification (RFC 8098). */
export interface MdnReport {
  readonly kind: 'mdn';
  /** True where it was read out of the form of a mail and not out of the fields of RFC 8098. */
  readonly guessed?: true;
  /** Without angle brackets; In-Reply-To where the field is missing, as with Exchange. */
  readonly originalMessageId?: string;
  /** Without its type; empty where the report does not say. */
  readonly finalRecipient: string;
  readonly originalRecipient?: string;
  readonly disposition: MdnDisposition;
}

/** What a mail server or a reader says of a mail: what became of it (RFC 3464), or that it was read (RFC 8098). */
export type Report = DsnReport | MdnReport;
