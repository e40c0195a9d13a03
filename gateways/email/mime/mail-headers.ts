import { readDate } from './dates.js';
import { fieldText, type HeaderFields } from './header-fields.js';
import { readLanguage } from './languages.js';
import type { ChatMarks, MailHeader, ReadMail } from './mail.js';
import { type Mailbox, readMailboxes } from './mailboxes.js';
import { readMessageIds } from './message-ids.js';

const MOST_HEADERS = 500;
const HEADERS_LENGTH = 256 * 1024;

/** What the header section of a mail says. */
type MailFields = Pick<
  ReadMail,
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'date'
  | 'lang'
  | 'returnPath'
  | 'headers'
  | 'chat'
>;

/** Reads the header section of a mail; of fields that may stand there once the lowest counts. */
export function readMailFields(headers: HeaderFields, now: number): MailFields {
  const messageId = ids(headers, 'message-id')[0];
  const sender = mailboxes(headers, 'sender')[0];
  const date = headers.last('date');
  const moment = date === undefined ? undefined : readDate(date, now);
  const lang = readLanguage(headers.last('content-language'));
  const returnPath = headers.first('return-path');
  return {
    inReplyTo: ids(headers, 'in-reply-to'),
    references: ids(headers, 'references'),
    from: mailboxes(headers, 'from'),
    replyTo: mailboxes(headers, 'reply-to'),
    to: recipients(headers, 'to'),
    cc: recipients(headers, 'cc'),
    headers: allFields(headers),
    chat: chatMarks(headers),
    ...(messageId === undefined ? {} : { messageId }),
    ...(sender === undefined ? {} : { sender }),
    ...(moment === undefined ? {} : { date: moment.at }),
    ...(lang === undefined ? {} : { lang }),
    // The topmost is that of the final delivery (RFC 5321 4.4).
    ...(returnPath === undefined ? {} : { returnPath: readMailboxes(returnPath)[0]?.address ?? '' }),
  };
}

function ids(headers: HeaderFields, name: string): readonly string[] {
  const field = headers.last(name);
  return field === undefined ? [] : readMessageIds(field);
}

function mailboxes(headers: HeaderFields, name: string): readonly Mailbox[] {
  const field = headers.last(name);
  return field === undefined ? [] : readMailboxes(field);
}

/** Several fields of recipients are against RFC 5322 3.6 and mean all of them. */
function recipients(headers: HeaderFields, name: string): readonly Mailbox[] {
  const fields = headers.all(name);
  return fields.length === 1 ? readMailboxes(fields[0] ?? '') : readMailboxes(fields.join(', '));
}

function allFields(headers: HeaderFields): readonly MailHeader[] {
  const fields: MailHeader[] = [];
  let length = 0;
  for (const { name, raw } of headers.entries) {
    length += name.length + raw.length;
    if (fields.length >= MOST_HEADERS || length > HEADERS_LENGTH) break;
    fields.push({ name, value: fieldText(raw) });
  }
  return fields;
}

function chatMarks(headers: HeaderFields): ChatMarks {
  const edits = ids(headers, 'chat-edit')[0];
  const deletes = ids(headers, 'chat-delete')[0];
  return {
    ...(edits === undefined ? {} : { edits }),
    ...(deletes === undefined ? {} : { deletes }),
    ...(headers.has('chat-version') ? { version: true } : {}),
  };
}
