import { expiryOf } from '../book/explain.js';
import type { Facts } from './facts.js';
import type { GroupState } from './group-state.js';

const DAY = 86_400_000;
/** The same is looked at again after this at the soonest. */
const LEAST_PAUSE = 1000;

/** Whether it is time to look what is to be told. */
export function isFlushDue(state: GroupState, facts: Pick<Facts, 'now' | 'book'>): boolean {
  return flushTime(state, facts) <= facts.now;
}

/** When the group has to be looked at again, at the latest after a day; undefined: nothing will happen by itself. */
export function nextWake(state: GroupState, facts: Pick<Facts, 'now' | 'book'>): number | undefined {
  const { incident, pursuits } = state;
  if (incident === undefined) return undefined;
  const { chain, reminder } = incident;
  const times = [
    flushTime(state, facts),
    ...Object.values(pursuits).map(({ nextAt }) => nextAt),
    chain?.nextAt,
    reminder?.askAt,
    reminder?.endAt,
  ].filter((time) => time !== undefined);
  return Math.min(...times, facts.now + DAY);
}

function flushTime(state: GroupState, { book }: Pick<Facts, 'now' | 'book'>): number {
  const { incident, told, alerts, looked = 0, flushAt = Number.POSITIVE_INFINITY } = state;
  if (incident === undefined) return Number.POSITIVE_INFINITY;
  const route = book.route(state.route);
  const repeat = incident.taken === undefined ? (route?.repeat ?? 0) : 0;
  let repeats = Number.POSITIVE_INFINITY;
  let retries = Number.POSITIVE_INFINITY;
  for (const { retryAt, firing, at } of Object.values(told)) {
    if (retryAt !== undefined) retries = Math.min(retries, retryAt);
    if (repeat > 0 && firing) repeats = Math.min(repeats, at + repeat);
  }
  const pause = looked + Math.max(route?.groupInterval ?? 0, LEAST_PAUSE);
  const expiries = Object.values(alerts).map(({ alert, ended, hidden }) =>
    ended === undefined && hidden !== 'expired' && route !== undefined ? expiryOf(route, alert) : undefined,
  );
  const expires = Math.min(...expiries.filter((time) => time !== undefined), Number.POSITIVE_INFINITY);
  return Math.min(flushAt, retries, Math.max(repeats, pause), Math.max(expires, looked + LEAST_PAUSE));
}
