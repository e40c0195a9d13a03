import type { Alert } from '../alert.js';
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

/**
 * Of some alerts those that their sender may send where they would go, from the route `name` downwards or else from the top; in rooms
 * everybody may whom the room lets speak.
 */
export function allowedOf(
  alerts: readonly Alert[],
  sender: Sender,
  name: string | undefined,
  book: Book,
  onCall: (rotation: string) => readonly string[],
): readonly Alert[] {
  if (sender.nick !== undefined) return alerts;
  const begin = name === undefined ? undefined : book.route(name);
  const subject = subjectOf(sender);
  return alerts.filter((alert) => {
    const routes = begin === undefined ? book.routesFor(alert) : book.routesBelow(begin, alert);
    return routes.some((route) => may('send', route, subject, book, onCall));
  });
}
