/** Names of alerts in turn: each of them is a group of its own. */
export const NAMES = 20;

const STARTS = '2026-11-26T10:00:00.000Z';
const GENERATOR = 'http://prometheus.example.org/graph?g0.expr=node_filesystem_avail_bytes+%3C+1e9&g0.tab=1';

/** Makes bodies of requests, each with one alert; its number tells it from all others. */
export type BodyOf = (n: number) => string;

/** What Alertmanager's webhook (version 4) sends of one alert that fires. `title` says its number. */
export function webhookBody(n: number, title = 'The disk of'): string {
  const name = `DiskFull${n % NAMES}`;
  const labels = `{"alertname":"${name}","severity":"warning","instance":"db${n}:9100","job":"node"}`;
  const annotations = `{"summary":"${title} ~${n} is full","description":"Less than 1 GB is left on /var, for 10 minutes"}`;
  return (
    `{"version":"4","groupKey":"{}:{alertname=\\"${name}\\"}","truncatedAlerts":0,"status":"firing","receiver":"isthmus",` +
    `"groupLabels":{"alertname":"${name}"},"commonLabels":${labels},"commonAnnotations":${annotations},` +
    `"externalURL":"http://alertmanager.example.org:9093","alerts":[{"status":"firing","labels":${labels},` +
    `"annotations":${annotations},"startsAt":"${STARTS}","endsAt":"0001-01-01T00:00:00Z",` +
    `"generatorURL":"${GENERATOR}","fingerprint":"${fingerprintOf(n)}"}]}`
  );
}

/** The same alert as Prometheus tells it Alertmanager (API v2). */
export function apiBody(n: number): string {
  return (
    `[{"labels":{"alertname":"DiskFull${n % NAMES}","severity":"warning","instance":"db${n}:9100","job":"node"},` +
    `"annotations":{"summary":"The disk of ~${n} is full","description":"Less than 1 GB is left on /var, for 10 minutes"},` +
    `"generatorURL":"${GENERATOR}"}]`
  );
}

function fingerprintOf(n: number): string {
  return n.toString(16).padStart(16, '0');
}
