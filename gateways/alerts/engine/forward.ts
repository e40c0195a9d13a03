import type { Alert } from '../alert.js';
import { isAtLeast } from '../book/explain.js';
import { isNamed } from '../book/place.js';
import { intakeIdOf } from './ids.js';
import type { Turn } from './turn.js';

/** Routes that an alert may go through, one after the other. */
const MOST_HOPS = 8;

/** Gives an alert to the routes that are among the destinations of its own. */
export function forward(turn: Turn, alert: Alert): void {
  const { state, facts } = turn;
  const { origin } = alert;
  // A test with destinations of its own goes nowhere else.
  if (origin.hops >= MOST_HOPS || alert.test?.to !== undefined) return;
  for (const { target, direction, least } of facts.book.route(state.route)?.destinations ?? []) {
    if (!isNamed(target) || direction === 'in' || !isAtLeast(alert.severity, least)) continue;
    for (const member of facts.book.members([target])) {
      if (!isNamed(member) || member.kind !== 'route' || member.name === state.route) continue;
      const id = intakeIdOf(state.id, member.name, origin.source, alert.fingerprint, alert.status, alert.startsAt);
      const on = { ...alert, origin: { ...origin, hops: origin.hops + 1 } };
      turn.effects.push({ kind: 'forward', forward: { id, route: member.name, alert: on } });
    }
  }
}
