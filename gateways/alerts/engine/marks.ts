import type { Alert } from '../alert.js';
import { type Inhibition, matchesAll } from '../book/inhibition.js';
import { fieldOf } from '../book/matcher.js';
import type { Marks } from './group-state.js';
import { letters } from './ids.js';
import type { Turn } from './turn.js';

/** Keys of one rule that a group makes known. */
const MOST_KEYS = 50;
/** What lasts is made known again after so long. */
const AGAIN_MS = 12 * 3_600_000;

/**
 * What two alerts must share for one to mute the other by a rule: the values of its `equal` labels, as a hash. Undefined where the
 * rule can say nothing of this alert.
 */
export function equalKeyOf({ equal, allMissing }: Inhibition, alert: Alert): string | undefined {
  const values = equal.map((label) => fieldOf(alert, label));
  if (!allMissing && equal.length > 0 && values.every((value) => value === '')) return undefined;
  return letters(16, values);
}

/** Key of a source for a rule; those that are targets as well are told apart, since they mute none of their like. */
function markOf(rule: Inhibition, alert: Alert): string | undefined {
  if (!matchesAll(rule.source, alert)) return undefined;
  const key = equalKeyOf(rule, alert);
  return key && `${key}${matchesAll(rule.target, alert) ? '+' : ''}`;
}

/** Makes known what the alerts of the group mute elsewhere, where that has changed or is to be said again. */
export function mark(turn: Turn): void {
  const { alerts, marks } = turn.state;
  const { book, now } = turn.facts;
  if ((book.inhibitions.length === 0 && marks === undefined) || turn.state.test !== undefined) return;
  const firing = Object.values(alerts).filter(({ ended, hidden }) => ended === undefined && hidden !== 'expired');
  const keys: Record<string, readonly string[]> = {};
  for (const rule of book.inhibitions) {
    const own = new Set(firing.flatMap(({ alert }) => markOf(rule, alert) ?? []));
    if (own.size > 0) keys[rule.name] = [...own].sort().slice(0, MOST_KEYS);
  }
  const before: Marks['keys'] = marks?.keys ?? {};
  const same = JSON.stringify(keys) === JSON.stringify(before);
  const none = Object.keys(keys).length === 0;
  if (same && (none || now - (marks?.at ?? 0) < AGAIN_MS)) return;
  turn.effects.push({ kind: 'inhibit', before, after: keys });
  turn.change({ marks: { keys, at: now } });
}
