/** A name that stands for people or places. */
export interface NamedMember {
  readonly kind: 'person' | 'list' | 'rotation' | 'route';
  readonly name: string;
}

/** A place that belongs to nobody in particular. */
export interface PlaceMember {
  readonly uri: string;
}

/** Members of a list, in the order in which they are told. */
export interface MemberList<Place extends PlaceMember> {
  readonly members: readonly (NamedMember | Place)[];
}

/** Somebody or something that lists come down to, once whatever ways lead there. */
export interface Recipient<Place extends PlaceMember> {
  readonly member: (NamedMember & { readonly kind: 'person' | 'route' }) | Place;
  /** Each way: the names of the lists and rotations from the one that was asked for to the one that has the member. */
  readonly ways: readonly (readonly string[])[];
}

export type ListProblem =
  | { readonly kind: 'no-such-list' | 'no-such-rotation'; readonly name: string; readonly way: readonly string[] }
  /** Nobody is on call. */
  | { readonly kind: 'nobody-on-call'; readonly name: string; readonly way: readonly string[] }
  /** There are more recipients than the limit: the others are left out. */
  | { readonly kind: 'too-many'; readonly limit: number };

export interface Expansion<Place extends PlaceMember> {
  readonly recipients: readonly Recipient<Place>[];
  readonly problems: readonly ListProblem[];
}

/** What lists are looked up in. */
export interface ListBook<Place extends PlaceMember> {
  list(name: string): MemberList<Place> | undefined;
  /** Names of the people who are on call now; undefined where there is no such rotation. */
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
export function expandList<Place extends PlaceMember>(
  name: string,
  book: ListBook<Place>,
  limit: number = FAN_OUT,
): Expansion<Place> {
  return expandMembers([{ kind: 'list', name }], book, limit);
}

/** Who some members of no list, such as those that a route tells, come down to. */
export function expandMembers<Place extends PlaceMember>(
  members: readonly (NamedMember | Place)[],
  book: ListBook<Place>,
  limit: number = FAN_OUT,
): Expansion<Place> {
  return new ListExpansion(book, limit).of(members);
}

class ListExpansion<Place extends PlaceMember> {
  readonly #book: ListBook<Place>;
  readonly #limit: number;
  readonly #recipients = new Map<string, { member: Recipient<Place>['member']; ways: (readonly string[])[] }>();
  readonly #problems: ListProblem[] = [];
  /** Lists that are in the queue or done: a list that is in it already is not entered again, which also cuts cycles. */
  readonly #seen = new Set<string>();
  readonly #queue: { readonly list: MemberList<Place>; readonly way: readonly string[] }[] = [];
  #full = false;

  constructor(book: ListBook<Place>, limit: number) {
    this.#book = book;
    this.#limit = limit;
  }

  of(members: readonly (NamedMember | Place)[]): Expansion<Place> {
    for (const member of members) this.#take(member, []);
    // Grows while it is gone through.
    for (const { list, way } of this.#queue) for (const member of list.members) this.#take(member, way);
    return { recipients: [...this.#recipients.values()], problems: this.#problems };
  }

  #take(member: NamedMember | Place, way: readonly string[]): void {
    if ('uri' in member) this.#add(member.uri, member, way);
    else if (member.kind === 'list') this.#enter(member.name, way);
    else if (member.kind === 'rotation') this.#takeOnCall(member.name, way);
    else this.#add(`${member.kind}:${member.name}`, { kind: member.kind, name: member.name }, way);
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

  #takeOnCall(rotation: string, way: readonly string[]): void {
    const people = this.#book.onCall(rotation);
    if (people === undefined) this.#report({ kind: 'no-such-rotation', name: rotation, way });
    else if (people.length === 0) this.#report({ kind: 'nobody-on-call', name: rotation, way });
    for (const name of people ?? []) this.#add(`person:${name}`, { kind: 'person', name }, [...way, rotation]);
  }

  #add(key: string, member: Recipient<Place>['member'], way: readonly string[]): void {
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
