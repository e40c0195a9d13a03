import { parseJid, unescapeLocal } from '../../../../src/xmpp/jid.js';
import type { Person } from '../person.js';

/** The id of whoever is called like that; undefined where nobody or several are. */
export type WhoIs = (name: string) => string | undefined;

/** What a calendar says of the people of an event. */
export interface Named {
  readonly summary: string;
  /** Values of ATTENDEE, without those who declined, and the names that go with them. */
  readonly attendees: readonly { readonly address: string; readonly name?: string }[];
}

/** Finds people by id, name, JID, number and mail address, whatever the case. A name that several have is nobody's. */
export function whoIs(people: Iterable<Person>): WhoIs {
  const known = new Map<string, string | undefined>();
  for (const person of people) {
    for (const name of namesOf(person)) {
      const key = normal(name);
      known.set(key, known.has(key) && known.get(key) !== person.id ? undefined : person.id);
    }
  }
  return (name) => known.get(normal(name));
}

/**
 * Ids of the people of an event: those among the attendees, else those in the summary, which is a name or several with
 * commas, slashes, `+` or `&` between them, after a colon also (`On call: alice, bob`). None: nobody of them is known.
 */
export function peopleOf({ summary, attendees }: Named, who: WhoIs): readonly string[] {
  const invited = attendees.map(
    ({ address, name }) => who(address.replace(/^(?:mailto|xmpp|tel|sms):/i, '')) ?? who(name ?? ''),
  );
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

function* namesOf(person: Person): Generator<string> {
  yield person.id;
  if (person.name !== undefined) yield person.name;
  for (const { jid } of person.addresses) {
    yield jid;
    // The contact of a mail address or a number has it as its local part (XEP-0106).
    const local = parseJid(jid)?.local;
    if (local !== undefined && /\\40|^\+\d/.test(local)) yield unescapeLocal(local);
  }
}

function normal(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
