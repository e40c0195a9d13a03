import type { Alert } from '../alert.js';
import { fieldOf } from './matcher.js';
import type { Route } from './route.js';

/** What an alert is told together with. */
export interface Group {
  /** Names the group in the whole installation, the same in every process: `db{alertname="DiskFull",cluster="a"}`. */
  readonly key: string;
  /** The labels that all of its alerts share, as the route names them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The group of an alert at a route. */
export function groupOf(route: Pick<Route, 'name' | 'groupBy'>, alert: Alert): Group {
  if (alert.test !== undefined) return { key: `${route.name}{test:${alert.test.id}}`, labels: alert.labels };
  if (route.groupBy === 'all') {
    const { source } = alert.origin;
    return { key: `${route.name}{${source}:${JSON.stringify(alert.fingerprint)}}`, labels: alert.labels };
  }
  const pairs = route.groupBy.map((label): [string, string] => [label, fieldOf(alert, label)]);
  const shown = pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return { key: `${route.name}{${shown.join(',')}}`, labels: Object.fromEntries(pairs) };
}
