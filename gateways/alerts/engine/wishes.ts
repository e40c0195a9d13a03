import type { Telling } from './effect.js';
import type { Sent, Told } from './group-state.js';

/** How a message goes where its destination wants more than the usual: with a form, and with the end of an incident in place of its beginning. */
export function asWanted(telling: Telling, { form, ended }: Told, before: Sent | undefined): Telling {
  const { place, reason } = telling;
  if (place.medium !== 'xmpp' || (place.kind !== 'chat' && place.kind !== 'room')) return telling;
  // What told of it among others stays as it is.
  const own = before?.own ?? [];
  const [first] = own;
  if (reason === 'all-resolved' && first !== undefined) {
    if (ended === 'edit') return { ...telling, follows: { how: 'edit', id: first } };
    if (ended === 'retract') return { ...telling, follows: { how: 'retract', ids: own } };
  }
  // A form is for one person: in a room everybody would see it.
  return form === true && place.kind === 'chat' && telling.group !== undefined ? { ...telling, form } : telling;
}

/** Messages of one incident at one place that are taken back when it is over. */
const MOST_OWN = 20;

/** What can be taken back after a message has gone out: what corrects another one goes with that. */
export function ownAfter({ id, follows }: Telling, { ended }: Told, before: Sent | undefined): Pick<Sent, 'own'> {
  if (ended === undefined) return {};
  const [first, ...others] = before?.own ?? [];
  if (first === undefined) return { own: [id] };
  return { own: [first, ...(follows?.how === 'edit' ? others : [...others, id].slice(1 - MOST_OWN))] };
}
