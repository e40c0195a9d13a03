import type { Alert } from '../alert.js';
import { fieldOf, type Matcher } from './matcher.js';

/** While an alert fires that `source` matches, those that `target` matches are not told. */
export interface Inhibition {
  /** As it is told in reasons. */
  readonly name: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** Labels that must be the same in both; one that both are without is the same. */
  readonly equal: readonly string[];
  /** Whether two alerts that have none of the labels of `equal` count as the same. */
  readonly allMissing: boolean;
}

/** Whether all conditions hold. */
export function matchesAll(matchers: readonly Matcher[], alert: Alert): boolean {
  return matchers.every((matcher) => matcher.matches(alert));
}

/**
 * Whether a firing alert mutes another by this rule. As in Alertmanager an alert that is both source and target is not muted by one
 * that is both as well, so that none mutes itself and no two each other.
 */
export function inhibits(rule: Inhibition, source: Alert, target: Alert): boolean {
  if (source.status === 'resolved' || !matchesAll(rule.source, source) || !matchesAll(rule.target, target))
    return false;
  if (!sameIn(rule, source, target)) return false;
  return !(matchesAll(rule.target, source) && matchesAll(rule.source, target));
}

function sameIn({ equal, allMissing }: Inhibition, a: Alert, b: Alert): boolean {
  if (!equal.every((label) => fieldOf(a, label) === fieldOf(b, label))) return false;
  return allMissing || equal.length === 0 || equal.some((label) => fieldOf(a, label) !== '');
}
