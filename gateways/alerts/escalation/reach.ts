import type { Severity } from '../alert.js';
import type { Person } from '../book/person.js';
import type { Medium, Place } from '../book/place.js';
import type { Facts } from '../engine/facts.js';
import { planReach, type ReachStep } from '../people/ways-to-reach.js';
import type { FrozenPerson } from './chain.js';

/** The places at which somebody is tried next, by presence and preferences; undefined: nothing is left. */
export function nextPlaces(
  person: Person | FrozenPerson,
  severity: Severity,
  by: readonly Medium[],
  tried: ReadonlySet<string>,
  facts: Pick<Facts, 'presence'>,
): ReachStep<Place> | undefined {
  const places = person.places.filter(({ medium }) => by.length === 0 || isOneOf(by, medium));
  const { steps } = planReach<Place>({
    person: { ...person, places },
    severity,
    presence: (place) => facts.presence(place),
    tried,
  });
  return steps[0];
}

/** Whether somebody is in XMPP now. */
export function isOnline({ places }: Pick<FrozenPerson, 'places'>, facts: Pick<Facts, 'presence'>): boolean {
  return places.some((place) => place.kind === 'chat' && !['offline', 'unknown'].includes(facts.presence(place)));
}

function isOneOf(by: readonly Medium[], medium: Place['medium']): boolean {
  return by.some((one) => one === medium);
}
