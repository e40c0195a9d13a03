import { idField, isFieldName, isMessageId, mailboxField, mailDate, textField } from './fields.js';
import type { NamedMailbox, OutgoingMail } from './outgoing.js';

/** What of a mail stands in its own fields, whatever its content is. */
export type MailFields = Omit<OutgoingMail, 'bodies' | 'attachments' | 'flowed' | 'reaction' | 'calendarReply'>;

/** Ids that References keeps: the first, and the last of the thread. */
const MOST_REFERENCES = 20;

/** Fields that a mail has once, or that others write: never taken from `headers`, where a user's words may be. */
const OWN_FIELDS = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
  'return-path',
  'received',
  'dkim-signature',
  'authentication-results',
]);

/** The header of a mail without what tells of its content. */
export function mailFields(mail: MailFields): string {
  const { from, sender, replyTo, to, cc, subject, date, messageId, inReplyTo } = mail;
  let out = `Date: ${mailDate(date)}\r\n${mailboxField('From', [from])}`;
  if (sender !== undefined) out += mailboxField('Sender', [sender]);
  if (replyTo !== undefined) out += mailboxField('Reply-To', [replyTo]);
  if (to.length > 0) out += mailboxField('To', to);
  if (cc.length > 0) out += mailboxField('Cc', cc);
  // Some servers refuse a mail that names nobody (RFC 5322 appendix A.1.3).
  if (to.length + cc.length === 0) out += 'To: undisclosed-recipients:;\r\n';
  out += textField('Subject', subject);
  if (isMessageId(messageId)) out += idField('Message-ID', [messageId]);
  if (inReplyTo !== undefined && isMessageId(inReplyTo)) out += idField('In-Reply-To', [inReplyTo]);
  const references = keptReferences(mail.references);
  if (references.length > 0) out += idField('References', references);
  for (const { name, value } of mail.headers) {
    if (isFieldName(name) && !OWN_FIELDS.has(name.toLowerCase())) out += textField(name, value);
  }
  return `${out}MIME-Version: 1.0\r\n`;
}

/** The field that the sender's own copy of a mail begins with, and no other: who else got it (RFC 5322 3.6.3). */
export function bccField(bcc: readonly NamedMailbox[]): Uint8Array {
  return Buffer.from(bcc.length === 0 ? '' : mailboxField('Bcc', bcc));
}

function keptReferences(ids: readonly string[]): readonly string[] {
  const named = ids.filter(isMessageId);
  return named.length <= MOST_REFERENCES ? named : [...named.slice(0, 1), ...named.slice(1 - MOST_REFERENCES)];
}
