import type { Person } from '../conversation/mail-records.js';

/** How the people of a room have changed. */
export interface Change {
  /** Those of before first, in their order and by the names that they had. */
  readonly people: readonly Person[];
  readonly came: readonly Person[];
  readonly left: readonly Person[];
}

/** Compares the people of a room with those of a mail in it. Pure. */
export function changeOf(before: readonly Person[], now: readonly Person[]): Change {
  const there = new Set(now.map(addressOf));
  const known = new Set(before.map(addressOf));
  const came = now.filter((person) => !known.has(addressOf(person)));
  const stay = before.filter((person) => there.has(addressOf(person)));
  const left = before.filter((person) => !there.has(addressOf(person)));
  return { people: [...stay, ...came], came, left };
}

/** What tells people apart. */
export function addressOf({ address }: Pick<Person, 'address'>): string {
  return address.toLowerCase();
}
