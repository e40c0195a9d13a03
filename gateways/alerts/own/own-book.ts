import type { Book } from '../book/book.js';
import { makeBook } from '../book/made-book.js';
import type { List } from '../book/person.js';
import type { Target } from '../book/place.js';
import type { OwnState } from './own-settings.js';
import { personWith } from './preferences.js';

/** The book with all that people have set over it. What speaks of somebody or something that is gone does nothing. */
export function ownBook(book: Book, state: OwnState): Book {
  const { preferences, members, overrides } = state;
  if (preferences.size + members.size + overrides.size === 0) return book;
  return makeBook({
    ...book,
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

function listWith(book: Book, list: List, changes: ReadonlyMap<string, boolean>): List {
  if (changes.size === 0) return list;
  const stays = (target: Target) => target.kind !== 'person' || changes.get(target.name) !== false;
  const here = new Set(list.members.flatMap((target) => (target.kind === 'person' ? [target.name] : [])));
  const joined = [...changes].filter(([name, joins]) => joins && !here.has(name) && book.person(name) !== undefined);
  return {
    ...list,
    members: [...list.members.filter(stays), ...joined.map(([name]) => ({ kind: 'person' as const, name }))],
  };
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
