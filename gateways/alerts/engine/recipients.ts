import type { Person } from '../book/person.js';
import { isNamed, type Medium, type Place, type Target, targetKey } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { type Destination, RESOLVED_MEDIA, type Route } from '../book/route.js';
import type { Chain, FrozenPerson } from '../escalation/chain.js';
import type { Facts } from './facts.js';
import { type GroupState, MOST_PLACES, type Told } from './group-state.js';

/** Somebody or something that is told. */
export interface Recipient {
  /** Key in the notification log. */
  readonly key: string;
  readonly person?: Person | FrozenPerson;
  /** Of one that is no person. */
  readonly place?: Place;
}

/** Whom a target comes down to now, and the names behind which nobody stands. */
interface Recipients {
  readonly found: readonly Recipient[];
  readonly nobody: readonly string[];
}

type Frozen = Pick<Chain, 'people' | 'onCall'>;

/** Opens targets: lists, and rotations by who is on call now. Routes are no recipients, alerts go on to them by themselves. */
export function recipientsOf(targets: readonly Target[], facts: Facts, frozen?: Frozen): Recipients {
  const found = new Map<string, Recipient>();
  const nobody: string[] = [];
  const add = (target: Target, deep: boolean): void => {
    if (!isNamed(target)) {
      found.set(target.uri, { key: target.uri, place: target });
    } else if (target.kind === 'person') {
      const person = facts.book.person(target.name) ?? frozen?.people[target.name];
      if (person === undefined) nobody.push(targetKey(target));
      else found.set(targetKey(target), { key: targetKey(target), person });
    } else if (target.kind === 'rotation') {
      const rotation = facts.book.rotation(target.name);
      const people =
        rotation === undefined ? (frozen?.onCall[target.name] ?? []) : facts.onCall(target.name, facts.now);
      for (const name of people) add({ kind: 'person', name }, false);
      const otherwise = people.length > 0 || !deep ? [] : (rotation?.otherwise ?? []);
      for (const other of facts.book.members(otherwise)) add(other, false);
      if (people.length === 0 && otherwise.length === 0) nobody.push(targetKey(target));
    }
  };
  for (const member of facts.book.members(targets)) add(member, true);
  return { found: [...found.values()].slice(0, MOST_PLACES), nobody };
}

/** One whom the notification log knows, whatever the book says now; undefined where there is no such person any more. */
export function recipientOf(key: string, state: GroupState, facts: Facts): Recipient | undefined {
  if (!key.startsWith('person:')) {
    const place = placeOf(key);
    return place && { key, place };
  }
  const name = key.slice('person:'.length);
  const person = facts.book.person(name) ?? state.incident?.chain?.people[name];
  return person && { key, person };
}

/** The place of a URI. */
export function placeOf(uri: string): Place | undefined {
  const parsed = parsePlace(uri);
  return parsed.ok ? parsed.value : undefined;
}

/** A recipient with the destination of the route by which it is told; of several the first counts. */
export interface RouteRecipient extends Recipient {
  readonly destination: Destination;
}

/** Everybody whom a route tells now. */
export function recipientsOfRoute(
  { destinations }: Pick<Route, 'destinations'>,
  facts: Facts,
): { found: RouteRecipient[]; nobody: readonly string[] } {
  const found = new Map<string, RouteRecipient>();
  const nobody: string[] = [];
  for (const destination of destinations) {
    if (destination.direction === 'in') continue;
    const opened = recipientsOf([destination.target], facts);
    nobody.push(...opened.nobody);
    for (const one of opened.found) {
      if (!found.has(one.key) && found.size < MOST_PLACES) found.set(one.key, { ...one, destination });
    }
  }
  return { found: [...found.values()], nobody };
}

/** What is remembered of a recipient that was told nothing so far. */
export function untold({ person }: Recipient, destination?: Destination): Told {
  const own = person !== undefined && 'resolved' in person ? person.resolved : undefined;
  return {
    upTo: 0,
    at: 0,
    firing: false,
    resolved: [...(destination?.resolved ?? own ?? RESOLVED_MEDIA)] satisfies (Medium | 'hook')[],
    updates: destination?.updates ?? 'reply',
    ...(destination?.ended !== undefined && { ended: destination.ended }),
    ...(destination?.form === true && { form: true }),
    ...(destination?.template !== undefined && { template: destination.template }),
  };
}
