import { type Alert, SEVERITIES, type Severity } from '../alert.js';
import { expiryOf, isAtLeast } from '../book/explain.js';
import type { Route } from '../book/route.js';
import { type GroupState, type Incident, type KeptAlert, MOST_ALERTS } from './group-state.js';
import { letters } from './ids.js';
import { BOT, botOf } from './origin.js';
import type { IgnoreReason } from './reasons.js';
import { tallyEnded, tallyFiring } from './tally.js';
import type { Turn } from './turn.js';

/** So long after its end, what says that an alert fires since the same time was overtaken on its way, and is not true any more. */
const OVERTAKEN_MS = 60_000;
const HOUR = 3_600_000;

const alertKeys = new WeakMap<Alert, string>();

/** Names an alert among all of a group, whichever source it came from. */
export function alertKeyOf(alert: Alert): string {
  const known = alertKeys.get(alert);
  if (known !== undefined) return known;
  const key = letters(12, [alert.origin.source, alert.fingerprint]);
  alertKeys.set(alert, key);
  return key;
}

/** Whether this event would begin an incident, which then needs a code. */
export function opensIncident(state: GroupState, alert: Alert): boolean {
  return state.incident === undefined && alert.status !== 'resolved';
}

/** Takes what a source says of an alert: once, however often it comes, and in whichever order. */
export function takeAlert(turn: Turn, said: Alert): void {
  const route = turn.facts.book.route(turn.state.route);
  const ignored = route === undefined ? 'no-route' : apply(turn, said, route);
  if (ignored === 'repeated') return;
  const bot = botOf(said);
  const by = bot === undefined ? {} : { by: `${BOT}${bot}` };
  const of = { object: said.fingerprint, source: said.origin.source, ...by };
  if (ignored === undefined) turn.audit('alert-taken', { ...of, reason: said.status });
  else turn.audit('alert-ignored', { ...of, reason: ignored });
}

function apply(turn: Turn, said: Alert, route: Route): IgnoreReason | undefined {
  // That somebody has taken it where it came from is an answer, and changes nothing of the alert itself.
  const alert: Alert = said.status === 'acknowledged' ? { ...said, status: 'firing' } : said;
  const kept = turn.state.alerts[alertKeyOf(alert)];
  const ignored = alert.status === 'resolved' ? end(turn, alert, kept) : fire(turn, alert, kept, route);
  if (ignored === undefined) planFlush(turn, route);
  return ignored;
}

function end(turn: Turn, alert: Alert, kept: KeptAlert | undefined): IgnoreReason | undefined {
  if (kept === undefined) return endTallied(turn, alert);
  if (alert.startsAt < kept.latest) return 'older';
  if (kept.ended !== undefined) return 'repeated';
  const { now } = turn.facts;
  const { closedUntil: _, ...rest } = kept;
  turn.keep(alertKeyOf(alert), {
    ...rest,
    alert: { ...alert, startsAt: kept.alert.startsAt, severity: kept.alert.severity },
    heard: now,
    latest: alert.startsAt,
    ended: turn.next(),
    endedAt: now,
  });
  return undefined;
}

function endTallied(turn: Turn, alert: Alert): IgnoreReason | undefined {
  const { rest } = turn.state;
  const after = rest === undefined ? undefined : tallyEnded(rest, hashOf(alert));
  if (after === undefined || after === rest) return 'not-known';
  turn.change({ rest: after });
  return undefined;
}

function fire(turn: Turn, alert: Alert, kept: KeptAlert | undefined, route: Route): IgnoreReason | undefined {
  const { now } = turn.facts;
  if ((expiryOf(route, alert) ?? Number.POSITIVE_INFINITY) <= now) return 'expired';
  if (kept !== undefined && alert.startsAt < kept.latest) return 'older';
  const key = alertKeyOf(alert);
  if (kept === undefined) return keepNew(turn, key, alert);
  if (kept.ended === undefined) return fireOn(turn, key, alert, kept);
  if (alert.startsAt === kept.latest) {
    if (kept.closedUntil !== undefined && now < kept.closedUntil) return 'closed-by-person';
    if (kept.closedUntil === undefined && now - (kept.endedAt ?? 0) < OVERTAKEN_MS) return 'older';
  }
  openIncident(turn, alert.severity);
  turn.keep(key, { alert, heard: now, latest: alert.startsAt, fired: turn.next() });
  return undefined;
}

