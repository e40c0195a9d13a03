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

/** The network of a place, by its URI; undefined: it is none. */
export function mediumOf(uri: string): string | undefined {
  return MEDIA.get(uri.slice(0, Math.max(0, uri.indexOf(':'))));
}

/**
 * Counts what reports are made of: incidents and how soon they were taken by route, messages and those that failed by network, how escalations
 * go, and why somebody is not told.
 */
export function tallyRow(
  { count }: Pick<GatewayMetrics, 'count'>,
  { action, route, object = '', reason = '', after, test }: AuditRow,
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
    case 'chain-started':
      count('escalations', { outcome: 'started' });
      break;
    case 'chain-step':
      count('escalations', { outcome: 'step' });
      break;
    case 'chain-ended':
      count('escalations', { outcome: reason });
      break;
    case 'not-told':
    case 'alert-hidden':
      count('suppressed', { reason });
      break;
    case 'told':
    case 'undelivered': {
      const medium = mediumOf(object);
      if (medium === undefined) return;
      if (action === 'told') count('messages', { medium });
      else count('messages_failed', { medium });
      break;
    }
  }
}
