/** What Alertmanager sends (version 4 of its webhook): alerts of one name, one for each instance. */
export function alertmanagerPayload(
  name: string,
  status: 'firing' | 'resolved',
  instances: readonly string[],
  severity = 'critical',
): unknown {
  const labels = { alertname: name, severity };
  return {
    version: '4',
    groupKey: `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'isthmus',
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.org',
    alerts: instances.map((instance) => ({
      status,
      labels: { ...labels, instance },
      annotations: { summary: `The disk of ${instance} is full` },
      startsAt: new Date(Date.now() - 60_000).toISOString(),
      endsAt: status === 'resolved' ? new Date().toISOString() : '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example.org/graph',
      fingerprint: `${name}${instance}`,
    })),
  };
}
