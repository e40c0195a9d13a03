import type { RouteEntry } from '../book-file.js';
import type { Matcher } from '../matcher.js';
import { below, type Report } from '../report.js';
import type { Route } from '../route.js';
import type { Sections } from '../sections.js';
import { nextOpening } from '../window.js';

/** Routes that nothing reaches, that never tell, and alerts for which there is no route. */
export function checkRoutes(routes: readonly Route[], sections: Sections, report: Report, now: number): void {
  walk(routes, sections.routes, [], report, now);
  checkRest(routes, sections, report);
}

function walk(
  routes: readonly Route[],
  entries: readonly RouteEntry[],
  above: readonly Matcher[],
  report: Report,
  now: number,
): void {
  const before: Route[] = [];
  routes.forEach((route, index) => {
    const entry = entries[index];
    if (entry === undefined || !route.enabled) return;
    const taker = before.find((one) => takesAllOf(one, route));
    const clash = contradiction([...above, ...route.matchers]);
    if (taker !== undefined) {
      const message = `is reached by no source: ${taker.name} before it takes all of its alerts`;
      report.warning(entry.spot, undefined, message, `move it before ${taker.name}, or set continue: true there`);
    } else if (clash !== undefined) {
      const message = `is reached by no source: ${clash.map(({ text }) => text).join(' and ')} cannot both hold`;
      report.warning(below(entry.spot, 'match'), undefined, message, 'correct one of the two');
    }
    const silent =
      (route.destinations.length > 0 || route.policy !== undefined) && nextOpening(route, now) === undefined;
    if (silent && route.bypass === undefined) {
      report.warning(
        entry.spot,
        undefined,
        'never tells anything: its windows are never open',
        'look at active and mute',
      );
    }
    before.push(route);
    walk(route.routes, entry.routes, [...above, ...route.matchers], report, now);
  });
}

/** Whether a route leaves nothing of what another after it would take: each of its conditions is one of the other's. */
function takesAllOf(route: Route, later: Route): boolean {
  if (route.continue) return false;
  return route.matchers.every(({ text }) => later.matchers.some((other) => other.text === text));
}

/** Two conditions of which only one can hold. */
function contradiction(matchers: readonly Matcher[]): readonly [Matcher, Matcher] | undefined {
  for (const [index, first] of matchers.entries()) {
    if (first.operator !== '=') continue;
    const second = matchers.find(
      (other, place) =>
        place !== index &&
        other.field === first.field &&
        ((other.operator === '=' && other.value !== first.value) ||
          (other.operator === '!=' && other.value === first.value)),
    );
    if (second !== undefined) return [first, second];
  }
  return undefined;
}

/** Alerts that match no route are lost; that must not be by oversight. */
function checkRest(routes: readonly Route[], sections: Sections, report: Report): void {
  const [first] = sections.routes;
  const free = sections.sources.filter(({ raw }) => raw.enabled && raw.route === undefined && raw.kind !== 'message');
  if (first === undefined) {
    const [source] = sections.sources;
    if (source !== undefined) report.warning(source.spot, undefined, 'has no route to go to', 'add routes:');
    return;
  }
  if (free.length === 0 || routes.some((route) => route.enabled && route.matchers.length === 0)) return;
  const message = `take not everything: what matches none of them tells nobody (from ${free.map(({ name }) => name).join(', ')})`;
  const fix = 'end them with a route without match';
  report.warning({ ...first.spot, path: ['routes'] }, undefined, message, fix);
}
