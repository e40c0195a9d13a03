import type { PersonAddress } from './person.js';

/** What a list can hold: people, addresses of nobody in particular, other lists, and whoever is on call in a rotation. */
export type ListMember =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'address'; readonly address: PersonAddress }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'rotation'; readonly name: string };

/** A named list of members, in the order in which they are told. */
export interface DistributionList {
  readonly name: string;
  readonly members: readonly ListMember[];
}

/** Somebody or something that a list comes down to, once whatever ways lead there. */
export interface Recipient {
  readonly member: Extract<ListMember, { readonly kind: 'person' | 'address' }>;
  /** Each way: the names of the lists and rotations from the one that was asked for to the one that has the member. */
  readonly ways: readonly (readonly string[])[];
}

export type ListProblem =
  | { readonly kind: 'no-such-list' | 'no-such-rotation'; readonly name: string; readonly way: readonly string[] }
  /** Nobody is on call. */
  | { readonly kind: 'nobody-on-call'; readonly name: string; readonly way: readonly string[] }
  /** There are more recipients than the limit: the others are left out. */
  | { readonly kind: 'too-many'; readonly limit: number };

export interface Expansion {
  readonly recipients: readonly Recipient[];
  readonly problems: readonly ListProblem[];
}

/** What lists are looked up in. */
export interface ListBook {
  list(name: string): DistributionList | undefined;
  /** Ids of the people who are on call now; undefined where there is no such rotation. */
  onCall(name: string): readonly string[] | undefined;
}

/** Recipients of one expansion where nothing else is said. */
export const FAN_OUT = 1000;
/** Ways that are told of one recipient, and problems of one expansion. */
const MOST_WAYS = 8;
const MOST_PROBLEMS = 50;

/**
 * Who is in a list, breadth first: those of the list itself before those of the lists in it. Each list is gone through
 * once, so cycles are cut (`findListCycles` tells them) and the cost is that of all members.
 */
export function expandList(name: string, book: ListBook, limit: number = FAN_OUT): Expansion {
  return new ListExpansion(book, limit).from(name);
}

/** Who some members of no list, such as those of a destination, come down to. */
export function expandMembers(members: readonly ListMember[], book: ListBook, limit: number = FAN_OUT): Expansion {
  return new ListExpansion(book, limit).fromMembers(members);
}

class ListExpansion {
  readonly #book: ListBook;
  readonly #limit: number;
  readonly #recipients = new Map<
    string,
    { readonly member: Recipient['member']; readonly ways: (readonly string[])[] }
  >();
  readonly #problems: ListProblem[] = [];
  /** Lists that are in the queue or done. */
  readonly #seen = new Set<string>();
  readonly #queue: { readonly list: DistributionList; readonly way: readonly string[] }[] = [];
  #full = false;

  constructor(book: ListBook, limit: number) {
    this.#book = book;
    this.#limit = limit;
  }

  from(name: string): Expansion {
    this.#enter(name, []);
    return this.#finish();
  }

  fromMembers(members: readonly ListMember[]): Expansion {
    for (const member of members) this.#take(member, []);
    return this.#finish();
  }

  #finish(): Expansion {
    // Grows while it is gone through. A list that is in it already is not entered again, which also cuts cycles.
    for (const { list, way } of this.#queue) for (const member of list.members) this.#take(member, way);
    return { recipients: [...this.#recipients.values()], problems: this.#problems };
  }

  #enter(name: string, way: readonly string[]): void {
    if (this.#seen.has(name)) return;
    const list = this.#book.list(name);
    if (list === undefined) {
      this.#report({ kind: 'no-such-list', name, way });
    } else {
      this.#seen.add(name);
      this.#queue.push({ list, way: [...way, name] });
    }
  }

  #take(member: ListMember, way: readonly string[]): void {
    if (member.kind === 'list') this.#enter(member.name, way);
    else if (member.kind === 'rotation') this.#takeOnCall(member.name, way);
    else if (member.kind === 'person') this.#add(`person ${member.id}`, member, way);
    else this.#add(`address ${member.address.jid}`, member, way);
  }

  #takeOnCall(name: string, way: readonly string[]): void {
    const people = this.#book.onCall(name);
    if (people === undefined) this.#report({ kind: 'no-such-rotation', name, way });
    else if (people.length === 0) this.#report({ kind: 'nobody-on-call', name, way });
    for (const id of people ?? []) this.#add(`person ${id}`, { kind: 'person', id }, [...way, name]);
  }

  #add(key: string, member: Recipient['member'], way: readonly string[]): void {
    const known = this.#recipients.get(key);
    if (known !== undefined) {
      if (known.ways.length < MOST_WAYS) known.ways.push(way);
    } else if (this.#recipients.size < this.#limit) {
      this.#recipients.set(key, { member, ways: [way] });
    } else if (!this.#full) {
      this.#full = true;
      this.#problems.push({ kind: 'too-many', limit: this.#limit });
    }
  }

  #report(problem: ListProblem): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }
}
