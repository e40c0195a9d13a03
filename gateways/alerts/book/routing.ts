import type { Alert } from '../alert.js';
import type { Matcher } from './matcher.js';
import type { Route } from './route.js';

/** What was found at one route on the way of an alert. */
export interface RouteTrial {
  readonly route: Route;
  /** `taken`: it keeps the alert; `passed`: one below it took it; `refused`: a matcher did not hold; `off`: it is not enabled. */
  readonly result: 'taken' | 'passed' | 'refused' | 'off';
  /** The first matcher that did not hold. */
  readonly refusedBy?: Matcher;
}

/** The way of an alert through routes side by side, each with those below it, in the order in which they were tried. */
export function tryRoutes(routes: readonly Route[], alert: Alert): readonly RouteTrial[] {
  const trials: RouteTrial[] = [];
  for (const route of routes) {
    if (!route.enabled) {
      trials.push({ route, result: 'off' });
      continue;
    }
    const refusedBy = route.matchers.find((matcher) => !matcher.matches(alert));
    if (refusedBy !== undefined) {
      trials.push({ route, result: 'refused', refusedBy });
      continue;
    }
    trials.push(...tryRoute(route, alert));
    if (!route.continue) break;
  }
  return trials;
}

/** The way from a route downwards that takes the alert in any case, whatever its matchers say. */
export function tryRoute(route: Route, alert: Alert): readonly RouteTrial[] {
  if (!route.enabled) return [{ route, result: 'off' }];
  const inner = tryRoutes(route.routes, alert);
  return [{ route, result: inner.some(({ result }) => result === 'taken') ? 'passed' : 'taken' }, ...inner];
}

/** The routes that keep an alert. */
export function takenOf(trials: readonly RouteTrial[]): readonly Route[] {
  return trials.filter(({ result }) => result === 'taken').map(({ route }) => route);
}

/**
 * Whether nobody takes an alert because routes are switched off that would: `begin`, where its way begins at one, or one whose matchers hold.
 */
export function isHeldOff(trials: readonly RouteTrial[], alert: Alert, begin?: Route): boolean {
  if (trials.some(({ result }) => result === 'taken')) return false;
  return trials.some(
    ({ route, result }) =>
      result === 'off' && (route === begin || route.matchers.every((matcher) => matcher.matches(alert))),
  );
}
