import { isAmong, type Right, type Subject } from '../book/actor.js';
import type { Book } from '../book/book.js';
import type { Route } from '../book/route.js';
import type { Sender } from './sender.js';

/** Whether somebody may do something at a route. `onCall`: names of those whose turn it is in a rotation now. */
export function may(
  right: Right,
  route: Pick<Route, 'allow'>,
  subject: Subject,
  book: Book,
  onCall: (rotation: string) => readonly string[],
): boolean {
  return isAmong(route.allow[right], subject, book, onCall);
}

/** Who a sender is to the book. Only addresses of XMPP are JIDs of somebody's own; who has a nick of a room, the room may tell. */
export function subjectOf({ jid, place, person, realJid }: Sender): Subject {
  const own = place.kind === 'chat' ? jid : realJid;
  return {
    ...(own !== undefined && { jid: own }),
    ...(person !== undefined && { person: person.name }),
    ...((place.kind === 'room' || place.kind === 'channel') && { room: place.uri }),
  };
}
