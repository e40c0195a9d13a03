import type { Upstream } from '../book/source.js';
import type { Deed } from './deed.js';
import type { JsonClient } from './json-client.js';

/**
 * Tells PagerDuty (Events API v2, `POST /v2/enqueue`) that an alert was taken or is over. The same event again changes nothing there:
 * it goes by `dedup_key`, which is the alert's fingerprint.
 */
export async function tellPagerDuty(client: JsonClient, upstream: Upstream, deed: Deed): Promise<void> {
  await client(upstream, {
    method: 'POST',
    path: upstream.url.endsWith('/v2/enqueue') ? '' : '/v2/enqueue',
    body: {
      routing_key: upstream.token ?? '',
      event_action: deed.kind === 'take' ? 'acknowledge' : 'resolve',
      dedup_key: deed.alert.fingerprint,
    },
  });
}
