import { isAmong, type Subject } from '../book/actor.js';
import type { Book } from '../book/book.js';
import type { List } from '../book/person.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import type { Route } from '../book/route.js';
import { may } from './rights.js';

/** A route or list that somebody may know of. */
export interface Findable {
  /** The local part of its address. */
  readonly contact: string;
  readonly name: string;
}

type OnCall = (rotation: string) => readonly string[];

/** Who a bare JID is to the book. */
export function subjectAt(jid: string | undefined, book: Book, domains: GatewayDomains): Subject {
  const place = jid === undefined ? undefined : placeOfJid(jid, domains);
  const person = place === undefined ? undefined : book.personAt(place)?.name;
  return { ...(jid !== undefined && { jid }), ...(person !== undefined && { person }) };
}

/** Whether somebody is in a list, owns it or may write to it: then its members are no secret. */
export function isOfList({ name, owners, send = [] }: List, subject: Subject, book: Book, onCall: OnCall): boolean {
  return isAmong([{ kind: 'list', name }, ...owners, ...send], subject, book, onCall);
}

/**
 * The addresses that somebody is shown: routes that one may write to or answer, then lists that one is in, owns, may write to or may
 * join, each in the order of the book.
 */
export function findableBy(subject: Subject, book: Book, onCall: OnCall): readonly Findable[] {
  const routes = [...everyRoute(book.routes)].filter(
    (route) => may('send', route, subject, book, onCall) || may('acknowledge', route, subject, book, onCall),
  );
  const lists = book.lists.filter(
    (list) =>
      (list.send ?? []).length > 0 &&
      (isOfList(list, subject, book, onCall) || isAmong(list.join, subject, book, onCall)),
  );
  return [
    ...routes.map(({ name }) => ({ contact: name, name })),
    ...lists.map(({ name, title }) => ({ contact: name, name: title })),
  ];
}

/** Those that are addresses, at any depth. */
function* everyRoute(routes: readonly Route[]): Iterable<Route> {
  for (const route of routes) {
    if (!route.enabled) continue;
    if (route.address) yield route;
    yield* everyRoute(route.routes);
  }
}
