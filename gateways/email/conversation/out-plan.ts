import type { MessageEvent } from '../../gateway.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import type { SenderFields } from '../policy/identity.js';
import { HOPS_FIELD } from '../policy/loops.js';
import { urgencyFields } from '../policy/urgency.js';
import { withoutSignatureMark } from '../text/signature.js';
import type { Identity } from './identity.js';
import type { MailRecord, Person } from './mail-records.js';
import { chooseSubject, withSubjectLine } from './subject-choice.js';
import { outsideId, referencesTo, threadOf } from './thread-id.js';

/** Who an envelope of SMTP is for, and whom reports about them concern. */
export interface OutRecipient {
  readonly contact: string;
  /** As it is to be written to. */
  readonly address: string;
}

/** A message of a user, and what is known of its conversation. */
export interface OutRequest {
  /** Its `html` as a whole document that may be sent, the signature in it. */
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
  /** How the mail names its sender. */
  readonly sender: SenderFields;
  /** Gateways between mail and XMPP that it has gone through, with this one; see `policy/loops.ts`. */
  readonly hops: string;
  readonly settings: {
    readonly html: boolean;
    readonly signature: string;
    /** Of texts that do not tell theirs (BCP 47). */
    readonly language?: string;
    /** Ask for a disposition notification (RFC 8098) where the client wants to know that it was read. */
    readonly askWhetherRead: boolean;
    /** That our mail server took it is told as its receipt. */
    readonly promise: boolean;
  };
  readonly words: {
    /** Subject of a mail that begins a conversation without one. */
    readonly noSubject: string;
    correction(text: string): string;
    toHtml(text: string): string | undefined;
  };
}

/** What a message becomes as a mail, and what is remembered of it. */
export interface OutPlan {
  /** Without attachments. */
  readonly mail: OutgoingMail;
  readonly recipients: readonly OutRecipient[];
  readonly record: MailRecord;
}

/** Headers of XEP-0131 that mean the same in mail. */
const SAME_HEADER: Readonly<Record<string, string>> = {
  keywords: 'Keywords',
  comments: 'Comments',
  organization: 'Organization',
};

/** Headers by which what programs write is known as such (RFC 3834 5, RFC 2919 3), with what they may say. */
const OF_PROGRAMS: Readonly<Record<string, { readonly name: string; readonly says: RegExp }>> = {
  'auto-submitted': { name: 'Auto-Submitted', says: /^(auto-generated|auto-replied|no)$/i },
  'list-id': { name: 'List-Id', says: /^([^<>]{0,200} )?<[A-Za-z0-9][A-Za-z0-9._-]{0,200}>$/ },
};

/** Makes a mail of a message: RFC 3922 for what it names, and what people who write mail expect for the rest. Pure. */
export function planOut(request: OutRequest): OutPlan {
  const { event, identity, messageId, base, asked, to, cc, bcc, now, sender, settings, words } = request;
  const said = event.subject === undefined ? withSubjectLine(event.body) : { subject: event.subject, body: event.body };
  const { subject, parent } = chooseSubject(said.subject, base, asked, words.noSubject);
  const texts = event.bodies ?? [{ ...language(event.lang ?? settings.language), text: said.body }];
  const thread = event.thread ?? parent?.thread ?? threadOf(messageId);
  const references = parent === undefined ? [] : referencesTo(parent);
  const people = [...to, ...cc];
  const mail: OutgoingMail = {
    from: sender.from,
    ...(sender.replyTo === undefined ? {} : { replyTo: sender.replyTo }),
    to: to.map(person),
    cc: cc.map(person),
    subject,
    date: event.sentAt ?? now,
    messageId,
    ...(parent === undefined ? {} : { inReplyTo: outsideId(parent) }),
    references,
    bodies: preferred(texts, settings.language).map(({ lang, text }) => bodyOf(lang, text, request)),
    attachments: [],
    flowed: true,
    headers: headersOf(request),
    ...(event.reactions === undefined ? {} : { reaction: event.reactions.added.join(' ') }),
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
    ...(settings.promise && event.receipt ? { promised: true } : {}),
  };
  return { mail, recipients, record };
}

/** The language that the user writes in first, for those who read no other form of the mail. */
function preferred<Body extends { readonly lang?: string }>(
  bodies: readonly Body[],
  wanted: string | undefined,
): readonly Body[] {
  const first = bodies.find(({ lang }) => lang !== undefined && lang === wanted);
  return first === undefined ? bodies : [first, ...bodies.filter((body) => body !== first)];
}

function bodyOf(
  lang: string | undefined,
  said: string,
  { event, settings, words }: OutRequest,
): OutgoingMail['bodies'][number] {
  const written = withoutSignatureMark(event.replaces === undefined ? said : words.correction(said));
  const text = quoted(event) + written + signature(settings.signature);
  const alone = event.replaces === undefined && event.reply?.quote === undefined;
  const html = (alone ? event.html : undefined) ?? (settings.html ? words.toHtml(text) : undefined);
  return { ...language(lang), text, ...(html === undefined ? {} : { html }) };
}

/** What it repeats of the mail that it answers, where the client says so. */
function quoted({ replaces, reply }: MessageEvent): string {
  const quote = reply?.quote;
  if (replaces !== undefined || quote === undefined || quote.trim() === '') return '';
  const lines = quote.split('\n').map((line) => `> ${line}`.trimEnd());
  return `${lines.join('\n')}\n\n`;
}

function language(lang: string | undefined): { readonly lang?: string } {
  return lang === undefined ? {} : { lang };
}

function signature(text: string): string {
  return text === '' ? '' : `\n\n-- \n${text}`;
}

function headersOf({ event, identity, base, sender, hops, settings }: OutRequest): OutgoingMail['headers'] {
  const headers: { name: string; value: string }[] = [...sender.headers, { name: HOPS_FIELD, value: hops }];
  if (settings.askWhetherRead && event.markable) {
    headers.push({ name: 'Disposition-Notification-To', value: `<${identity.self.address}>` });
  }
  if (base !== undefined && event.replaces !== undefined) {
    headers.push({ name: 'Chat-Edit', value: `<${outsideId(base)}>` });
  }
  if (base !== undefined && event.retracts !== undefined) {
    headers.push({ name: 'Chat-Delete', value: `<${outsideId(base)}>` });
  }
  const named = event.headers ?? [];
  for (const { name, value } of named) {
    const same = SAME_HEADER[name.toLowerCase()];
    if (same !== undefined) headers.push({ name: same, value });
    const program = OF_PROGRAMS[name.toLowerCase()];
    if (program?.says.test(value) && !headers.some((header) => header.name === program.name)) {
      headers.push({ name: program.name, value });
    }
  }
  return [...headers, ...urgencyFields(named)];
}

function person({ name, address }: Person): Person {
  return name === undefined ? { address } : { name, address };
}
