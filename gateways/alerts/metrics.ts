import type { MetricTable } from '../gateway.js';

/** What the alerts gateway counts, each under `isthmus_alerts_`. */
export const alertsMetrics = {
  source_over_rate: {
    kind: 'counter',
    help: 'messages of sources that brought more than their rate',
    labels: ['source'],
  },
  http_requests: {
    kind: 'counter',
    help: 'requests of sources',
    labels: ['source', 'outcome'],
  },
  api_calls: {
    kind: 'counter',
    help: 'calls of the API that showed a token: done, refused, later',
    labels: ['operation', 'outcome'],
  },
  links_used: {
    kind: 'counter',
    help: 'links in messages by which somebody did something',
    labels: ['action'],
  },
  incidents: {
    kind: 'counter',
    help: 'incidents that opened',
    labels: ['route'],
  },
  incidents_taken: {
    kind: 'counter',
    help: 'incidents that somebody took',
    labels: ['route'],
  },
  incidents_taken_seconds: {
    kind: 'counter',
    help: 'time from opening to taking of those, in all',
    labels: ['route'],
  },
  escalations: {
    kind: 'counter',
    help: 'escalations of incidents: started, step (one was done), and how they ended, such as taken or exhausted',
    labels: ['outcome'],
  },
  suppressed: {
    kind: 'counter',
    help: 'times that somebody was not told of an alert, or not yet: silenced, inhibited, muted-held, flood, money, nobody, and others',
    labels: ['reason'],
  },
  messages: {
    kind: 'counter',
    help: 'messages about alerts, by the kind of place that they went to',
    labels: ['medium'],
  },
  messages_failed: {
    kind: 'counter',
    help: 'messages about alerts that will not arrive, by the kind of place',
    labels: ['medium'],
  },
  sms_spent: {
    kind: 'counter',
    help: 'what SMS about alerts have cost',
    labels: ['currency'],
  },
  overdue: {
    kind: 'counter',
    help: 'waits of groups that were lost on the way and found by the auditor',
  },
  webhooks: {
    kind: 'counter',
    help: 'requests with events to web servers of bots: sent, failed (tried again), ended (HTTP 410)',
    labels: ['outcome'],
  },
  upstream: {
    kind: 'counter',
    help: 'what sources were told of what people did: told, retried, refused, expired, not-watched',
    labels: ['outcome'],
  },
  audit_lost: {
    kind: 'counter',
    help: 'rows that the audit of a day had no room for: bulk, deeds',
    labels: ['kind'],
  },
  bridge_relays: {
    kind: 'counter',
    help: 'messages that a bridge carried over',
    labels: ['bridge'],
  },
  bridge_stopped: {
    kind: 'counter',
    help: 'messages that a bridge did not carry over',
    labels: ['bridge', 'why'],
  },
  bridge_dropped: {
    kind: 'counter',
    help: 'messages to a room that were given up while it could not be reached',
    labels: ['bridge'],
  },
} as const satisfies MetricTable;
