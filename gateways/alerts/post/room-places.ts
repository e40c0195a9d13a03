import type { Book } from '../book/book.js';
import type { ChannelPlace, Place, RoomPlace } from '../book/place.js';
import type { Route } from '../book/route.js';

/** Whether a place is one that we have to be in, to be heard and to hear there. */
export function isRoom(place: Place): place is RoomPlace | ChannelPlace {
  return place.kind === 'room' || place.kind === 'channel';
}

/** The rooms and channels in which a book listens, or tells something without being asked first. */
export function roomsOf(book: Book): readonly (RoomPlace | ChannelPlace)[] {
  return once([...heardIn(book), ...toldIn(book)]);
}

/** The rooms in which a book listens for alerts and tells none. */
export function sourceRoomsOf(book: Book): readonly RoomPlace[] {
  const told = new Set(toldIn(book).map(({ uri }) => uri));
  return once(heardIn(book)).filter((one): one is RoomPlace => one.kind === 'room' && !told.has(one.uri));
}

function heardIn(book: Book): readonly Place[] {
  return book.sources.filter(({ enabled }) => enabled).flatMap(({ places }) => places);
}

function toldIn(book: Book): readonly Place[] {
  const told = routesIn(book.routes).flatMap(({ destinations }) => destinations.map(({ target }) => target));
  const later = book.policies.flatMap(({ steps, final }) => [...steps.flatMap(({ tell }) => tell), ...final]);
  const members = book.members([...told, ...later]);
  return members.filter((one): one is Place => 'uri' in one);
}

function once(places: readonly Place[]): readonly (RoomPlace | ChannelPlace)[] {
  return [...new Map(places.filter(isRoom).map((one) => [one.uri, one])).values()];
}

function routesIn(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ enabled }) => enabled).flatMap((route) => [route, ...routesIn(route.routes)]);
}
