import type { AlertTest } from '../alert.js';
import { isNamed, type Target } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Destination, Route } from '../book/route.js';
import type { GroupState } from './group-state.js';

/** Whether it is a test that wakes nobody: no chain, no further addresses, no breaking of quiet hours. */
export function isQuietTest({ test }: Pick<GroupState, 'test'>): boolean {
  return test !== undefined && test.escalate !== true;
}

/** Whom a route tells: its destinations, or those that a test has in their place. */
export function destinationsOf(
  route: Pick<Route, 'destinations'>,
  test: AlertTest | undefined,
): readonly Destination[] {
  return test?.to?.flatMap((key) => destinationTo(key) ?? []) ?? route.destinations;
}

function destinationTo(key: string): Destination | undefined {
  const target = targetOfKey(key);
  return target && { target, direction: 'out', least: 'info', updates: 'reply', digest: 0 };
}

/** The target of a key (see `targetKey`). */
function targetOfKey(key: string): Target | undefined {
  const [, kind, name = ''] = /^(person|list|rotation|route):(.+)$/s.exec(key) ?? [];
  if (kind !== undefined) {
    const target = { kind, name } as Target;
    return isNamed(target) ? target : undefined;
  }
  const place = parsePlace(key);
  return place.ok ? place.value : undefined;
}
