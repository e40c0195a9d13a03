import { intakeIdOf } from './ids.js';
import type { WhyNot } from './reasons.js';
import { stillFiring } from './tally.js';
import type { Turn } from './turn.js';

/**
 * Has admins told of an incident of which nobody is told: it was looked whom to tell, something fires that may be told, and nothing was
 * sent, is under way to somebody else, or waits. Once for each incident, and anew after somebody could be told again.
 */
export function warnUnreached(turn: Turn): void {
  const { incident, route, id } = turn.state;
  if (incident === undefined || turn.state.test !== undefined) return;
  const { unreached, ...rest } = incident;
  if (isReached(turn)) {
    if (unreached !== undefined && isSent(turn)) turn.change({ incident: rest });
    return;
  }
  if (unreached !== undefined) return;
  turn.change({ incident: { ...incident, unreached: true } });
  turn.audit('unreached');
  const of = intakeIdOf(id, 'unreached', incident.number, turn.state.seq);
  turn.effects.push({ kind: 'unreached', id: of, route, code: incident.code });
}

function isSent({ state }: Turn): boolean {
  return Object.values(state.sent).some(({ fate }) => fate !== 'failed');
}

/** Whether somebody knows of it, may still hear of it, or nobody has to. */
function isReached(turn: Turn): boolean {
  const { state, facts } = turn;
  const { incident, alerts, rest, pursuits, flushAt } = state;
  if (incident === undefined || incident.taken !== undefined || isSent(turn) || !wasTried(turn)) return true;
  const fires = Object.values(alerts).some(({ ended, hidden }) => ended === undefined && hidden === undefined);
  if (!fires && (rest === undefined || stillFiring(rest) === 0)) return true;
  if (flushAt !== undefined && flushAt <= facts.now) return true;
  if (incident.chain?.state === 'running' || Object.values(pursuits).some(({ nextAt }) => nextAt !== undefined))
    return true;
  return waits(turn) || forwards(turn);
}

/** What flood control holds back comes in a summary, what was collected in a digest. */
function waits({ state }: Turn): boolean {
  const sent = new Set(Object.values(state.sent).map(({ destination }) => destination));
  return Object.entries(state.told).some(
    ([key, { retryAt, firing, why }]) => retryAt !== undefined || why === 'flood' || (firing && !sent.has(key)),
  );
}

const IN_VAIN: ReadonlySet<string> = new Set<WhyNot>(['nobody', 'no-route', 'money']);

/** Somebody was to be told, and could not be: that somebody is only told of what is worse is as the book wants it. */
function wasTried({ state, effects }: Turn): boolean {
  if (Object.keys(state.sent).length > 0) return true;
  return effects.some(
    (effect) => effect.kind === 'audit' && effect.row.action === 'not-told' && IN_VAIN.has(effect.row.reason ?? ''),
  );
}

/** Alerts go on to another route, which looks for itself. */
function forwards({ state, facts }: Turn): boolean {
  const route = facts.book.route(state.route);
  if (route?.enabled !== true) return false;
  return route.destinations.some(({ target, direction }) => direction !== 'in' && target.kind === 'route');
}
