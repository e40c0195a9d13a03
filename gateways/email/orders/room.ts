import { readSettings } from '../accounts/settings.js';
import { findMail } from './find-mail.js';
import { type Done, type Ordered, refused } from './ordering.js';
import { recordOf } from './record-of.js';

/** Invites the user to the room of a mail to several. */
export async function room({ parts, user, order }: Ordered<'room'>): Promise<Done<'room'>> {
  const found = await findMail(parts, user, order);
  const { account } = found.identity;
  const { language } = readSettings(account.fields, parts.config);
  const jid = await parts.rooms.inviteTo(account, await recordOf(parts, found), language);
  if (jid === undefined) throw refused('email.order.no-group', undefined, 'not-acceptable');
  return { room: jid };
}
