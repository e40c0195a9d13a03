import { SEVERITIES } from '../alert.js';
import type { AlertView, GroupView } from '../render/view.js';
import { MOST_SHOWN } from './group-state.js';

/** The higher, the sooner it has to be seen. */
export function rankOf({ severity, state }: GroupView): number {
  return SEVERITIES.indexOf(severity) + (state === 'resolved' ? 0 : SEVERITIES.length);
}

/** Several groups in one view, `sorted` by their rank: of each its worst alerts. */
export function together(sorted: readonly GroupView[], others: number, heldBack: number | undefined): GroupView {
  const [worst] = sorted;
  const routes = new Set(sorted.map(({ route }) => route));
  const alerts = sorted
    .flatMap((view) =>
      view.alerts.slice(0, sorted.length > MOST_SHOWN ? 1 : 5).map((one) => coded(one, view, sorted.length)),
    )
    .slice(0, MOST_SHOWN);
  const total = Math.max(
    heldBack ?? 0,
    sorted.reduce((sum, view) => sum + (view.total ?? view.alerts.length), others),
  );
  return {
    state: sorted.some(({ state }) => state === 'firing') ? 'firing' : (worst?.state ?? 'resolved'),
    severity: worst?.severity ?? 'info',
    route: routes.size === 1 ? (worst?.route ?? '') : '',
    alerts,
    labels: {},
    ...(sorted.length === 1 && worst?.code !== undefined && { code: worst.code }),
    ...(sorted.length === 1 && worst?.by !== undefined && { by: worst.by }),
    ...(total > alerts.length && { total }),
    ...(heldBack !== undefined && heldBack > 0 && { heldBack }),
  };
}

/** An alert of one of several groups, with the code by which it can be taken. */
function coded(alert: AlertView, { state, code, by }: GroupView, groups: number): AlertView {
  const open = groups > 1 && state === 'firing' && by === undefined && alert.status === 'firing';
  return open && code !== undefined ? { ...alert, ownCode: code } : alert;
}
