import { fieldOf, fieldsOf, type MailHead } from '../policy/mail.js';
import { FOOTER_MARKS, type FooterMark } from './footer-marks.js';

/** Lines at the end of a text in which a footer is looked for. */
const LOOKED_AT = 15;
/** Lines behind the first one of which one must say that it is a footer. */
const NEXT = 5;
const LONGEST_LINE = 300;

/** Whether a text is the footer of a list alone: such a part a list program puts behind the parts of the mail. */
export function isListFooter(text: string): boolean {
  return text.trim() !== '' && withoutListFooter(text).trim() === '';
}

/**
 * A text without the footer of the list at its end, and without the `-- ` that some put before it. One in the middle belongs to what is
 * quoted. Linear in its length.
 */
export function withoutListFooter(text: string): string {
  const lines = text.split('\n');
  let last = lines.length;
  while (last > 0 && lines[last - 1]?.trim() === '') last -= 1;
  for (let at = Math.max(0, last - LOOKED_AT); at < last; at += 1) {
    if (!FOOTER_MARKS.some((mark) => beginsAt(lines, at, last, mark))) continue;
    let end = at;
    while (end > 0 && isGap(lines[end - 1] ?? '')) end -= 1;
    return lines.slice(0, end).join('\n');
  }
  return text;
}

/** Whether the program of a list writes into its footers, or above its mails, what its members need (Schleuder). */
export function keepsFooters(mail: Pick<MailHead, 'headers'>): boolean {
  const program = fieldsOf(mail, 'user-agent').concat(fieldsOf(mail, 'x-mailer')).join(' ').toLowerCase();
  return fieldOf(mail, 'x-schleuder') !== undefined || program.includes('schleuder');
}

function beginsAt(lines: readonly string[], at: number, last: number, { rule, begins, behind }: FooterMark): boolean {
  const line = formOf(lines[at]);
  if (begins !== undefined && !line.startsWith(begins)) return false;
  if (rule !== undefined && (line.length < rule.least || ![...line].every((one) => rule.characters.includes(one))))
    return false;
  if (behind === undefined) return true;
  const next = lines.slice(at + 1, Math.min(last, at + 1 + NEXT)).map(formOf);
  return next.some((one) => behind.some((part) => one.includes(part)));
}

function formOf(line = ''): string {
  return line.slice(0, LONGEST_LINE).trim().toLowerCase();
}

function isGap(line: string): boolean {
  const text = line.trim();
  return text === '' || text === '--';
}
