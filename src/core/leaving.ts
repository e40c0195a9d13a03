import type { Account } from '../../gateways/gateway.js';
import { putWish, removal } from './contacts.js';
import { hasArchives } from './discovery.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { UserEvents } from './user-events.js';

/**
 * After a registration was removed: the network hears that the user is gone, what the user saw and what the gateway keeps for
 * the user is there for nobody of that name, and where the XMPP server allows it the contacts leave the user's roster, which otherwise keeps entries that nothing
 * stands behind. `contacts` are network addresses. Never rejects: the registration is gone already.
 */
export async function afterLeaving(site: Site, account: Account, contacts: readonly string[]): Promise<void> {
  await forgetSeen(site, account.jid);
  await forgetKept(site, account.jid);
  await forgetJourneys(site, account.jid);
  try {
    await new UserEvents(site).offline(account);
    await putWish(site, account.jid, removal(contacts, true));
  } catch (error) {
    site.log.warn({ account: mask(account.jid), error: String(error) }, 'contacts stay in the roster of who has left');
  }
}

async function forgetSeen({ gateway, stores, log }: Site, jid: string): Promise<void> {
  if (!hasArchives(gateway)) return;
  try {
    await stores.archive(gateway.name).forget(jid);
  } catch (error) {
    log.warn(
      { account: mask(jid), error: String(error) },
      'what was kept for who has left stays until its time is over',
    );
  }
}

async function forgetJourneys({ gateway, journeys, log }: Site, jid: string): Promise<void> {
  try {
    await journeys?.forget(jid, gateway.name);
  } catch (error) {
    const what = 'what became of the messages of who has left is kept until its time is over';
    log.warn({ account: mask(jid), error: String(error) }, what);
  }
}

async function forgetKept({ gateway, stores, log }: Site, jid: string): Promise<void> {
  try {
    await gateway.left?.(jid, stores.kv(gateway.name));
  } catch (error) {
    log.warn({ account: mask(jid), error: String(error) }, 'what the gateway keeps for who has left stays');
  }
}
