import { absenceEnd } from './absence-dates.js';
import { automated } from './automated.js';
import { fieldsOf, type MailHead } from './mail.js';
import { isVacationSubject } from './vacation-subjects.js';

/** That somebody is away, as their automatic reply tells. */
export interface Vacation {
  /** What they say, short enough for a status (RFC 6121 4.7.2.2): one line of at most 200 characters. */
  readonly status: string;
  /** Until when they are shown as away, ms since the epoch. */
  readonly until: number;
  /** That they named a day; else `until` is a guess. */
  readonly told: boolean;
}

const LONGEST_STATUS = 200;
/** Where no day is named, somebody is shown as away for so long, ms. */
const DEFAULT_MS = 3 * 86_400_000;

type Seen = Pick<MailHead, 'headers' | 'from' | 'sender' | 'subject' | 'returnPath'>;

/**
 * What an automatic reply says of its author's absence; `text`: its body without quotes. Undefined for all other mail, also for replies
 * of programs that confirm something (a ticket was opened): who is away says so in the subject, or its program does (RFC 5230 5).
 */
export function vacationOf(mail: Seen, text: string, now: number): Vacation | undefined {
  if (automated(mail)?.kind !== 'reply') return undefined;
  const comment = fieldsOf(mail, 'auto-submitted').some((value) => /\bvacation\b/i.test(value.slice(0, 200)));
  if (!comment && !isVacationSubject(mail.subject ?? '')) return undefined;
  const told = absenceEnd(`${text.slice(0, 1500)}\n${mail.subject ?? ''}`, now);
  return { status: statusOf(text, mail.subject ?? ''), until: told ?? now + DEFAULT_MS, told: told !== undefined };
}

function statusOf(text: string, subject: string): string {
  const line = oneLine(text);
  return line === '' ? oneLine(subject) : line;
}

/** The beginning of a text in one line, cut between words where it can be. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 10 * LONGEST_STATUS)
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = [...line];
  if (characters.length <= LONGEST_STATUS) return line;
  const cut = characters.slice(0, LONGEST_STATUS - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST_STATUS / 2 ? cut.slice(0, space) : cut}…`;
}
