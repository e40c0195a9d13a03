import { type CpimMessage, type CpimParty, readCpim } from '../crypto/cpim.js';
import { legalLine } from '../mime/legal-text.js';
import type { ReadMail } from '../mime/mail.js';
import type { Mailbox } from '../mime/mailboxes.js';

/**
 * A mail that holds a Message/CPIM object, with what that says in the place of what the mail says (RFC 3922 3.2): text, subject,
 * date, who else got it. Who wrote it stays whoever sent the mail, for anybody may write names into an object. What asks for more than
 * is known here, or holds no text, stays a file.
 */
export function withCpim(mail: ReadMail): ReadMail {
  if (mail.cpim === undefined) return mail;
  const message = readCpim(mail.cpim);
  if (message === undefined || message.required.length > 0 || !isText(message)) return asFile(mail, mail.cpim);
  const [subject] = message.subjects;
  const { from, at } = message;
  const author = mail.from[0];
  const isAuthor = from?.address !== undefined && from.address.toLowerCase() === author?.address.toLowerCase();
  const { subject: outer, ...rest } = mail;
  const said = subject === undefined ? outer : legalLine(subject.text);
  return {
    ...rest,
    ...(said === undefined ? {} : { subject: said }),
    ...(isAuthor && author !== undefined && from?.name !== undefined
      ? { from: [{ name: legalLine(from.name), address: author.address }, ...mail.from.slice(1)] }
      : {}),
    // A date in the future would put it behind all that comes later.
    ...(at === undefined ? {} : { date: Math.min(at, mail.date ?? at) }),
    to: joined(mail.to, message.to),
    cc: joined(mail.cc, message.cc),
    text: { body: joinedText(mail.text.body, message.content.text()), kind: 'plain' },
  };
}

/** Octets of a text that fits into a stanza. */
const LONGEST_TEXT = 32_768;

/** RFC 3922 3.2.3: only plain text becomes the text of a stanza. */
function isText({ content }: CpimMessage): boolean {
  const { type, disposition, raw } = content;
  return type === 'text/plain' && disposition?.kind !== 'attachment' && raw.length <= LONGEST_TEXT;
}

function asFile(mail: ReadMail, content: Uint8Array): ReadMail {
  const file = {
    name: 'message.cpim',
    mediaType: 'message/cpim',
    size: content.length,
    content,
    disposition: 'attachment',
    related: false,
  } as const;
  return { ...mail, attachments: [...mail.attachments, file] };
}

function joined(mailboxes: readonly Mailbox[], parties: readonly CpimParty[]): readonly Mailbox[] {
  const known = new Set(mailboxes.map(({ address }) => address.toLowerCase()));
  const more = parties.flatMap(({ name, address }): readonly Mailbox[] =>
    address === undefined || known.has(address.toLowerCase())
      ? []
      : [name === undefined ? { address } : { name: legalLine(name), address }],
  );
  return [...mailboxes, ...more];
}

function joinedText(outer: string, inner: string): string {
  const text = inner.trimEnd();
  return outer.trim() === '' ? text : `${outer.trimEnd()}\n\n${text}`;
}
