/**
 * By which names large providers mark their checks (RFC 8601 2.5): each of them strips marks in its own name from what comes in. A name that
 * begins with a dot means all below it.
 */
interface ProviderMarks {
  /** The provider, by the domain of its IMAP servers. */
  readonly imap: string;
  readonly authservIds: readonly string[];
}

/** The providers whose marks count. */
export const PROVIDER_MARKS: readonly ProviderMarks[] = [
  { imap: 'gmail.com', authservIds: ['mx.google.com'] },
  { imap: 'googlemail.com', authservIds: ['mx.google.com'] },
  { imap: 'mail.me.com', authservIds: ['.icloud.com'] },
  { imap: 'fastmail.com', authservIds: ['.messagingengine.com'] },
  { imap: 'yahoo.com', authservIds: ['.yahoo.com'] },
  { imap: 'aol.com', authservIds: ['.yahoo.com', '.aol.com'] },
  { imap: 'gmx.net', authservIds: ['gmx.net'] },
  { imap: 'gmx.com', authservIds: ['gmx.net', 'gmx.com'] },
  { imap: 'web.de', authservIds: ['web.de', 'gmx.net'] },
  { imap: 'zoho.com', authservIds: ['mx.zohomail.com'] },
  { imap: 'zoho.eu', authservIds: ['mx.zohomail.eu', 'mx.zohomail.com'] },
  { imap: 'mailbox.org', authservIds: ['.mailbox.org'] },
];
