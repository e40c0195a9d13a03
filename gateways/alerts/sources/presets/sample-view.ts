import { type Alert, SEVERITIES } from '../../alert.js';
import type { GroupView } from '../../render/view.js';

/** The code by which samples are acknowledged. */
const SAMPLE_CODE = 'K7DM';

/** Alerts of a sample as the group that somebody is told of. Only what fires can be acknowledged. */
export function sampleView(alerts: readonly Omit<Alert, 'origin'>[]): GroupView {
  const state = (['firing', 'acknowledged'] as const).find((one) => alerts.some(({ status }) => status === one));
  const shown = alerts.filter(({ status }) => state === undefined || status === state);
  const severity = [...SEVERITIES].reverse().find((one) => shown.some((alert) => alert.severity === one));
  return {
    state: state ?? 'resolved',
    severity: severity ?? 'info',
    route: 'ops',
    // Those that are over stand last.
    alerts: [...shown, ...alerts.filter((alert) => !shown.includes(alert))],
    labels: commonLabels(alerts),
    ...(state === 'firing' && { code: SAMPLE_CODE }),
  };
}

function commonLabels([first, ...others]: readonly Omit<Alert, 'origin'>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)),
  );
}
