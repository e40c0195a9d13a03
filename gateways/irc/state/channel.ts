import type { User } from './user.js';
import type { ChannelView, ListEntry, ListKind, ListView, Topic } from './views.js';

interface MutableList {
  entries: ListEntry[];
  complete: boolean;
}

/** A channel that we are in, kept up to date by the model. */
export class Channel implements ChannelView {
  name: string;
  key: string;
  topic: Topic | undefined = undefined;
  modes = new Map<string, string>();
  modesKnown = false;
  created: number | undefined = undefined;
  readonly members = new Map<User, string>();
  namesComplete = false;
  overflowed = false;
  /** Those named since the first 353 of an answer that is under way. */
  #named: Set<User> | undefined;
  #lists: Map<ListKind, MutableList> | undefined;

  constructor(name: string, key: string) {
    this.name = name;
    this.key = key;
  }

  list(kind: ListKind): ListView | undefined {
    return this.#lists?.get(kind);
  }

  /** Notes a member of an answer to NAMES. */
  named(user: User): void {
    this.#named ??= new Set();
    this.#named.add(user);
  }

  /** Somebody came while NAMES may be under way: the answer need not name them. */
  cameMeanwhile(user: User): void {
    this.#named?.add(user);
  }

  /** NAMES is answered. Gives those who are taken for members and were not named. */
  namesEnd(): readonly User[] {
    const named = this.#named;
    this.#named = undefined;
    this.namesComplete = true;
    // An answer without any name is no answer: we ourselves are there.
    if (named === undefined) return [];
    return [...this.members.keys()].filter((user) => !named.has(user));
  }

  setList(kind: ListKind, entries: ListEntry[], complete: boolean): void {
    this.#lists ??= new Map();
    this.#lists.set(kind, { entries, complete });
  }

  /** `most`: entries that are kept. */
  addToList(kind: ListKind, entry: ListEntry, most: number): void {
    this.#lists ??= new Map();
    const list = this.#lists.get(kind) ?? { entries: [], complete: false };
    this.#lists.set(kind, list);
    if (list.entries.some(({ mask }) => mask === entry.mask)) return;
    if (list.entries.length < most) list.entries.push(entry);
    else list.complete = false;
  }

  /** `same`: whether two masks are one. */
  removeFromList(kind: ListKind, mask: string, same: (one: string, other: string) => boolean): void {
    const list = this.#lists?.get(kind);
    if (list !== undefined) list.entries = list.entries.filter((entry) => !same(entry.mask, mask));
  }
}