/** It fires already: it is news only where it is worse now. */
function fireOn(turn: Turn, key: string, alert: Alert, kept: KeptAlert): IgnoreReason | undefined {
  const { now } = turn.facts;
  const shown = { ...alert, startsAt: Math.min(alert.startsAt, kept.alert.startsAt) };
  const worse = alert.severity !== kept.alert.severity && isAtLeast(alert.severity, kept.alert.severity);
  const same = alert.startsAt === kept.latest && JSON.stringify(content(shown)) === JSON.stringify(content(kept.alert));
  if (same && now - kept.heard < HOUR) return 'repeated';
  const { hidden, ...rest } = kept;
  // What was left out for good in a closed time counts anew once it is worse.
  const stillHidden = hidden === undefined || (worse && hidden === 'muted-dropped') ? {} : { hidden };
  const fired = worse ? turn.next() : kept.fired;
  turn.keep(key, { ...rest, ...stillHidden, alert: shown, heard: now, latest: alert.startsAt, fired });
  if (!worse) return 'repeated';
  worsen(turn, alert.severity);
  return undefined;
}

/** What is told of an alert, without where this word of it came from. */
function content({ origin: _, ...rest }: Alert): unknown {
  return rest;
}

function keepNew(turn: Turn, key: string, alert: Alert): IgnoreReason | undefined {
  openIncident(turn, alert.severity);
  if (!makeRoom(turn, alert.severity)) {
    const { rest, seq } = turn.state;
    const after = tallyFiring(rest, hashOf(alert), seq + 1);
    if (after === rest) return 'repeated';
    turn.change({ rest: after, seq: seq + 1 });
    return undefined;
  }
  turn.keep(key, { alert, heard: turn.facts.now, latest: alert.startsAt, fired: turn.next() });
  return undefined;
}

/** Makes room for an alert among those that are kept, where it is worth more than one of them. */
function makeRoom(turn: Turn, severity: Severity): boolean {
  const { count, key, least } = leastOf(turn.state.alerts);
  if (count < MOST_ALERTS || least === undefined) return true;
  if (least.ended === undefined) {
    if (rank(least.alert.severity) >= rank(severity)) return false;
    const { rest, seq } = turn.state;
    turn.change({ rest: tallyFiring(rest, hashOf(least.alert), seq) });
  }
  forget(turn, key);
  return true;
}

interface Least {
  readonly count: number;
  readonly key: string;
  readonly least?: KeptAlert;
}

/**
 * What was found for maps of alerts that are full: in a storm the same one is asked for with every alert. A turn asks before it changes
 * them, and changes a copy.
 */
const leasts = new WeakMap<GroupState['alerts'], Least>();

/** How many alerts there are, and if they are as many as can be, the one that is given up first. */
function leastOf(alerts: GroupState['alerts']): Least {
  const known = leasts.get(alerts);
  if (known !== undefined) return known;
  const entries = Object.entries(alerts);
  if (entries.length < MOST_ALERTS) return { count: entries.length, key: '' };
  const [key, least] = entries.reduce((found, entry) => (isLess(entry[1], found[1]) ? entry : found));
  const found = { count: entries.length, key, least };
  leasts.set(alerts, found);
  return found;
}

/** Whether an alert is given up before another: what is over, then what is mild; of two, the older one. */
function isLess(a: KeptAlert, b: KeptAlert): boolean {
  if (a.ended !== undefined || b.ended !== undefined) {
    return (a.ended ?? Number.POSITIVE_INFINITY) < (b.ended ?? Number.POSITIVE_INFINITY);
  }
  return (rank(a.alert.severity) - rank(b.alert.severity) || a.fired - b.fired) < 0;
}

function forget(turn: Turn, key: string): void {
  const { [key]: _, ...alerts } = turn.state.alerts;
  turn.change({ alerts });
}

function openIncident(turn: Turn, severity: Severity): void {
  if (turn.state.incident !== undefined) {
    worsen(turn, severity);
    return;
  }
  const { now, code } = turn.facts;
  const number = turn.state.incidents + 1;
  const incident: Incident = { number, opened: now, code, worst: severity };
  const { flushed: _, flushedTo: __, flushAt: ___, looked: ____, ...state } = turn.state;
  turn.replace({ ...state, incident, incidents: number, told: {}, sent: {}, pursuits: {} });
  turn.audit('incident-opened', { object: code });
  turn.effects.push({ kind: 'opened', number, at: now });
}

function worsen(turn: Turn, severity: Severity): void {
  const { incident } = turn.state;
  if (incident === undefined || isAtLeast(incident.worst, severity)) return;
  turn.change({ incident: { ...incident, worst: severity } });
}

/** News is told when the group has waited for more of it, and never sooner after the last time than the route says. */
function planFlush(turn: Turn, route: Route): void {
  const { flushAt, flushed, incident } = turn.state;
  if (incident === undefined) return;
  const { now } = turn.facts;
  // Whoever tries a route does not want to wait, and a test may be over before.
  const waits = turn.state.test === undefined ? route : { groupWait: 0, groupInterval: 0 };
  const at = flushed === undefined ? incident.opened + waits.groupWait : Math.max(now, flushed + waits.groupInterval);
  turn.change({ flushAt: Math.min(flushAt ?? Number.POSITIVE_INFINITY, at) });
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function hashOf(alert: Alert): number {
  return Number.parseInt(alertKeyOf(alert).slice(0, 8), 36);
}
