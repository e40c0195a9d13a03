import { readReport } from '../reports/read-report.js';
import { readAttachment, specialOf } from './attachments.js';
import { collectBodyParts, type FilePart } from './body-parts.js';
import { bodyHtml, bodyText } from './body-text.js';
import { describeCalendar, readCalendar } from './calendar.js';
import { protectedSubject } from './header-protection.js';
import type { CalendarInfo, ReadMail, ReadOptions } from './mail.js';
import { readMailFields } from './mail-headers.js';
import { type Part, parseMessage } from './part.js';
import { findProtection } from './protection.js';
import { readReaction } from './reaction.js';
import { readTranslations, type Translation } from './translations.js';

export type * from './mail.js';
export type { Mailbox } from './mailboxes.js';

/** More files than a mail for people has; the others are within the mail itself. */
const MOST_ATTACHMENTS = 200;
/** Longest calendar object that is read. */
const CALENDAR_OCTETS = 1024 * 1024;

/**
 * Reads a mail. Never throws, and takes time that grows with its octets alone. What is damaged is read as far as it goes;
 * `incomplete` tells where a limit left something out.
 */
export function readMail(octets: Uint8Array, options: ReadOptions): ReadMail {
  const mail = parseMessage(octets);
  const unwrapped = options.unwrapped === undefined ? undefined : parseMessage(options.unwrapped);
  const subject = protectedSubject(mail.headers, unwrapped ?? signedPayload(mail));
  const parts = collectBodyParts(unwrapped ?? mail);
  const translations = readTranslations(parts.translations, options.chooseText, options.languages ?? []);
  const [shown] = translations;
  const sections = shown === undefined ? parts.sections : [...shown.parts.sections, ...parts.sections];
  const found = shown === undefined ? parts.files : [...shown.parts.files, ...parts.files];
  const reaction = findReaction(found);
  const cpim = found.find(({ part }) => part.type === 'message/cpim')?.part;
  const files = found.filter(({ part }) => part !== reaction?.part && part !== cpim);
  const text = shown?.text ?? bodyText(sections, subject, options.chooseText);
  const isCut = files.length > MOST_ATTACHMENTS || files.some(({ part }) => part.opaque);
  const report = readReport(mail);
  const protection = findProtection(mail);
  const html = options.html === true ? bodyHtml(sections) : undefined;
  const calendar = findCalendar(files);
  return {
    size: octets.length,
    ...readMailFields(mail.headers, options.now),
    ...(subject === undefined ? {} : { subject }),
    text,
    ...(translations.length === 0 ? {} : { bodies: translations.map(translationBody) }),
    ...(html === undefined ? {} : { html }),
    attachments: files.slice(0, MOST_ATTACHMENTS).map(({ part, related }) => readAttachment(part, related)),
    ...(calendar === undefined ? {} : { calendar }),
    ...(reaction === undefined ? {} : { reaction: { emojis: reaction.emojis } }),
    ...(report === undefined ? {} : { report }),
    ...(protection === undefined ? {} : { protection }),
    ...(cpim === undefined ? {} : { cpim: cpim.content() }),
    ...(isCut ? { incomplete: true } : {}),
  };
}

/** What a signature covers: it may hold fields of the mail (RFC 9788). */
function signedPayload(mail: Part): Part | undefined {
  return mail.type === 'multipart/signed' ? mail.children[0] : undefined;
}

function findReaction(
  files: readonly FilePart[],
): { readonly part: Part; readonly emojis: readonly string[] } | undefined {
  for (const { part } of files) {
    const emojis = readReaction(part);
    if (emojis !== undefined) return { part, emojis };
  }
  return undefined;
}

function findCalendar(files: readonly FilePart[]): CalendarInfo | undefined {
  const part = files.find((file) => specialOf(file.part) === 'calendar')?.part;
  if (part === undefined || part.raw.length > CALENDAR_OCTETS) return undefined;
  const event = readCalendar(part.text());
  if (event === undefined) return undefined;
  const method = event.method ?? part.params.method?.toUpperCase();
  return {
    summary: describeCalendar(event),
    event,
    ...(method === undefined ? {} : { method }),
    ...(event.uid === undefined ? {} : { uid: event.uid }),
  };
}

function translationBody({ lang, subject, text }: Translation): NonNullable<ReadMail['bodies']>[number] {
  return {
    text: text.body,
    ...(lang === undefined ? {} : { lang }),
    ...(subject === undefined ? {} : { subject }),
  };
}
