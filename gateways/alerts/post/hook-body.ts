import type { Telling } from '../engine/effect.js';

/** Octets that a web server is sent at most. */
const LARGEST = 60_000;

/**
 * What a web server is told, as JSON: the group with its alerts, and by which names it is known. Of alerts that are too much for one
 * request the last ones are left out; `view.total` tells how many there are.
 */
export function hookBody(telling: Telling): string {
  const { id, group, incident, reason, thread, view } = telling;
  const total = view.total ?? view.alerts.length;
  const withAlerts = (count: number): string =>
    JSON.stringify({
      version: '1',
      id,
      group,
      incident,
      thread,
      reason,
      ...view,
      total,
      alerts: view.alerts.slice(0, count),
    });
  let body = withAlerts(view.alerts.length);
  for (let count = view.alerts.length; Buffer.byteLength(body) > LARGEST && count > 0; count = count >> 1) {
    body = withAlerts(count >> 1);
  }
  return body;
}
