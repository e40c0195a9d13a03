import type { TextRef } from '../../gateway.js';
import { isListFooter, keepsFooters, withoutListFooter } from '../lists/footer.js';
import { listAuthor } from '../lists/list-author.js';
import type { MailList } from '../lists/list-of.js';
import type { ReadAttachment, ReadMail } from '../mime/mail.js';
import { readCard } from './card.js';

/** Longest text that may be the footer of a list in a part of its own, octets. */
const LONGEST_FOOTER = 4096;
/** Cards whose content is told of one mail. */
const MOST_CARDS = 5;

/**
 * A mail of a list as its author wrote it: by the author's own address where the list has put itself there, and without what
 * the list has put below. Of other mails all stays as it is. Pure.
 */
export function asWritten(mail: ReadMail, list: MailList | undefined): ReadMail {
  if (list === undefined) return mail;
  const found = listAuthor(mail, list);
  const from = found?.rewritten === true ? [found.author] : mail.from;
  if (keepsFooters(mail)) return { ...mail, from };
  const { text, attachments } = mail;
  return {
    ...mail,
    from,
    text: withoutFooter(text),
    attachments: attachments.filter((attachment) => !isFooterPart(attachment)),
  };
}

function withoutFooter({ cut, ...text }: ReadMail['text']): ReadMail['text'] {
  const body = withoutListFooter(text.body);
  // Where nothing else was left out there is nothing to point at.
  const onlyFooter = text.full !== undefined && withoutListFooter(text.full).trimEnd() === body.trimEnd();
  return { ...text, body, ...(cut === undefined || onlyFooter ? {} : { cut }) };
}

function isFooterPart({ mediaType, content, disposition }: ReadAttachment): boolean {
  if (mediaType !== 'text/plain' || disposition !== 'inline' || content.length > LONGEST_FOOTER) return false;
  return isListFooter(Buffer.from(content).toString('utf8'));
}

/** What is said of the dates and the cards that come with a mail, besides its own text. Pure. */
export function enclosed({ text, calendar, attachments }: ReadMail): readonly TextRef[] {
  const notes: TextRef[] = [];
  // Without any text the event stands in its place.
  if (calendar !== undefined && text.body.trim() !== '' && !text.body.includes(calendar.summary)) {
    notes.push({ key: 'email.enclosed.event', params: { event: calendar.summary } });
  }
  const cards = attachments.filter(({ special }) => special === 'vcard').slice(0, MOST_CARDS);
  for (const { content } of cards) {
    const card = readCard(content);
    if (card !== undefined) notes.push({ key: 'email.enclosed.card', params: { card } });
  }
  return notes;
}
