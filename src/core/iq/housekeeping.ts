import { iqResult } from '../../xmpp/iq.js';
import { lastQuery } from '../../xmpp/last.js';
import { NS } from '../../xmpp/namespaces.js';
import { timePayload } from '../../xmpp/time.js';
import { versionQuery } from '../../xmpp/version.js';
import type { Site } from '../site.js';
import type { Handlers } from './request.js';

/** Version (XEP-0092), time (XEP-0202), ping (XEP-0199) and uptime (XEP-0012). */
export function housekeepingHandlers(site: Site): Handlers {
  const startedAt = site.clock.monotonic();
  return {
    [`get ${NS.version}`]: ({ iq }) => [iqResult(iq, versionQuery(site.software.name, site.software.version))],
    [`get ${NS.time}`]: ({ iq }) => [iqResult(iq, timePayload(site.clock.now()))],
    [`get ${NS.ping}`]: async ({ iq, before }) => {
      await before;
      return [iqResult(iq)];
    },
    [`get ${NS.last}`]: ({ iq, kind }) =>
      kind === 'gateway' ? [iqResult(iq, lastQuery((site.clock.monotonic() - startedAt) / 1000))] : undefined,
  };
}
