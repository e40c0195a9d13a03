import { announce } from './announce.js';
import { routeKey } from './codes.js';
import type { InclusionEvent } from './event.js';
import { MOST_PLACES } from './group-state.js';
import type { Turn } from './turn.js';

/**
 * Takes that a place has heard of the incident among others, in a summary or a digest: from then on it hears what people do about it, as
 * an answer to that message, and may answer by its code. Who took it before hears nothing new of it, others learn at once who has it.
 */
export function takeInclusion(
  turn: Turn,
  { id, incident: number, destination, place, person, knows }: InclusionEvent,
): void {
  const { incident, sent, route } = turn.state;
  const { now } = turn.facts;
  if (incident === undefined || incident.number !== number || sent[place] !== undefined) return;
  if (Object.keys(sent).length >= MOST_PLACES) return;
  const said = { id, first: id, base: id, count: 0, at: now, fate: 'sent' as const, destination };
  turn.send(place, { ...said, ...(person !== undefined && { person }) });
  turn.effects.push({ kind: 'open', code: incident.code, places: [place, routeKey(route)], at: now });
  const { taken } = incident;
  if (taken === undefined || knows) return;
  const { by: title, comment } = taken;
  const by = { title, ...(taken.place !== undefined && { place: taken.place }) };
  announce(turn, {
    reason: 'acknowledged',
    state: 'acknowledged',
    by,
    only: place,
    ...(comment !== undefined && { comment }),
  });
}
