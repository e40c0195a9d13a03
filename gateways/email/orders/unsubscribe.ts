import { contactOf } from '../address/contact-of.js';
import { listOf } from '../lists/list-of.js';
import { leaveList, unsubscribeOf } from '../lists/unsubscribe.js';
import { Origins } from '../receiving/origin.js';
import { octetsOf } from './contents.js';
import { findMail } from './find-mail.js';
import { type Done, type Ordered, OrderRefused } from './ordering.js';

/** Leaves the list of a mail, as that mail says: by one post, by a mail that the command sends, or on a page that is told. */
export async function unsubscribe({ parts, user, order }: Ordered<'unsubscribe'>): Promise<Done<'unsubscribe'>> {
  const { context, config, reader } = parts;
  const found = await findMail(parts, user, order);
  const { mail } = await reader.read(await octetsOf(parts, found));
  const author = mail.from[0];
  const list = listOf(mail)?.name ?? author?.name ?? author?.address ?? '';
  const authentication = new Origins(config).authenticationOf(mail, found.identity);
  const result = await leaveList(unsubscribeOf(mail, authentication), context.media, list);
  context.metrics.count('lists_left', { by: result.kind });
  switch (result.kind) {
    case 'done':
      return { kind: 'done', list };
    case 'page':
      return { kind: 'page', list, url: result.url };
    case 'mail': {
      const { to, subject, body } = result.mail;
      return { kind: 'mail', list, account: found.identity.account.id, to: contactOf(to), subject, body };
    }
    case 'failed':
      throw new OrderRefused(result.problem);
  }
}
