import { isUnattended } from '../policy/automated.js';
import { localPartOf, type MailHead } from '../policy/mail.js';
import { NO_LIST_TAGS, NUMBERED_LISTS } from './list-software.js';

const LONGEST = 80;

/**
 * What a list is called for people: what its program writes in brackets before each subject, else the phrase of its List-Id, else its
 * id. Senders of newsletters have ids of numbers; there, and where nobody can answer, the name in From is that of the list.
 */
export function listName(mail: Pick<MailHead, 'from' | 'subject'>, id: string, phrase: string): string {
  const [author] = mail.from;
  const sender = clean(author?.name ?? '');
  if (NUMBERED_LISTS.some((end) => id.endsWith(end)) && sender !== '') return sender;
  const tag = clean(subjectTag(mail.subject ?? ''));
  if (tag !== '') return tag;
  const named = clean(phrase);
  // A number is none that anybody would know.
  if (/\p{L}/u.test(named)) return named;
  if (sender !== '' && author !== undefined && isNobody(author.address)) return sender;
  return clean(id.split('.')[0] ?? '') || id;
}

/** The name of a list in brackets at the beginning of a subject, also behind `Re: `; empty where there is none. */
export function subjectTag(subject: string): string {
  const text = subject.slice(0, 200);
  const open = text.indexOf('[');
  // `Re: `, `Aw: ` and the like may stand before it, a sentence may not.
  if (open === -1 || open > 8 || !/^(?:[\p{L}]{1,4}: ?){0,2}$/u.test(text.slice(0, open))) return '';
  const close = text.indexOf(']', open);
  const tag = close === -1 ? '' : text.slice(open + 1, close).trim();
  const [first = ''] = tag.toLowerCase().split(/[\s:/!-]/);
  // Numbers of tickets, of parts of a series.
  if (!/\p{L}/u.test(tag) || tag.startsWith('#') || NO_LIST_TAGS.has(first) || [...tag].length > 40) return '';
  // A list that numbers its mails: `[dev 1234]`, `[dev:1234]`.
  return tag.replace(/[ :#,.]*\d+$/, '');
}

/** The id without what stands for one recipient or one mailing before it: 32 or more hexadecimal digits. */
export function stableListId(id: string): string {
  return id.replace(/^[0-9a-f]{32,}\.(?=.)/, '');
}

function isNobody(address: string): boolean {
  return (
    isUnattended(address) ||
    /^(?:newsletter|news|notification|notifications|info)$/.test(localPartOf(address).toLowerCase())
  );
}

function clean(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return [...line].slice(0, LONGEST).join('').trim();
}
