import type { Person } from '../person.js';

/** The name in the book of whoever is called like that; undefined where nobody or several are. */
export type WhoIs = (name: string) => string | undefined;

/** What a calendar says of the people of an event. */
export interface Named {
  readonly summary: string;
  /** Values of ATTENDEE, without those who declined, and the names that go with them. */
  readonly attendees: readonly { readonly address: string; readonly name?: string }[];
}

/**
 * Finds people by name, else by title, JID, number and mail address, whatever the case. What several are called is nobody's.
 */
export function whoIs(people: readonly Person[]): WhoIs {
  const names = new Map(people.map(({ name }) => [normal(name), name]));
  const others = new Map<string, string | undefined>();
  for (const person of people) {
    for (const called of othersOf(person)) {
      const key = normal(called);
      others.set(key, others.has(key) && others.get(key) !== person.name ? undefined : person.name);
    }
  }
  return (called) => names.get(normal(called)) ?? others.get(normal(called));
}

/**
 * Names of the people of an event: those among the attendees, else those in the summary, which is a name or several with
 * commas, slashes, `+` or `&` between them, after a colon also (`On call: alice, bob`). None: nobody of them is known.
 */
export function peopleOf({ summary, attendees }: Named, who: WhoIs): readonly string[] {
  const invited = attendees.map(({ address, name }) => who(withoutScheme(address)) ?? who(name ?? ''));
  const known = unique(invited);
  if (known.length > 0) return known;
  const whole = who(summary);
  if (whole !== undefined) return [whole];
  const names = summary.slice(summary.indexOf(':') + 1).split(/[,;/+&|\n]/);
  return unique(names.map(who));
}

function unique(ids: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function* othersOf({ title, places }: Person): Generator<string> {
  if (title !== undefined) yield title;
  for (const { uri } of places) yield withoutScheme(uri);
}

function withoutScheme(uri: string): string {
  return uri.replace(/^(?:mailto|xmpp|tel|sms):/i, '');
}

function normal(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
