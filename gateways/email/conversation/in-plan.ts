import type { ExtendedAddress, Incoming } from '../../gateway.js';
import type { ReadMail } from '../mime/mail.js';
import type { Mailbox } from '../mime/mailboxes.js';
import { type AutomaticKind, automated } from '../policy/automated.js';
import { gatewaysOf, HOPS_FIELD } from '../policy/loops.js';
import { fieldOf } from '../policy/mail.js';
import { urgencyOf } from '../policy/urgency.js';
import { readSubject, subjectKey } from '../text/subject.js';
import { groupName, MOST_IN_GROUP } from './groups.js';
import { type Identity, isOwn } from './identity.js';
import type { MailRecord, Person } from './mail-records.js';
import { rootOf, threadOf } from './thread-id.js';

/** How the subject of a mail is shown: as the element, in front of the text where it has changed, or there always. */
type SubjectMode = 'element' | 'changed' | 'text';

/** A mailing list that a mail came over. */
export interface OverList {
  /** The contact that stands for it. */
  readonly contact: string;
  readonly name: string;
  /** Where an answer to the list goes (RFC 2369 3.4). */
  readonly post?: string;
}

/** A mail that has come, and what is known of its conversation. */
export interface InRequest {
  readonly mail: ReadMail;
  readonly identity: Identity;
  /** Message-ID, or what stands in its place where the mail has none. */
  readonly id: string;
  /** The newest mail that is known of those that it answers. */
  readonly parent?: MailRecord;
  readonly list?: OverList;
  /** Contact of its author. */
  readonly contact: string;
  /** Contact of the group, or its room, where it is one. */
  readonly group?: string;
  /** It is told in a room, by its author as an occupant, and the room has the subject. */
  readonly inRoom?: boolean;
  readonly subjectMode: SubjectMode;
  /** Subject of the newest mail of the conversation before this one. */
  readonly lastSubject?: string;
  readonly automated: boolean;
  /** Whom to tell that it was read, where that is allowed (RFC 8098). */
  readonly notify?: string;
  /** Something is to be done when the user has read it: its sender is told, or the mailbox. */
  readonly watchRead?: boolean;
  /** Sentences in front of the text: what is doubtful about the mail. */
  readonly warnings: readonly string[];
  /** Sentences behind the text. */
  readonly notes: readonly string[];
  /** Wall time, ms. */
  readonly now: number;
  addressJid(address: string): string;
}

/** What a mail becomes in XMPP, and what is remembered of it. */
export interface InPlan {
  /** Without files and without what needs an account. */
  readonly incoming: Omit<Incoming, 'account' | 'dedupe' | 'files'>;
  readonly record: MailRecord;
  /** Its text as a room has it, without who wrote it and what it is about. */
  readonly text: string;
}

/** Mails older than this carry the time at which they were sent. */
const LATE_MS = 10_000;
/** What a stranger's header may take of a stanza, which servers bound, and of what is kept of a mail: characters, and people. */
const LONGEST_SUBJECT = 1000;
const LONGEST_NAME = 200;
const LONGEST_QUOTE = 4000;
const MOST_NAMED = 100;
/** As many as an answer names in turn. */
const MOST_REFERENCES = 20;

/** Everybody in a mail besides the account itself, each once: whoever wrote it first. */
export function peopleOf(
  mail: Pick<ReadMail, 'from' | 'to' | 'cc'>,
  identity: Pick<Identity, 'own'>,
): readonly Person[] {
  const seen = new Set<string>();
  const people: Person[] = [];
  for (const { name, address } of [...mail.from, ...mail.to, ...mail.cc]) {
    const small = address.toLowerCase();
    if (seen.has(small) || isOwn(identity, address)) continue;
    seen.add(small);
    people.push(personOf({ ...(name === undefined ? {} : { name }), address }));
  }
  return people;
}

function personOf({ name, address }: Person): Person {
  return name === undefined ? { address } : { name: cut(name, LONGEST_NAME), address };
}

/** Whether a mail is a conversation of several: not a list's, and of few enough that they may be answered together. */
export function isGroupMail(mail: Pick<ReadMail, 'from' | 'to' | 'cc'>, identity: Pick<Identity, 'own'>): boolean {
  const { length } = peopleOf(mail, identity);
  return length > 1 && length <= MOST_IN_GROUP;
}

/** RFC 3834 5.1. Behind a list there are people. */
const SUBMITTED: Readonly<Record<AutomaticKind, string | undefined>> = {
  report: 'auto-replied',
  reply: 'auto-replied',
  generated: 'auto-generated',
  bulk: 'auto-generated',
  list: undefined,
};

