import { expiryOf } from '../book/explain.js';
import type { Route } from '../book/route.js';
import type { Facts } from './facts.js';
import type { GroupState } from './group-state.js';
import type { Turn } from './turn.js';

const DAY = 86_400_000;
/** The same is looked at again after this at the soonest. */
const LEAST_PAUSE = 1000;

/** Whether it is time to look what is to be told. */
export function isFlushDue({ state, facts, ownsAlerts }: Pick<Turn, 'state' | 'facts' | 'ownsAlerts'>): boolean {
  return flushTime(state, facts, ownsAlerts ? firstExpiry : knownExpiry) <= facts.now;
}

/** When the group has to be looked at again, at the latest after a day; undefined: nothing will happen by itself. */
export function nextWake(state: GroupState, facts: Pick<Facts, 'now' | 'book'>): number | undefined {
  const { incident, pursuits } = state;
  if (incident === undefined) return undefined;
  const { chain, reminder } = incident;
  const times = [
    flushTime(state, facts, knownExpiry),
    ...Object.values(pursuits).map(({ nextAt }) => nextAt),
    chain?.nextAt,
    reminder?.askAt,
    reminder?.endAt,
  ].filter((time) => time !== undefined);
  return Math.min(...times, facts.now + DAY);
}

type ExpiryIn = (alerts: GroupState['alerts'], route: Route | undefined) => number;

function flushTime(state: GroupState, { book }: Pick<Facts, 'now' | 'book'>, expiryIn: ExpiryIn): number {
  const { incident, told, alerts, looked = 0, flushAt = Number.POSITIVE_INFINITY } = state;
  if (incident === undefined) return Number.POSITIVE_INFINITY;
  const found = book.route(state.route);
  // One that is switched off tells nothing, as one that is gone.
  const route = found?.enabled === true ? found : undefined;
  const repeat = incident.taken === undefined ? (route?.repeat ?? 0) : 0;
  let repeats = Number.POSITIVE_INFINITY;
  let retries = Number.POSITIVE_INFINITY;
  for (const { retryAt, firing, at } of Object.values(told)) {
    if (retryAt !== undefined) retries = Math.min(retries, retryAt);
    if (repeat > 0 && firing) repeats = Math.min(repeats, at + repeat);
  }
  const pause = looked + Math.max(route?.groupInterval ?? 0, LEAST_PAUSE);
  const expires = Math.max(expiryIn(alerts, route), looked + LEAST_PAUSE);
  return Math.min(flushAt, retries, Math.max(repeats, pause), expires);
}

/** When the first of the alerts that fire gets too old; infinity: none does. */
function firstExpiry(alerts: GroupState['alerts'], route: Route | undefined): number {
  let at = Number.POSITIVE_INFINITY;
  if (route === undefined) return at;
  for (const { alert, ended, hidden } of Object.values(alerts)) {
    if (ended === undefined && hidden !== 'expired') at = Math.min(at, expiryOf(route, alert) ?? at);
  }
  return at;
}

const expiries = new WeakMap<GroupState['alerts'], { readonly route: Route; readonly at: number }>();

/** The same, worked out once: between two turns the alerts of a group are asked for it several times, and do not change. */
function knownExpiry(alerts: GroupState['alerts'], route: Route | undefined): number {
  const known = expiries.get(alerts);
  if (known !== undefined && known.route === route) return known.at;
  const at = firstExpiry(alerts, route);
  if (route !== undefined) expiries.set(alerts, { route, at });
  return at;
}
