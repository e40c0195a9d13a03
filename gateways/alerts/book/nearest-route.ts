import { nearest } from '../../../src/config/nearest.js';
import type { Book } from './book.js';
import type { Route } from './route.js';

/** The route with an address whose name was probably meant. */
export function nearestRoute(name: string, { routes }: Pick<Book, 'routes'>): string | undefined {
  return nearest(name, namesOf(routes));
}

/** The first route with an address; undefined: there is none. */
export function firstRoute({ routes }: Pick<Book, 'routes'>): string | undefined {
  for (const name of namesOf(routes)) return name;
  return undefined;
}

function* namesOf(routes: readonly Route[]): Iterable<string> {
  for (const route of routes) {
    if (route.address) yield route.name;
    yield* namesOf(route.routes);
  }
}
