import type { Book } from '../book/book.js';
import type { Bot } from '../book/bot.js';
import { makeBook } from '../book/made-book.js';
import type { List } from '../book/person.js';
import { isNamed, type Target, targetKey } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Route } from '../book/route.js';
import type { MadeToken, OwnState } from './own-settings.js';
import { personWith } from './preferences.js';

/** The book with all that people have set over it. What speaks of somebody or something that is gone does nothing. */
export function ownBook(book: Book, state: OwnState): Book {
  const { preferences, members, overrides, routesOff, tokens } = state;
  if (preferences.size + members.size + overrides.size + routesOff.size + tokens.size === 0) return book;
  return makeBook({
    ...book,
    routes: book.routes.map((route) => routeWith(route, routesOff)),
    bots: [...book.bots, ...[...tokens].flatMap(([name, token]) => (book.bot(name) ? [] : [botOf(name, token)]))],
    people: book.people.map((person) => {
      const wanted = preferences.get(person.name);
      return wanted === undefined ? person : personWith(person, wanted);
    }),
    lists: book.lists.map((list) => listWith(book, list, members.get(list.name) ?? new Map())),
    rotations: book.rotations.map((rotation) => ({
      ...rotation,
      // Of several the last counts: what was set while Isthmus runs goes before the file.
      overrides: [...rotation.overrides, ...(overrides.get(rotation.name) ?? [])],
    })),
  });
}

function routeWith(route: Route, off: OwnState['routesOff']): Route {
  if (off.size === 0) return route;
  const routes = route.routes.map((below) => routeWith(below, off));
  return { ...route, routes, enabled: route.enabled && !off.has(route.name) };
}

/** A bot as the book has one that says no more of itself. */
function botOf(name: string, { tokenHash, scopes, routes, expires }: MadeToken): Bot {
  const rate = { count: 300, per: 60_000 };
  const bot = { name, enabled: true, tokenHash, scopes: new Set(scopes), routes, networks: [], rate };
  return { ...bot, most: 'critical', ...(expires === undefined ? {} : { expires }) };
}

function listWith(book: Book, list: List, changes: ReadonlyMap<string, boolean>): List {
  if (changes.size === 0) return list;
  const stays = (target: Target) => changes.get(memberKey(target)) !== false;
  const here = new Set(list.members.map(memberKey));
  const joined = [...changes].filter(([key, joins]) => joins && !here.has(key));
  return { ...list, members: [...list.members.filter(stays), ...joined.flatMap(([key]) => memberOf(key, book) ?? [])] };
}

/** How a member of a list is named among what people have set: people by name, places by URI. Others cannot be changed. */
export function memberKey(target: Target): string {
  if (!isNamed(target)) return target.uri;
  return target.kind === 'person' ? target.name : targetKey(target);
}

/** Whom such a name means; undefined: nobody of the book, and no place. */
function memberOf(key: string, book: Pick<Book, 'person'>): Target | undefined {
  if (book.person(key) !== undefined) return { kind: 'person', name: key };
  const place = key.includes(':') ? parsePlace(key) : undefined;
  return place?.ok === true ? place.value : undefined;
}

/** Gives the book with what people have set, made anew only where one of the two has changed. */
export class OwnBooks {
  #made: { readonly book: Book; readonly state: OwnState; readonly result: Book } | undefined;

  of(book: Book, state: OwnState): Book {
    if (this.#made?.book !== book || this.#made.state !== state) {
      this.#made = { book, state, result: ownBook(book, state) };
    }
    return this.#made.result;
  }
}