/** Makes a message of a mail. Pure. */
export function planIn(request: InRequest): InPlan {
  const { mail, identity, id, parent, list, group, now, notify } = request;
  const [author] = mail.from;
  const people = peopleOf(mail, identity);
  const named = people.slice(0, MOST_NAMED);
  const whole = cut(mail.subject ?? '', LONGEST_SUBJECT);
  const contact = list?.contact ?? group ?? request.contact;
  const root = rootOf({ ...mail, messageId: id });
  const thread = parent?.thread ?? threadOf(root ?? id);
  const subject = readSubject(whole).base;
  const fresh = request.subjectMode === 'text' || subjectKey(subject) !== subjectKey(request.lastSubject ?? '');
  const inRoom = request.inRoom === true;
  const showSubject = subject !== '' && request.subjectMode !== 'element' && fresh && !inRoom;
  // It names the contact (XEP-0172 4.2), which is not the author where several are behind it.
  const circle = list?.name ?? (group === undefined ? undefined : groupName(people));
  const nick = cut((inRoom ? undefined : circle) ?? author?.name ?? '', LONGEST_NAME);
  const body = bodyOf(request, {
    subject,
    showSubject,
    several: list !== undefined || (group !== undefined && !inRoom),
  });
  const answers = parent !== undefined && parent.contact === contact ? parent : undefined;
  const incoming: InPlan['incoming'] = {
    contact,
    id,
    ...(body === '' ? {} : { body }),
    ...(subject === '' || request.subjectMode !== 'element' || inRoom ? {} : { subject: whole }),
    thread,
    ...(nick === '' ? {} : { nick }),
    ...(mail.date === undefined || now - mail.date < LATE_MS ? {} : { sentAt: mail.date }),
    ...(mail.lang === undefined ? {} : { lang: mail.lang }),
    ...(request.watchRead === true ? { asks: { delivered: notify !== undefined, displayed: true } } : {}),
    ...(answers === undefined
      ? {}
      : {
          reply: {
            to: answers.id,
            ...(mail.text.quote === undefined ? {} : { quote: cut(mail.text.quote, LONGEST_QUOTE) }),
          },
        }),
    ...(people.length < 2 ? {} : { addresses: addressesOf(request, named) }),
    ...headersOf(mail),
  };
  const record: MailRecord = {
    id,
    account: identity.account.id,
    born: identity.account.born,
    by: 'contact',
    contact,
    thread,
    references: referencesOf(mail),
    subject: whole,
    reply: replyTo(request),
    others: named,
    at: now,
    ...(notify === undefined ? {} : { notify }),
    ...(request.automated ? { automated: true } : {}),
  };
  return { incoming, record, text: bodyOf(request, { subject, showSubject: false, several: false }) };
}

function bodyOf(
  { mail, warnings, notes }: InRequest,
  { subject, showSubject, several }: { subject: string; showSubject: boolean; several: boolean },
): string {
  const text = mail.text.body.trimEnd() || (mail.calendar?.summary ?? '');
  const author = several ? nameOf(mail.from[0]) : undefined;
  const said = author === undefined ? text : text.includes('\n') ? `${author}:\n${text}` : `${author}: ${text}`;
  const before = [...warnings];
  if (showSubject) before.push(subject);
  return [...before, said, ...notes].filter((line) => line !== '').join('\n');
}

function nameOf(author: Mailbox | undefined): string | undefined {
  return author === undefined ? undefined : cut(author.name ?? author.address, LONGEST_NAME);
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** RFC 5322 3.6.4: those of the mail, or what it answers where it has none. */
function referencesOf(mail: Pick<ReadMail, 'references' | 'inReplyTo'>): readonly string[] {
  const { references: all, inReplyTo } = mail;
  if (all.length === 0) return inReplyTo.slice(0, 1);
  return all.length <= MOST_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)];
}

/** Whom an answer goes to: over a list the list, else whoever the mail says (RFC 5322 3.6.2). */
function replyTo({ mail, list }: InRequest): readonly Person[] {
  if (list?.post !== undefined) return [{ name: list.name, address: list.post }];
  const said = mail.replyTo.length > 0 ? mail.replyTo : mail.from;
  return said.slice(0, MOST_NAMED).map(personOf);
}

/**
 * XEP-0131: how urgent it is, through how many gateways it has gone, so that the next one goes on counting, and that a program has written
 * it (RFC 3834 5), so that no other one answers it or takes it for somebody's words.
 */
function headersOf(mail: ReadMail): Pick<Incoming, 'headers'> {
  const urgency = urgencyOf(mail);
  const submitted = SUBMITTED[automated(mail)?.kind ?? 'list'];
  const hops = fieldOf(mail, HOPS_FIELD.toLowerCase());
  const headers = [
    ...(urgency === undefined ? [] : [{ name: 'Urgency', value: urgency }]),
    ...(hops === undefined ? [] : [{ name: HOPS_FIELD, value: String(gatewaysOf(hops)) }]),
    ...(submitted === undefined ? [] : [{ name: 'Auto-Submitted', value: submitted }]),
  ];
  return headers.length === 0 ? {} : { headers };
}

/** XEP-0033, for clients that show it. */
function addressesOf({ mail, addressJid }: InRequest, people: readonly Person[]): readonly ExtendedAddress[] {
  const known = new Set(people.map(({ address }) => address.toLowerCase()));
  const listed = (type: 'to' | 'cc', all: readonly Mailbox[]): ExtendedAddress[] =>
    all
      // Each once, however often it stands there.
      .filter(({ address }) => known.delete(address.toLowerCase()))
      .map(({ name, address }) => ({
        type,
        jid: addressJid(address),
        ...(name === undefined ? {} : { description: cut(name, LONGEST_NAME) }),
        delivered: true,
      }));
  const replies = mail.replyTo
    .slice(0, MOST_NAMED)
    .map(({ address }): ExtendedAddress => ({ type: 'replyto', jid: addressJid(address), delivered: false }));
  return [...listed('to', mail.to), ...listed('cc', mail.cc), ...replies];
}
