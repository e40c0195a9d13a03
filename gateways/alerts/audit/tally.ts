import type { GatewayMetrics } from '../../gateway.js';
import type { AuditRow } from '../engine/effect.js';

/** By the scheme of the URI of a place. */
const MEDIA: ReadonlyMap<string, string> = new Map([
  ['xmpp', 'xmpp'],
  ['pubsub', 'xmpp'],
  ['sms', 'sms'],
  ['mailto', 'email'],
  ['irc', 'irc'],
  ['hook', 'hook'],
  ['sink', 'sink'],
]);

/** Counts what reports are made of: incidents and how soon they were taken by route, messages and those that failed by network. */
export function tallyRow(
  { count }: Pick<GatewayMetrics, 'count'>,
  { action, route, object = '', after, test }: AuditRow,
): void {
  if (test) return;
  switch (action) {
    case 'incident-opened':
      count('incidents', { route });
      break;
    case 'taken':
      count('incidents_taken', { route });
      count('incidents_taken_seconds', { route }, (after ?? 0) / 1000);
      break;
    case 'told':
    case 'undelivered': {
      const medium = MEDIA.get(object.slice(0, Math.max(0, object.indexOf(':'))));
      if (medium === undefined) return;
      if (action === 'told') count('messages', { medium });
      else count('messages_failed', { medium });
      break;
    }
  }
}
