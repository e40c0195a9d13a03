import type { Draft } from './collector.js';
import { LIMITS } from './limits.js';
import { accepted, decodeObject } from './payload.js';
import { refuse } from './refusals.js';
import { httpCollector } from './request-id.js';
import type { Answered, Refusal, SourceRequest } from './source.js';
import { statusOf } from './statuses.js';
import { timeOf } from './times.js';
import { isObject, type JsonObject, objectOf, own, pairOf, scalars, textOf } from './values.js';

/** What one of the senders of this form has of its own, for one alert. */
export interface Additions {
  readonly links: NonNullable<Draft['links']>;
  readonly annotations: readonly (readonly [string, string])[];
}

/** Annotations by which rules say where to look, with what the link is called. */
const LINKED = [
  ['runbook_url', 'runbook'],
  ['runbook', 'runbook'],
  ['dashboard_url', 'dashboard'],
  ['dashboard', 'dashboard'],
] as const;

/** What a group says of all its alerts, read once. */
interface Group {
  readonly status: string | undefined;
  readonly key: string | undefined;
  readonly externalURL: unknown;
  readonly routeLabels: readonly (readonly [string, string])[];
  readonly annotations: readonly (readonly [string, string])[];
}

/**
 * Reads the form of a group that Alertmanager's webhook (version 4) has, and with additions Grafana's: an object with `alerts`, which
 * may be empty. What is no alert in the list is left out and said, unless there is nothing else in it.
 */
export function readGroup(request: SourceRequest, additions?: (alert: JsonObject) => Additions): Answered | Refusal {
  const payload = decodeObject(request, '{"version": "4", "alerts": []}');
  if (!payload.ok) return payload;
  const list = own(payload.value, 'alerts');
  if (!Array.isArray(list)) return refuse('no-alerts', { path: 'alerts' });

  const group = groupOf(payload.value);
  const collector = httpCollector(request);
  let unread = 0;
  for (const entry of list) {
    if (!isObject(entry)) unread++;
    else if (collector.full) collector.left('alerts', 1);
    else collector.add(draftOf(entry, group, additions?.(entry)));
  }
  if (unread > 0 && unread === list.length) return refuse('field-wrong', { path: 'alerts[0]', expected: 'an object' });
  collector.left('alerts', unread);
  collector.left('payload', truncatedOf(payload.value));
  const read = collector.result();
  return { ...read, answer: accepted(read.alerts) };
}

function groupOf(payload: JsonObject): Group {
  const truncated = truncatedOf(payload);
  const annotations = [
    ...pairOf('receiver', textOf(payload, 'receiver')),
    ...pairOf('notification_reason', textOf(payload, 'notification_reason')),
    ...pairOf('truncated_alerts', truncated > 0 ? String(truncated) : undefined),
  ];
  return {
    status: textOf(payload, 'status'),
    key: textOf(payload, 'groupKey'),
    externalURL: own(payload, 'externalURL'),
    // As many as fit into one alert: they are looked at once for each.
    routeLabels: scalars(objectOf(payload, 'routeLabels')).slice(0, LIMITS.labels),
    annotations,
  };
}

function draftOf(alert: JsonObject, group: Group, additions: Additions | undefined): Draft {
  const labels = objectOf(alert, 'labels');
  const annotations = objectOf(alert, 'annotations');
  const status = statusOf(textOf(alert, 'status') ?? group.status);
  const name = textOf(labels, 'alertname');
  const fingerprint = textOf(alert, 'fingerprint');
  return {
    fingerprint,
    status,
    titles: [textOf(annotations, 'summary'), textOf(annotations, 'title'), titleOf(name, textOf(labels, 'instance'))],
    text: textOf(annotations, 'description') ?? textOf(annotations, 'message'),
    labels: scalars(labels).concat(group.routeLabels),
    annotations: scalars(annotations).concat(additions?.annotations ?? [], group.annotations),
    links: linksOf(alert, annotations, group, additions),
    startsAt: timeOf(own(alert, 'startsAt')),
    // Of one that still fires it says when it would be taken for gone, not that it is.
    endsAt: status === 'resolved' ? timeOf(own(alert, 'endsAt')) : undefined,
    sourceGroup: group.key,
  };
}

function linksOf(
  alert: JsonObject,
  annotations: JsonObject,
  { externalURL }: Group,
  additions: Additions | undefined,
): Additions['links'] {
  const links = [...(additions?.links ?? [])];
  for (const [key, text] of LINKED) {
    const url = own(annotations, key);
    // A runbook may be a page's name in some wiki, which is no link and no mistake.
    if (typeof url === 'string' && /^https?:/i.test(url)) links.push({ url, text });
  }
  links.push({ url: own(alert, 'generatorURL'), text: 'source' }, { url: externalURL, text: 'alertmanager' });
  return links;
}

/** How many alerts of the group its sender did not send (`max_alerts`); numbers that are none count as 0. */
function truncatedOf(payload: JsonObject): number {
  const count = own(payload, 'truncatedAlerts');
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function titleOf(name: string | undefined, instance: string | undefined): string | undefined {
  return name === undefined || instance === undefined ? name : `${name} (${instance})`;
}
