import { type Alert, SEVERITIES, type Severity } from '../alert.js';
import type { Book } from './book.js';
import { type Group, groupOf } from './group.js';
import { inhibits, matchesAll } from './inhibition.js';
import type { Matcher } from './matcher.js';
import type { Member } from './person.js';
import type { Policy } from './policy.js';
import type { Destination, Route } from './route.js';
import { type RouteTrial, takenOf, tryRoute, tryRoutes } from './routing.js';
import { transformed } from './transform.js';
import { closedBy, nextOpening, openOf } from './window.js';

/** What would happen to an alert, and why. */
export interface Explanation {
  readonly alert: Alert;
  readonly now: number;
  /** Route at which it begins because its source says so, or because it was written to its address. */
  readonly entry?: string;
  /** Every route that was tried, in order. */
  readonly trials: readonly RouteTrial[];
  readonly outcomes: readonly RouteOutcome[];
  /** Windows of maintenance of its source that are open: nobody is told. */
  readonly maintenance: readonly string[];
  /** Silences that hold for it: nobody is told. */
  readonly silencedBy: readonly string[];
  /** Who is on call in each rotation at that time, as far as it was asked for. */
  readonly onCall: (rotation: string) => readonly string[] | undefined;
}

/** What a route that takes an alert makes of it. */
export interface RouteOutcome {
  readonly route: Route;
  /** As the route has it: what it changes is changed. */
  readonly alert: Alert;
  readonly group: Group;
  /** When it is or was too old to be told. */
  readonly expiresAt?: number;
  readonly expired: boolean;
  /** Windows that keep it from being told now, with the time at which they let it through. */
  readonly closed?: { readonly muted: readonly string[]; readonly inactive: boolean; readonly opens?: number };
  /** Whether it is so bad that windows do not count. */
  readonly bypassed: boolean;
  readonly inhibitedBy: readonly { readonly rule: string; readonly by: Alert }[];
  readonly destinations: readonly DestinationOutcome[];
  readonly policy?: Policy;
}

/** Whether one destination of a route would be told, and who that is. */
export interface DestinationOutcome {
  readonly destination: Destination;
  /** Why it is not told; missing: it is. */
  readonly skipped?: 'listens' | 'severity';
  /** Who is meant, lists opened. */
  readonly members: readonly Member[];
}

/** What holds at the moment for which an alert is explained. */
export interface ExplainOptions {
  /** Alerts that fire now and may mute this one. */
  readonly firing?: readonly Alert[];
  /** Name of the route to whose address it was written. */
  readonly to?: string;
  /** Silences that last. `text`: as people wrote it. */
  readonly silences?: readonly { readonly text: string; readonly matchers: readonly Matcher[] }[];
  readonly onCall?: (rotation: string) => readonly string[];
}

/** Tells what a book makes of an alert at a wall time. Changes nothing. */
export function explain(book: Book, alert: Alert, now: number, options: ExplainOptions = {}): Explanation {
  const source = book.source(alert.origin.source);
  const name = options.to ?? source?.route;
  const entry = name === undefined ? undefined : book.route(name);
  const trials = entry === undefined ? tryRoutes(book.routes, alert) : tryRoute(entry, alert);
  const outcomes = takenOf(trials).map((route) => outcomeOf(book, route, alert, now, options.firing ?? []));
  // What routes have changed counts, as nobody sees the alert otherwise.
  const seen = outcomes.length === 0 ? [alert] : outcomes.map((outcome) => outcome.alert);
  return {
    alert,
    now,
    trials,
    outcomes,
    maintenance: source === undefined ? [] : openOf(source.maintenance, now, book.zone),
    silencedBy: (options.silences ?? []).flatMap(({ text, matchers }) =>
      seen.every((one) => matchesAll(matchers, one)) ? [text] : [],
    ),
    onCall: (rotation) => options.onCall?.(rotation),
    ...(entry !== undefined && { entry: entry.name }),
  };
}

function outcomeOf(book: Book, route: Route, told: Alert, now: number, firing: readonly Alert[]): RouteOutcome {
  const alert = transformed(route.transform, told);
  const expiresAt = expiryOf(route, alert);
  const bypassed = route.bypass !== undefined && isAtLeast(alert.severity, route.bypass);
  const closed = bypassed ? undefined : closedBy(route, now);
  const opens = closed === undefined ? undefined : nextOpening(route, now);
  const policy = route.policy === undefined ? undefined : book.policy(route.policy);
  return {
    route,
    alert,
    group: groupOf(route, alert),
    expired: expiresAt !== undefined && expiresAt <= now,
    bypassed,
    inhibitedBy: book.inhibitions.flatMap((rule) => {
      const by = firing.find((other) => inhibits(rule, other, alert));
      return by === undefined ? [] : { rule: rule.name, by };
    }),
    destinations: route.destinations.map((destination) => destinationOf(book, destination, alert)),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(closed !== undefined && { closed: { ...closed, ...(opens !== undefined && { opens }) } }),
    ...(policy !== undefined && { policy }),
  };
}

function destinationOf(book: Book, destination: Destination, alert: Alert): DestinationOutcome {
  const members = book.members([destination.target]);
  if (destination.direction === 'in') return { destination, members, skipped: 'listens' };
  if (!isAtLeast(alert.severity, destination.least)) return { destination, members, skipped: 'severity' };
  return { destination, members };
}

/** Wall time from which an alert is not told any more: its own, else by the route's age; undefined: it stays worth telling. */
export function expiryOf(route: Pick<Route, 'expire'>, alert: Alert): number | undefined {
  return alert.expiresAt ?? (route.expire === undefined ? undefined : alert.startsAt + route.expire);
}

/** Whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
