import type { Account } from '../../gateways/gateway.js';
import { putWish, removal } from './contacts.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { UserEvents } from './user-events.js';

/**
 * After a registration was removed: the network hears that the user is gone, and where the XMPP server allows it the
 * contacts leave the user's roster, which otherwise keeps entries that nothing stands behind. `contacts` are network
 * addresses. Never rejects: the registration is gone already.
 */
export async function afterLeaving(site: Site, account: Account, contacts: readonly string[]): Promise<void> {
  try {
    await new UserEvents(site).offline(account);
    await putWish(site, account.jid, removal(contacts, true));
  } catch (error) {
    site.log.warn({ account: mask(account.jid), error: String(error) }, 'contacts stay in the roster of who has left');
  }
}
