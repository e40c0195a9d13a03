import type { MessageEvent } from '../../gateway.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import type { Identity } from './identity.js';
import type { MailRecord, Person } from './mail-records.js';
import { chooseSubject, withSubjectLine } from './subject-choice.js';
import { referencesTo, threadOf } from './thread-id.js';

/** Who an envelope of SMTP is for, and whom reports about them concern. */
export interface OutRecipient {
  readonly contact: string;
  /** As it is to be written to. */
  readonly address: string;
}

export interface OutRequest {
  readonly event: MessageEvent;
  readonly identity: Identity;
  /** Message-ID of the mail, without angle brackets. */
  readonly messageId: string;
  /** The mail that it would answer. */
  readonly base?: MailRecord;
  /** Whether the user has chosen that mail (XEP-0461). */
  readonly asked: boolean;
  /** Who gets it: the people of a group, the list's own address, or the contact. */
  readonly to: readonly (Person & { readonly contact: string })[];
  readonly cc: readonly (Person & { readonly contact: string })[];
  /** Get it, and nobody is told. */
  readonly bcc: readonly (Person & { readonly contact: string })[];
  readonly now: number;
  readonly settings: {
    readonly html: boolean;
    readonly signature: string;
    /** Ask for a disposition notification (RFC 8098) where the client wants to know that it was read. */
    readonly askWhetherRead: boolean;
    /** Say the user's JID in the header (RFC 7259). */
    readonly tellJid: boolean;
  };
  /** Address that answers are to go to, where that is another one than `From`. */
  readonly replyTo?: Person;
  readonly words: {
    /** Subject of a mail that begins a conversation without one. */
    readonly noSubject: string;
    correction(text: string): string;
    toHtml(text: string): string | undefined;
  };
}

export interface OutPlan {
  /** Without attachments. */
  readonly mail: OutgoingMail;
  readonly recipients: readonly OutRecipient[];
  readonly record: MailRecord;
}

/** How the urgency of a message (XEP-0131) is said in mail (RFC 2156 5.3.4). */
const IMPORTANCE: Readonly<Record<string, string>> = { high: 'high', medium: 'normal', low: 'low' };
/** Headers of XEP-0131 that mean the same in mail. */
const SAME_HEADER: Readonly<Record<string, string>> = {
  keywords: 'Keywords',
  comments: 'Comments',
  organization: 'Organization',
  urgency: 'Importance',
};

/** Makes a mail of a message: RFC 3922 for what it names, and what people who write mail expect for the rest. Pure. */
export function planOut(request: OutRequest): OutPlan {
  const { event, identity, messageId, base, asked, to, cc, bcc, now, settings, words } = request;
  const said = event.subject === undefined ? withSubjectLine(event.body) : { subject: event.subject, body: event.body };
  const { subject, parent } = chooseSubject(said.subject, base, asked, words.noSubject);
  const body = bodyOf(event, said.body, request);
  const texts = event.bodies === undefined ? [{ ...language(event.lang), text: body }] : event.bodies;
  const thread = event.thread ?? parent?.thread ?? threadOf(messageId);
  const references = parent === undefined ? [] : referencesTo(parent);
  const people = [...to, ...cc];
  const mail: OutgoingMail = {
    from: identity.self,
    ...(request.replyTo === undefined ? {} : { replyTo: request.replyTo }),
    to: to.map(person),
    cc: cc.map(person),
    subject,
    date: event.sentAt ?? now,
    messageId,
    ...(parent === undefined ? {} : { inReplyTo: parent.id }),
    references,
    bodies: texts.map(({ lang, text }) => withHtml(lang, text + signature(settings.signature), request)),
    attachments: [],
    flowed: true,
    headers: headersOf(request),
    ...(event.reactions === undefined ? {} : { reaction: event.reactions.added.join('') }),
  };
  const recipients = [...people, ...bcc].map(({ contact, address }) => ({ contact, address }));
  const record: MailRecord = {
    id: messageId,
    account: identity.account.id,
    born: identity.account.born,
    by: 'user',
    contact: event.contact,
    thread,
    references,
    subject,
    reply: people.map(person),
    others: people.map(person),
    recipients,
    at: now,
  };
  return { mail, recipients, record };
}

/** The text of a mail: with what it repeats of the one that it answers, where the client says so. */
function bodyOf(event: MessageEvent, said: string, { words }: OutRequest): string {
  if (event.replaces !== undefined) return words.correction(said);
  const quote = event.reply?.quote;
  if (quote === undefined || quote.trim() === '') return said;
  return `${quote
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')}\n\n${said}`;
}

function withHtml(
  lang: string | undefined,
  text: string,
  { settings, words }: OutRequest,
): OutgoingMail['bodies'][number] {
  const html = settings.html ? words.toHtml(text) : undefined;
  return { ...language(lang), text, ...(html === undefined ? {} : { html }) };
}

function language(lang: string | undefined): { readonly lang?: string } {
  return lang === undefined ? {} : { lang };
}

function signature(text: string): string {
  return text === '' ? '' : `\n\n-- \n${text}`;
}

function headersOf({ event, identity, settings }: OutRequest): OutgoingMail['headers'] {
  const headers: { name: string; value: string }[] = [];
  if (settings.tellJid) headers.push({ name: 'Jabber-ID', value: identity.account.jid });
  if (settings.askWhetherRead && event.markable) {
    headers.push({ name: 'Disposition-Notification-To', value: `<${identity.self.address}>` });
  }
  const [edits] = event.replaces?.networkIds?.slice(-1) ?? [];
  if (edits !== undefined) headers.push({ name: 'Chat-Edit', value: `<${edits}>` });
  const [deletes] = event.retracts?.networkIds?.slice(-1) ?? [];
  if (deletes !== undefined) headers.push({ name: 'Chat-Delete', value: `<${deletes}>` });
  for (const { name, value } of event.headers ?? []) {
    const same = SAME_HEADER[name.toLowerCase()];
    const said = same === 'Importance' ? IMPORTANCE[value.trim().toLowerCase()] : value;
    if (same !== undefined && said !== undefined) headers.push({ name: same, value: said });
  }
  return headers;
}

function person({ name, address }: Person): Person {
  return name === undefined ? { address } : { name, address };
}
