import type { Telling } from './effect.js';
import type { Sent, Told } from './group-state.js';

/** How a message goes where its destination wants more than the usual: with a form, and with the end of an incident in place of its beginning. */
export function asWanted(telling: Telling, { form, ended }: Told, before: Sent | undefined): Telling {
  const { place, reason } = telling;
  if (place.medium !== 'xmpp' || (place.kind !== 'chat' && place.kind !== 'room')) return telling;
  const over = reason === 'all-resolved' && before !== undefined && before.count > 0;
  if (over && ended === 'edit') return { ...telling, follows: { how: 'edit', id: before.first } };
  const own = before?.own ?? [];
  if (over && ended === 'retract' && own.length > 0) return { ...telling, follows: { how: 'retract', ids: own } };
  // A form is for one person: in a room everybody would see it.
  return form === true && place.kind === 'chat' && telling.group !== undefined ? { ...telling, form } : telling;
}

/** Messages of one incident at one place that are taken back when it is over. */
const MOST_OWN = 20;

/** What can be taken back after a message has gone out: what corrects another one goes with that. */
export function ownAfter({ id, follows }: Telling, { ended }: Told, before: Sent | undefined): Pick<Sent, 'own'> {
  if (ended !== 'retract') return {};
  const own = before?.own ?? [];
  return { own: follows?.how === 'edit' ? own : [...own, id].slice(-MOST_OWN) };
}
