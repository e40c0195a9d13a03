import type { Book } from '../book/book.js';
import type { ChannelPlace, Place, RoomPlace } from '../book/place.js';
import type { Route } from '../book/route.js';

/** Whether a place is one that we have to be in, to be heard and to hear there. */
export function isRoom(place: Place): place is RoomPlace | ChannelPlace {
  return place.kind === 'room' || place.kind === 'channel';
}

/** The rooms and channels in which a book listens, or tells something without being asked first. */
export function roomsOf(book: Book): readonly (RoomPlace | ChannelPlace)[] {
  const heard = book.sources.filter(({ enabled }) => enabled).flatMap(({ places }) => places);
  const told = routesIn(book.routes).flatMap(({ destinations }) => destinations.map(({ target }) => target));
  const later = book.policies.flatMap(({ steps, final }) => [...steps.flatMap(({ tell }) => tell), ...final]);
  const members = book.members([...told, ...later]);
  const places = [...heard, ...members.filter((one): one is Place => 'uri' in one)].filter(isRoom);
  return [...new Map(places.map((one) => [one.uri, one])).values()];
}

function routesIn(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ enabled }) => enabled).flatMap((route) => [route, ...routesIn(route.routes)]);
}
