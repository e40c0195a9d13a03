import type { StanzaCondition } from '../../gateways/gateway.js';
import type { Element } from '../xmpp/element.js';
import { readError } from '../xmpp/errors.js';
import { mask } from './mask.js';
import type { Site } from './site.js';

/** What a server says of somebody who is not there any more, and of itself (RFC 6120 8.3.3). */
const GONE: ReadonlySet<StanzaCondition> = new Set(['item-not-found', 'gone', 'remote-server-not-found']);

/** Bounces within so many ms count as one: a burst of messages is one sign. */
const PAUSE_MS = 60_000;

/**
 * Counts a bounced stanza against the user whom it could not reach. True where the user has been gone for several
 * bounces: presence stops, the registration stays, and the next presence of the user ends it. Other errors, such as those
 * of somebody who has blocked a contact (XEP-0191), say nothing about the user.
 */
export async function bouncedFor(site: Site, jid: string, stanza: Element): Promise<boolean> {
  const { stores, gateway, clock, log, metrics } = site;
  const { condition } = readError(stanza);
  if (!GONE.has(condition)) return false;
  const gone = await stores.bounces.count(gateway.name, jid, clock.now(), PAUSE_MS);
  if (!gone) return false;
  log.info({ account: mask(jid), condition }, 'a user is gone; nothing is sent until the next presence');
  metrics.count('users_gone', { network: gateway.name });
  return true;
}
