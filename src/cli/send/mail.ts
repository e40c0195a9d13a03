import { EXIT, SendError } from './exit-codes.js';

/** A mail that a script gives as it would to `sendmail`, as far as it counts here. */
interface ScriptMail {
  /** Texts of the fields To, Cc and Bcc, unfolded. */
  readonly recipients: readonly string[];
  readonly subject?: string;
  readonly text: string;
}

/** What reads mails. Mail addresses of a field, in their order. */
export interface MailReader {
  read(octets: Uint8Array): ScriptMail;
  addresses(field: string): readonly string[];
}

/** What is written where a mail has an address: a name of the book, or a place of another network. */
const OTHER = /^(?:[a-z0-9][a-z0-9._-]*|(?:person|list|rotation|route|xmpp|sms|tel|mailto|irc|ircs|pubsub|hook):\S+)$/i;
const LONGEST_TITLE = 1024;

/** Recipients of a field or argument as the API takes them: mail addresses as `mailto:`, names such as `root` as they are. */
function recipientsOf(field: string, reader: Pick<MailReader, 'addresses'>): readonly string[] {
  const written = field.split(',').map((one) => one.trim());
  const names = written.filter((one) => OTHER.test(one));
  const rest = written.filter((one) => !OTHER.test(one)).join(', ');
  return [...names, ...reader.addresses(rest).map((address) => `mailto:${address}`)];
}

/** What of a mail becomes a message. Throws `SendError` where it is for nobody, or says nothing. */
export function messageOf(
  octets: Uint8Array,
  reader: MailReader,
  { to, fromHeader }: { readonly to: readonly string[]; readonly fromHeader: boolean },
): { readonly to: readonly string[]; readonly title?: string; readonly text: string } {
  const { recipients, subject = '', text } = reader.read(octets);
  const fields = [...to, ...(fromHeader ? recipients : [])];
  const all = [...new Set(fields.flatMap((field) => recipientsOf(field, reader)))];
  if (all.length === 0)
    throw new SendError(EXIT.noUser, 'the mail is for nobody: write To: alice, or To: alice@example.org');
  const title = subject
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TITLE);
  if (!/\S/.test(text) && title === '') throw new SendError(EXIT.data, 'the mail has neither a subject nor a text');
  // Cron and its like often say all in the subject.
  return { to: all, ...(title !== '' && /\S/.test(text) && { title }), text: /\S/.test(text) ? text : title };
}
