import { type Alert, SEVERITIES, type Severity } from '../alert.js';
import { type Parsed, right, wrong } from './parsed.js';

const FIX = 'write JSON such as {"source": "prometheus", "severity": "critical", "labels": {"alertname": "DiskFull"}}';
const STATUSES = ['firing', 'resolved', 'acknowledged'] as const;
/** Most alerts of one payload that are explained. */
const MOST = 1000;

/**
 * Reads alerts in the normalised form, of which all but the labels may be missing: for trying routes without a sender. A list, or one alone.
 * `source`: that of alerts which name none.
 */
export function parseAlerts(payload: string, source: string, now: number): Parsed<readonly Alert[]> {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return wrong('is not JSON', FIX);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MOST) return wrong(`holds more than ${MOST} alerts`, 'try a few of them');
  const alerts: Alert[] = [];
  for (const one of values) {
    if (!isObject(one)) return wrong('is no alert', FIX);
    const severity = wordOf(one.severity ?? 'warning', SEVERITIES);
    const status = wordOf(one.status ?? 'firing', STATUSES);
    if (severity === undefined) return wrong('has a severity that does not exist', `write ${SEVERITIES.join(', ')}`);
    if (status === undefined) return wrong('has a status that does not exist', `write ${STATUSES.join(', ')}`);
    alerts.push(alertOf(one, severity, status, source, now));
  }
  return right(alerts);
}

function alertOf(
  value: Readonly<Record<string, unknown>>,
  severity: Severity,
  status: Alert['status'],
  source: string,
  now: number,
): Alert {
  const labels = textsOf(value.labels);
  const title = textOf(value.title) ?? labels.alertname ?? 'an alert without a title';
  const text = textOf(value.text);
  const sender = textOf(value.sender);
  return {
    fingerprint: textOf(value.fingerprint) ?? JSON.stringify(labels),
    status,
    severity,
    title,
    labels,
    annotations: textsOf(value.annotations),
    links: [],
    startsAt: typeof value.startsAt === 'number' ? value.startsAt : now,
    origin: {
      source: textOf(value.source) ?? source,
      network: textOf(value.network) ?? 'http',
      hops: 0,
      ...(sender !== undefined && { sender }),
    },
    ...(text !== undefined && { text }),
    ...(typeof value.expiresAt === 'number' && { expiresAt: value.expiresAt }),
  };
}

function wordOf<T extends string>(value: unknown, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([name, one]) => (typeof one === 'object' ? [] : [[name, String(one)]])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
