import { type Alert, SEVERITIES, type Severity } from '../alert.js';
import { expiryOf } from '../book/explain.js';
import type { Route } from '../book/route.js';
import { openOf } from '../book/window.js';
import type { GroupView } from '../render/view.js';
import type { Facts } from './facts.js';
import { type GroupState, type KeptAlert, MOST_SHOWN, NEVER } from './group-state.js';
import type { WhyNot } from './reasons.js';
import { stillFiring } from './tally.js';
import type { Turn } from './turn.js';

/** What of a group may be told now. */
export interface Shown {
  readonly firing: readonly KeptAlert[];
  readonly ended: readonly KeptAlert[];
  /** Something fires that is not shown, and may be later. */
  readonly hides: boolean;
  /** Until when at least what is hidden stays so, where that is known. */
  readonly hiddenUntil?: number;
}

/** Looks which of the alerts that fire may be told now. What was hidden and is not any more becomes news. */
export function look(turn: Turn, route: Route | undefined): Shown {
  let hiddenUntil: number | undefined;
  for (const [key, kept] of Object.entries(turn.state.alerts)) {
    if (kept.ended !== undefined) continue;
    const [why, until] = whyHidden(kept, turn.state, turn.facts, route);
    if (until !== undefined) hiddenUntil = Math.min(hiddenUntil ?? until, until);
    if (why === kept.hidden) continue;
    const { hidden, ...rest } = kept;
    if (why === undefined) {
      turn.keep(key, { ...rest, fired: turn.next() });
    } else {
      const fired = kept.fired > (turn.state.flushedTo ?? 0) ? NEVER : kept.fired;
      turn.keep(key, { ...rest, hidden: why, fired });
      turn.audit('alert-hidden', { object: kept.alert.fingerprint, reason: why });
    }
  }
  const all = Object.values(turn.state.alerts);
  return {
    firing: all.filter(({ ended, hidden }) => ended === undefined && hidden === undefined),
    ended: all.filter(({ ended, fired }) => ended !== undefined && fired !== NEVER),
    hides: all.some(({ ended, hidden }) => ended === undefined && hidden !== undefined && hidden !== 'expired'),
    ...(hiddenUntil !== undefined && { hiddenUntil }),
  };
}

function whyHidden(
  { alert, hidden }: KeptAlert,
  { incident }: GroupState,
  facts: Facts,
  route: Route | undefined,
): readonly [WhyNot?, number?] {
  const { now, book } = facts;
  if (route !== undefined && (expiryOf(route, alert) ?? Number.POSITIVE_INFINITY) <= now) return ['expired'];
  if (hidden === 'muted-dropped') return [hidden];
  if (incident?.silenced !== undefined && incident.silenced.until > now) return ['silenced', incident.silenced.until];
  const until = facts.silencedUntil(alert);
  if (until !== undefined) return ['silenced', until];
  const maintenance = book.source(alert.origin.source)?.maintenance ?? [];
  if (openOf(maintenance, now, book.zone).length > 0) return ['maintenance'];
  return facts.inhibitedBy(alert) === undefined ? [] : ['inhibited'];
}

/** A group as it is told, from the alerts that somebody is told of. */
export function viewOf(
  state: GroupState,
  alerts: readonly KeptAlert[],
  changes: Partial<Pick<GroupView, 'state' | 'deed' | 'by' | 'until' | 'comment'>> = {},
): GroupView {
  const sorted = alerts.map(({ alert }) => alert).sort(worstFirst);
  const firing = alerts.some(({ ended }) => ended === undefined);
  const rest = state.rest === undefined || !firing ? 0 : stillFiring(state.rest);
  const total = sorted.length + rest;
  const { incident } = state;
  return {
    state: firing ? 'firing' : 'resolved',
    severity: sorted[0]?.severity ?? incident?.worst ?? 'info',
    route: state.route,
    ...sourceOf(sorted),
    alerts: sorted.slice(0, MOST_SHOWN).map(({ origin: _, fingerprint: __, ...shown }) => shown),
    labels: commonOf(sorted),
    ...(total > Math.min(sorted.length, MOST_SHOWN) && { total }),
    ...(incident !== undefined && { code: incident.code }),
    ...(state.test !== undefined && { test: true as const }),
    ...changes,
  };
}

function worstFirst(a: Alert, b: Alert): number {
  if (a.status !== b.status) return a.status === 'resolved' ? 1 : -1;
  return rank(b.severity) - rank(a.severity) || b.startsAt - a.startsAt;
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function sourceOf(alerts: readonly Alert[]): { readonly source?: string } {
  const source = alerts[0]?.origin.source;
  const same = source !== undefined && alerts.every(({ origin }) => origin.source === source);
  return same ? { source } : {};
}

/** Labels that all have with the same value. */
function commonOf(alerts: readonly Alert[]): Readonly<Record<string, string>> {
  const [first, ...others] = alerts;
  const pairs = Object.entries(first?.labels ?? {});
  return Object.fromEntries(pairs.filter(([name, value]) => others.every(({ labels }) => labels[name] === value)));
}

/** The worst of some alerts; undefined for none. */
export function worstOf(alerts: readonly KeptAlert[]): Severity | undefined {
  return [...SEVERITIES].reverse().find((severity) => alerts.some(({ alert }) => alert.severity === severity));
}
