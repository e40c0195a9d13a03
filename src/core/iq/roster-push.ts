import { iqResult } from '../../xmpp/iq.js';
import type { Jid } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import type { Handlers } from './request.js';

/**
 * Acknowledges the roster pushes that a server sends to whoever may read rosters (XEP-0356 4, RFC 6121 2.1.6). Nothing
 * is learnt from them: what they tell comes as presence too. From anybody else it is no request that we know.
 */
export function rosterPushHandlers(isServerOf: (from: Jid) => boolean): Handlers {
  return {
    [`set ${NS.roster}`]: ({ iq, from, kind }) => (kind === 'gateway' && isServerOf(from) ? [iqResult(iq)] : undefined),
  };
}
