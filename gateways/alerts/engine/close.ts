import { routeKey } from './codes.js';
import { recordOf } from './incident-record.js';
import { stillFiring } from './tally.js';
import type { Turn } from './turn.js';

/** Closes the incident when nothing fires any more and everybody who wanted to hear that has heard it. */
export function closeIfOver(turn: Turn): void {
  const { incident, alerts, rest, told, flushAt } = turn.state;
  if (incident === undefined || flushAt !== undefined) return;
  const open = Object.entries(alerts).filter(([, { ended, hidden }]) => ended === undefined && hidden !== 'expired');
  if (open.length > 0 || (rest !== undefined && stillFiring(rest) > 0)) return;
  if (Object.values(told).some(({ firing, retryAt }) => firing || retryAt !== undefined)) return;
  const record = recordOf(turn.state);
  if (record === undefined) return;
  turn.audit('incident-closed');
  turn.effects.push({
    kind: 'close',
    code: incident.code,
    places: [...Object.keys(turn.state.sent), routeKey(turn.state.route)],
    record: { ...record, closed: turn.facts.now },
  });
  // What only got too old may fire anew.
  const ended = Object.entries(alerts).filter(([, one]) => one.ended !== undefined);
  const { incident: _, rest: __, looked: ___, flushed: ____, flushedTo: _____, ...state } = turn.state;
  turn.replace({ ...state, alerts: Object.fromEntries(ended), told: {}, sent: {}, pursuits: {} });
}
