import { contactOf } from '../address/contact-of.js';
import { isOwn } from '../conversation/identity.js';
import { calendarReply } from '../mime/calendar-reply.js';
import { decodeText } from '../mime/charset.js';
import { mailOf } from './contents.js';
import { findMail } from './find-mail.js';
import { type Done, type Ordered, refused } from './ordering.js';

/** What answers the invitation in a mail, for the command to send. */
export async function invitation({ parts, user, order }: Ordered<'invitation'>): Promise<Done<'invitation'>> {
  const found = await findMail(parts, user, order);
  // An invitation may be signed around, or encrypted.
  const mail = await mailOf(parts, found, false);
  const { identity } = found;
  const { calendar } = mail;
  const part = mail.attachments.find(({ special }) => special === 'calendar');
  const organizer = calendar?.event.organizer?.address;
  if (calendar === undefined || part === undefined || organizer === undefined || calendar.method !== 'REQUEST') {
    throw refused('email.order.no-invitation', undefined, 'not-acceptable');
  }
  const { attendees, title = '' } = calendar.event;
  const invited = attendees.find(({ address = '' }) => isOwn(identity, address));
  const reply = calendarReply(decodeText(part.content), {
    attendee: { ...identity.self, address: invited?.address ?? identity.self.address },
    answer: order.answer,
    now: parts.context.clock.now(),
  });
  if (reply === undefined) throw refused('email.order.no-invitation', undefined, 'not-acceptable');
  return {
    account: identity.account.id,
    id: mail.messageId ?? '',
    to: contactOf(organizer),
    title,
    reply,
  };
}
